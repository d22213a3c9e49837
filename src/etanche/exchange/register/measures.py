"""
Measures of security (GDPR 30(1)(g), 32): the promises of the charter that protect the data of an activity.

They are said with the sentences of the notice, under the names by which they are proved;
nothing stands here that nobody checks or attests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from etanche.charter import Charter, Promise, promises
from etanche.exchange.names import measure
from etanche.exchange.register.both import both, said
from etanche.exchange.register.places import SEALED
from etanche.exchange.register.types import Data, Measure, Recipient
from etanche.notice import kinds, sentence
from etanche.terms import Text

NO_MEASURE = frozenset({"sealed:inventory", "accounts:registration", "spheres:directory", "spheres:history"})
"""Promises of these kinds that tell something else than how data are protected."""

OF_ACCOUNTS = frozenset({"accounts:passwords", "accounts:sessions", "accounts:second-factor", "sealed:passwords"})


@dataclass(frozen=True, kw_only=True)
class Protection:
    """A promise of the charter that is a measure, with what it says."""

    promise: Promise
    measure: Measure


def protections(charter: Charter) -> tuple[Protection, ...]:
    """Return every promise of a charter that is a measure; which data it protects is asked for each activity."""
    sayable = frozenset(kinds())
    return tuple(
        Protection(promise=promise, measure=Measure(promise=promise.id, type=known[0], said=_said(charter, promise)))
        for promise in promises(charter)
        if promise.kind in sayable and promise.id not in NO_MEASURE and (known := measure(promise.id))
        if promise.kind != "access" or "/" not in promise.subject
    )


def measures_of(
    charter: Charter, held: tuple[Protection, ...], data: tuple[Data, ...], recipients: tuple[Recipient, ...]
) -> tuple[Measure, ...]:
    """Return the measures that protect some data and bind some recipients."""
    found = [one.measure for one in held if _protects(charter, one.promise, data, recipients)]
    return (*found, *_contracts(recipients))


def _said(charter: Charter, promise: Promise) -> Text:
    """Return the sentence of a promise in both languages."""
    return both(lambda language: sentence(charter, promise, language))


def _protects(charter: Charter, promise: Promise, data: tuple[Data, ...], recipients: tuple[Recipient, ...]) -> bool:
    """Tell whether a promise is about these data and these recipients."""
    names = {datum.name for datum in data}
    inside = {place for name in names for place in _places(charter, name)}
    if promise.id in OF_ACCOUNTS:
        people = {person for datum in data for person in datum.people}
        return charter.accounts is not None and bool(people & set(charter.accounts.for_))
    match promise.kind:
        case "access":
            return promise.subject in {recipient.name for recipient in recipients}
        case "sealed":
            return promise.subject not in charter.applications and bool(inside & SEALED)
        case "spheres":
            return bool(inside & {"spheres", "private"})
        case "accounts":
            return False
        case _:
            return True


def _places(charter: Charter, category: str) -> tuple[str, ...]:
    """Return where a category is, as the charter says it; what Étanche itself holds is in the vault."""
    written = charter.categories.get(category)
    return written.in_ if written else ("vault",)


def _contracts(recipients: tuple[Recipient, ...]) -> Iterator[Measure]:
    """Return what binds those who act for us."""
    for recipient in recipients:
        if recipient.contract and recipient.contract_date:
            yield Measure(
                promise=f"recipients:{recipient.name}",
                type="processors",
                said=said(
                    "register.contract",
                    name=recipient.title.en,
                    reference=recipient.contract,
                    date=recipient.contract_date,
                ),
            )
