"""
Undertakings in date: what somebody must have given before a role that asks for one opens anything to them.

Somebody else attests it, in the ledger; the moment of effect of the event is its end.
"""

from __future__ import annotations

from datetime import datetime

from etanche.errors import Refused
from etanche.store import Connection, StandingRow, moment_of, moment_text, names, standing
from etanche.terms import one_name, same_name
from etanche.vault.means import Means

ATTESTED = "attested"
_SECTION = "agreement"
_MARKED = 0
"""The number under which these are marked: fields are numbered from 1."""


class NotAttested(Refused):
    """Somebody attested their own undertaking."""


def attest(means: Means, agreement: str, *, actor: str, until: datetime, by: str) -> None:
    """
    Write down that an actor has given an undertaking, and until when it is in date.

    Raises:
        NotAttested: somebody attests their own.
    """
    if same_name(by, actor):
        raise NotAttested("nobody attests their own undertaking", hint="somebody else has seen it")
    one = one_name(actor)
    with means.store.writing() as connection:
        number = names.number(connection, means.organisation, _SECTION, agreement)
        row = StandingRow(
            organisation=means.organisation,
            subject=_subject(number, one),
            event=ATTESTED,
            effective=moment_text(until),
            recorded=moment_text(means.clock.now()),
            because=f"attest:{agreement}",
            evidence=_mark(means, number, one, moment_text(until)),
        )
        standing.append(connection, means.organisation, [row], mark=means.standing.marks)
        entry = means.entry(actor=by, act=ATTESTED, object=agreement, decision="done", facts={"for": actor})
        means.journal.write(connection, entry)


def attested(means: Means, connection: Connection, agreement: str, actor: str) -> bool:
    """Return whether the last undertaking of an actor is in date."""
    number = names.known(connection, means.organisation, _SECTION, agreement)
    if number is None:
        return False
    # In the one spelling, or, of before there was one, as it was written then.
    told = {_subject(number, name): name for name in (one_name(actor), actor)}
    rows = sorted(standing.of_subjects(connection, means.organisation, list(told)), key=lambda row: row.seq or 0)
    if not rows or rows[-1].evidence != _mark(means, number, told[rows[-1].subject], rows[-1].effective):
        return False
    return means.clock.now() < moment_of(rows[-1].effective)


def subject_of(means: Means, connection: Connection, agreement: str, actor: str) -> str:
    """Return the subject that an undertaking of somebody is in the ledger; one that has no number yet is given one."""
    return _subject(names.number(connection, means.organisation, _SECTION, agreement), one_name(actor))


def _mark(means: Means, agreement: int, actor: str, until: str) -> bytes:
    """Return the mark by which we know our own hand: a line put into the ledger by another one, or changed, is none of ours."""
    return means.keyring.mark(means.organisation, _MARKED, f"undertaking\0{agreement}\0{actor}\0{until}")


def _subject(agreement: int, actor: str) -> str:
    return f"agreement:{agreement}/{actor}"
