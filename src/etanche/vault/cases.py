"""
Grants bound to a case, and undertakings in date: what somebody must have before a conditional grant opens anything.

Both are events of the ledger, whose moment of effect is their end; the reason of a case is sealed.
A grant names one role and one actor, perhaps some persons, and lasts at most as long as the charter says.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from etanche.charter import Duration, Unit
from etanche.errors import Refused, Unreadable
from etanche.journal import Fact
from etanche.keyring import bind
from etanche.store import Connection, StandingRow, moment_of, moment_text, standing
from etanche.vault.means import JOURNAL, Means

GRANTED = "case-granted"
CLOSED = "case-closed"
ATTESTED = "attested"

_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)
_LENGTHS = {
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(weeks=1),
    Unit.MONTH: timedelta(days=30),
    Unit.YEAR: timedelta(days=365),
}


class NoGrant(Refused):
    """A grant cannot be given: the role needs no case, or the grant would last too long."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What somebody may do because of a case."""

    role: str
    actor: str
    until: datetime
    persons: frozenset[bytes] | None
    """Whom it is about; anybody if nothing."""


class _Sealed(msgspec.Struct):
    role: str
    actor: str
    reason: str
    persons: list[bytes] | None


def grant(
    means: Means,
    case: str,
    *,
    role: str,
    actor: str,
    reason: str,
    by: str,
    until: datetime | None = None,
    persons: Collection[bytes] | None = None,
) -> Grant:
    """
    Let an actor act in a role because of a case, and write it down.

    Raises:
        Unreadable: the case has no name that one can write.
        NoGrant: the role needs no case, somebody approves their own, or it would last longer than the charter lets it.
    """
    _named(case)
    now = means.clock.now()
    longest = means.plan.cases.get(role)
    if longest is None:
        raise NoGrant(
            "this role needs no case", hint="only a role with `needs: {case: open}` is granted anything by one"
        )
    end = now + length(longest)
    if by == actor:
        raise NoGrant("nobody grants themselves a case", hint="somebody else has to approve it")
    if until is not None and not now < until <= end:
        raise NoGrant(f"a grant for `{role}` lasts at most {longest}", hint="choose an earlier end")
    given = Grant(role=role, actor=actor, until=until or end, persons=None if persons is None else frozenset(persons))
    held = _Sealed(role, actor, reason, None if persons is None else sorted(persons))
    _write(
        means, case, GRANTED, given.until, by, held, {"role": role, "until": moment_text(given.until)}, given.persons
    )
    return given


def close(means: Means, case: str, *, by: str) -> None:
    """End every grant of a case now."""
    _named(case)
    _write(means, case, CLOSED, means.clock.now(), by, None, {}, None)


def granted(means: Means, connection: Connection, case: str, *, role: str, actor: str) -> Grant | None:
    """Return what a case grants an actor in a role now; nothing if it does not, or not any more."""
    now = means.clock.now()
    found: Grant | None = None
    for row in standing.of_subject(connection, means.organisation, subject_of(case)):
        if row.event == CLOSED:
            found = None
        elif row.event == GRANTED and row.evidence is not None:
            held = _opened(means, case, row)
            if held is not None and (held.role, held.actor) == (role, actor):
                persons = None if held.persons is None else frozenset(held.persons)
                found = Grant(role=role, actor=actor, until=moment_of(row.effective), persons=persons)
    return found if found is not None and now < found.until else None


def attest(means: Means, agreement: str, *, actor: str, until: datetime, by: str) -> None:
    """Write down that an actor has given an undertaking, and until when it is in date."""
    with means.store.writing() as connection:
        _append(means, connection, undertaking_of(agreement, actor), ATTESTED, until, None)
        entry = means.entry(actor=by, act=ATTESTED, object=agreement, decision="done", facts={"for": actor})
        means.journal.write(connection, entry)


def attested(means: Means, connection: Connection, agreement: str, actor: str) -> bool:
    """Return whether the last undertaking of an actor is in date."""
    rows = standing.of_subject(connection, means.organisation, undertaking_of(agreement, actor))
    return bool(rows) and means.clock.now() < moment_of(rows[-1].effective)


def length(duration: Duration) -> timedelta:
    """Return how long a grant lasts: a month is 30 days."""
    return duration.number * _LENGTHS[duration.unit]


def _write(
    means: Means,
    case: str,
    event: str,
    until: datetime,
    by: str,
    held: _Sealed | None,
    facts: dict[str, Fact],
    persons: Collection[bytes] | None,
) -> None:
    day = means.today().isoformat()
    evidence: bytes | None = None
    if held is not None:
        key = means.keyring.day_key(means.organisation, JOURNAL, day, create=True)
        assert key is not None  # noqa: S101  # the key of today is made here if it is not there
        evidence = key.seal(msgspec.msgpack.encode(held), _bound(means, case, day))
    with means.store.writing() as connection:
        _append(means, connection, subject_of(case), event, until, evidence)
        entry = means.entry(actor=by, act=event, object="case", decision="done", facts=facts, case=case)
        means.write_about(connection, entry, persons or ())


def _append(
    means: Means, connection: Connection, subject: str, event: str, until: datetime, evidence: bytes | None
) -> None:
    row = StandingRow(
        organisation=means.organisation,
        subject=subject,
        event=event,
        effective=moment_text(until),
        recorded=moment_text(means.clock.now()),
        because=means.today().isoformat(),
        evidence=evidence,
    )
    standing.append(connection, means.organisation, [row])


def _opened(means: Means, case: str, row: StandingRow) -> _Sealed | None:
    key = means.keyring.day_key(means.organisation, JOURNAL, row.because, create=False)
    if key is None or row.evidence is None:
        return None
    return msgspec.msgpack.decode(key.open(row.evidence, _bound(means, case, row.because)), type=_Sealed)


def _bound(means: Means, case: str, day: str) -> bytes:
    return bind("case", 1, means.organisation, case, day)


def subject_of(case: str) -> str:
    """Return the subject that a case is in the ledger."""
    return f"case:{case}"


def undertaking_of(agreement: str, actor: str) -> str:
    """Return the subject that an undertaking of somebody is in the ledger."""
    return f"agreement:{agreement}/{actor}"


def _named(case: str) -> None:
    if _CASE.fullmatch(case) is None:
        raise Unreadable("a case has no such name", hint="letters, digits, `.`, `_`, `/` and `-`, at most 64 of them")
