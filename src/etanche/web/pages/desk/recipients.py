"""`/desk/{organisation}/recipients`: who else receives data, by the charter: the promise of each, its contract, what makes it lawful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from starlette.responses import Response

from etanche.charter import Recipient, promises
from etanche.instance import Desk, Desks
from etanche.notice import category_title, purpose_title, sentence, told
from etanche.terms import Language
from etanche.web.guarding import Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import fine, say

_KIND = "recipients"


@dataclass(frozen=True, kw_only=True)
class _Receives:
    """One promise about who receives data."""

    name: str
    """Of the recipient; empty where the promise is about all."""

    said: str
    promise: str
    facts: tuple[tuple[str, str], ...]
    state: str
    """What its check found the last time; empty before it ever looked."""


def show(desks: Desks, asking: Asking) -> Response:
    """Show every promise about recipients, with the facts of the charter behind it."""
    desk, language = desk_of(desks, asking), asking.view.language
    charter = desk.house.charter
    states = {one.id: str(one.state) for one in desk.house.verdicts().verdicts}
    found = [one for one in promises(charter) if one.kind == _KIND]
    return drawn(
        asking,
        desk,
        "recipients",
        recipients=[
            _Receives(
                name=fine(charter.recipients[one.subject].name, language) if one.subject in charter.recipients else "",
                said=sentence(charter, one, language),
                promise=one.id,
                facts=tuple(_facts(desk, charter.recipients[one.subject], language))
                if one.subject in charter.recipients
                else (),
                state=states.get(one.id, ""),
            )
            for one in sorted(found, key=lambda one: one.subject not in charter.recipients)
        ],
    )


def _facts(desk: Desk, found: Recipient, language: Language) -> Iterator[tuple[str, str]]:
    charter = desk.house.charter
    yield say("desk.recipients.does", language), told(found.does, language)
    for category, purposes in found.receives.items():
        titles = ", ".join(purpose_title(charter, one, language) for one in purposes)
        yield category_title(charter, category, language), titles
    if found.contract is not None:
        blanks = {"reference": found.contract.reference, "date": found.contract.date}
        yield say("desk.recipients.contract", language), say("desk.recipients.of", language, **blanks)
    if found.contact is not None:
        yield say("desk.recipients.contact", language), found.contact
    if found.transfer is not None:
        blanks = {"reference": found.transfer.reference, "date": found.transfer.checked}
        yield say(f"transfer.{found.transfer.by}", language), say("desk.recipients.checked", language, **blanks)
