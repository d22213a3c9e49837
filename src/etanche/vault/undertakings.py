"""
Undertakings in date: what somebody must have given before a role that asks for one opens anything to them.

Somebody else attests it, in the ledger; the moment of effect of the event is its end.
"""

from __future__ import annotations

from datetime import datetime

from etanche.errors import Refused
from etanche.store import Connection, StandingRow, moment_of, moment_text, standing
from etanche.vault.means import Means

ATTESTED = "attested"


class NotAttested(Refused):
    """Somebody attested their own undertaking."""


def attest(means: Means, agreement: str, *, actor: str, until: datetime, by: str) -> None:
    """
    Write down that an actor has given an undertaking, and until when it is in date.

    Raises:
        NotAttested: somebody attests their own.
    """
    if by == actor:
        raise NotAttested("nobody attests their own undertaking", hint="somebody else has seen it")
    row = StandingRow(
        organisation=means.organisation,
        subject=_subject(agreement, actor),
        event=ATTESTED,
        effective=moment_text(until),
        recorded=moment_text(means.clock.now()),
        because=f"attest:{agreement}",
    )
    with means.store.writing() as connection:
        standing.append(connection, means.organisation, [row])
        entry = means.entry(actor=by, act=ATTESTED, object=agreement, decision="done", facts={"for": actor})
        means.journal.write(connection, entry)


def attested(means: Means, connection: Connection, agreement: str, actor: str) -> bool:
    """Return whether the last undertaking of an actor is in date."""
    rows = standing.of_subject(connection, means.organisation, _subject(agreement, actor))
    return bool(rows) and means.clock.now() < moment_of(rows[-1].effective)


def _subject(agreement: str, actor: str) -> str:
    return f"agreement:{agreement}/{actor}"
