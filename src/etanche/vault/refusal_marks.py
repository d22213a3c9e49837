"""
Addresses as keyed marks, and which fields hold them.

A mark says nothing to whoever has not the key of the organisation, and nobody is found by it who is not looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from etanche.charter import FieldKind, Objection, Plan
from etanche.errors import Unreadable
from etanche.standing import Telling
from etanche.store import Connection
from etanche.vault.means import Means
from etanche.vault.shapes import email, phone

ADDRESSES = 0
"""The number under which addresses are marked: fields are numbered from 1."""

REFUSALS = "refusal:"
"""What the subjects of marked addresses begin with."""

REFUSING = frozenset({"objection", "objection-upheld", "consent-withdrawn", "death-notified"})
"""Events by which somebody refuses a purpose, where the charter lets it end at once."""

_KINDS = frozenset({FieldKind.EMAIL, FieldKind.PHONE})


class Refusal(NamedTuple):
    """An address, and when its owner refused, as far as that is known."""

    address: str
    since: date | datetime
    assumed: bool = False


def marked(means: Means, value: str) -> bytes | None:
    """Return the mark of an address of mail, or of a telephone number; nothing of anything else."""
    address = email(value) or phone(value)
    return None if address is None else means.keyring.mark(means.organisation, ADDRESSES, address)


def refusal_subject(mark: bytes) -> str:
    """Return the subject in the ledger that a marked address is."""
    return f"{REFUSALS}{mark.hex()}"


def no_of(plan: Plan, purpose: str) -> str:
    """
    Return the event by which a purpose is refused.

    Raises:
        Unreadable: the charter has no such purpose, or nobody can refuse it.
    """
    if purpose in plan.consents:
        return "consent-withdrawn"
    if purpose in plan.objections:
        return "objection-upheld" if plan.objections[purpose] is Objection.REVIEWED else "objection"
    refusable = ", ".join(f"`{name}`" for name in sorted(plan.consents | plan.objections.keys()))
    raise Unreadable("nobody can refuse this purpose", hint=f"purposes that can be refused: {refusable or 'none'}")


def new_tellings(
    means: Means,
    connection: Connection,
    found: Sequence[tuple[Refusal, bytes]],
    event: str,
    purpose: str,
    by: str | None,
) -> list[Telling]:
    """Return what is to be told of marked addresses of which it was not told before."""
    said = means.standing.persons.told(connection, (refusal_subject(mark) for _, mark in found))
    new: dict[str, Telling] = {}
    for one, mark in found:
        subject = refusal_subject(mark)
        if not any(told.event == event and told.purpose == purpose for told in said[subject]):
            by_whom = by if one.assumed else None
            new.setdefault(subject, Telling(subject, event, purpose, one.since, because_of(purpose), None, by_whom))
    return list(new.values())


def address_fields(plan: Plan, category: str) -> list[str]:
    """Return the fields of a category that hold whole addresses."""
    fields = plan.categories[category].fields.values()
    return [one.name for one in fields if one.kind in _KINDS and one.only is None]


def because_of(purpose: str) -> str:
    """Return the promise on which a refusal of a purpose rests."""
    return f"objection:{purpose}"
