"""
Consents that name a recipient: they open that one, for that purpose and that person, and nothing else.

Such a consent lies in the ledger beside what was told of the person, under a subject of its own, so that it begins no purpose:
a recipient who was named receives nothing for a purpose that is not alive. It ends with its own withdrawal, and with whatever
withdraws the consent to the purpose; a new consent to the purpose does not bring it back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from etanche.errors import Unreadable
from etanche.standing import ERASED, Told, UnknownEvent, in_effect, person_subject, recipient_subject
from etanche.store import Connection, names
from etanche.vault.means import Means

GIVEN = "consent-given"
WITHDRAWN = "consent-withdrawn"
_ENDS_ALL = frozenset({WITHDRAWN, "death-notified", ERASED})
_SECTION = "recipient"


def subject_to(means: Means, connection: Connection, person: bytes, recipient: str) -> str:
    """Return the subject in the ledger that a person's consent to a recipient is; a recipient is given a number at need."""
    return recipient_subject(person, names.number(connection, means.organisation, _SECTION, recipient))


def require_nameable(means: Means, recipient: str, event: str, purpose: str | None) -> None:
    """
    Let a consent name only a recipient who waits for one, and a purpose they receive something for.

    Raises:
        UnknownEvent: the charter has no such recipient, or they receive nothing for this purpose.
        Unreadable: only a consent, and its withdrawal, name a recipient.
    """
    if event not in {GIVEN, WITHDRAWN} or purpose is None:
        raise Unreadable("only a consent to a purpose, or its withdrawal, names a recipient")
    if all((told.recipient, told.purpose) != (recipient, purpose) for told in means.plan.disclosures):
        raise UnknownEvent("the charter gives this recipient nothing for this purpose")


def permitted(
    means: Means, connection: Connection, recipient: str, purpose: str, persons: Collection[bytes]
) -> frozenset[bytes]:
    """Return those of some persons whose consent names a recipient for a purpose, and stands."""
    number = names.known(connection, means.organisation, _SECTION, recipient)
    if number is None or not persons:
        return frozenset()
    subjects = {person: (person_subject(person), recipient_subject(person, number)) for person in persons}
    told = means.standing.persons.told(connection, (one for pair in subjects.values() for one in pair))
    now, zone = means.clock.now(), means.plan.zone
    heard = {subject: [one for one in said if in_effect(one, now, zone)] for subject, said in told.items()}
    return frozenset(
        person for person, (theirs, named) in subjects.items() if _stands(heard[theirs], heard[named], purpose)
    )


def _stands(theirs: Sequence[Told], named: Sequence[Told], purpose: str) -> bool:
    said = [one for one in named if one.purpose == purpose]
    if not said or said[-1].event != GIVEN:
        return False
    return not any(
        one.seq > said[-1].seq for one in theirs if one.event in _ENDS_ALL and one.purpose in {None, purpose}
    )
