"""
Grants bound to a case: what somebody must have before a conditional grant opens anything.

They are events of the ledger, whose moment of effect is their end; the reason of a case is sealed.
A grant names one role and one actor, perhaps some persons, and lasts at most as long as the charter says.
Each stands on its own: another one of the same case, role and actor neither narrows nor ends it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from etanche.charter import Condition, Duration, Unit, shortest
from etanche.errors import NotFound, Refused, Unreadable
from etanche.journal import Fact
from etanche.keyring import SealBroken, bind
from etanche.standing import BACKWARD_SLACK
from etanche.store import Connection, StandingRow, moment_of, moment_text, standing
from etanche.terms import same_name
from etanche.vault.look_marks import JOURNAL
from etanche.vault.means import Means

GRANTED = "case-granted"
REVOKED = "case-revoked"
OVER = "case-ended"
CLOSED = "case-closed"

_CASES = "case:"

_CASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)


_OF_A_RECIPIENT = Duration(number=8, unit=Unit.HOUR)
"""How long a grant lasts that only a recipient waits for: the charter says nothing else of it."""


class NoSuchGrant(NotFound):
    """Nothing is granted there, or not any more."""


class NoGrant(Refused):
    """A grant cannot be given: the role needs no case, or the grant would last too long."""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What somebody may do because of a case, by whose approval, and what became of it."""

    case: str
    role: str
    actor: str
    by: str
    reason: str
    since: datetime
    until: datetime
    persons: frozenset[bytes] | None
    """Whom it is about; anybody if nothing."""

    recipient: str | None = None
    """Whose demand it answers; see `vault.compelling`."""

    over: str | None = None
    """How it is over: `case-revoked`, `case-ended`, `case-closed`; nothing while it is open."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "case": self.case,
            "role": self.role,
            "for": self.actor,
            "by": self.by,
            "reason": self.reason,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "persons": None if self.persons is None else sorted(person.hex() for person in self.persons),
            "state": self.over or "open",
        }


class _Sealed(msgspec.Struct):
    role: str
    actor: str
    reason: str
    persons: list[bytes] | None
    by: str = ""
    until: str = ""
    """Its end, sealed with the rest: what stands in clear beside it may have been changed."""

    recipient: str | None = None


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
    as_: str | None = None,
    recipient: str | None = None,
) -> Grant:
    """
    Let an actor act in a role because of a case, and write it down; with a recipient, because of a demand of theirs.

    Raises:
        Unreadable: the case has no name that one can write.
        NoGrant: neither the role nor a recipient needs a case, somebody approves their own, or in a role that may not,
            it has no reason, or it would last longer than the charter lets it.
    """
    require_name(case)
    now = means.clock.now()
    waited = recipient is not None or _waited_for(means)
    longest = means.plan.cases.get(role, _OF_A_RECIPIENT if role in means.plan.roles and waited else None)
    if longest is None:
        raise NoGrant(
            "this role needs no case", hint="only a role with `needs: {case: open}` is granted anything by one"
        )
    end = now + timedelta(minutes=shortest(longest))
    if same_name(by, actor):
        raise NoGrant("nobody grants themselves a case", hint="somebody else has to approve it")
    approvers = means.plan.approvers.get(role)
    if approvers is not None and as_ not in approvers:
        raise NoGrant(f"a grant for `{role}` is approved by others", hint=f"roles: {', '.join(sorted(approvers))}")
    if not reason.strip():
        raise NoGrant("a grant has a reason", hint="say why they need to see it; it is sealed")
    if until is not None and not now < until <= end:
        raise NoGrant(f"a grant for `{role}` lasts at most {longest}", hint="choose an earlier end")
    whom = None if persons is None else sorted(set(persons))
    held = _Sealed(role, actor, reason, whom, by, moment_text(until or end), recipient)
    _write(means, case, GRANTED, until or end, by, held, as_ if as_ in means.plan.roles else None)
    return _grant(case, held, now, until or end)


def revoke(means: Means, case: str, *, role: str, actor: str, by: str) -> None:
    """
    End everything a case grants an actor in a role, now.

    Raises:
        NoSuchGrant: nothing is granted them there, or not any more.
    """
    require_name(case)
    with means.store.reading() as connection:
        found = granted(means, connection, case, role=role, actor=actor)
    if not found:
        raise NoSuchGrant("nothing is granted there", hint="`etanche case list` tells what is open")
    named = None if any(one.persons is None for one in found) else {who for one in found for who in one.persons or ()}
    held = _Sealed(role, actor, "", None if named is None else sorted(named), by)
    _write(means, case, REVOKED, means.clock.now(), by, held)


def close(means: Means, case: str, *, by: str) -> None:
    """End every grant of a case now."""
    require_name(case)
    _write(means, case, CLOSED, means.clock.now(), by, None)


def end_overdue(means: Means, case: str | None = None) -> int:
    """
    Write down the end of every grant, or of those of one case, whose time is over; return how many there were.

    Once that is written no clock that goes back opens them again.
    """
    with means.store.reading() as connection:
        over = [one for one in history(means, connection, case) if one.over is None and one.until <= means.clock.now()]
    for one in over:
        persons = None if one.persons is None else sorted(one.persons)
        held = _Sealed(one.role, one.actor, "", persons, one.by, moment_text(one.until))
        _write(means, one.case, OVER, one.until, "vault", held)
    return len(over)


def granted(means: Means, connection: Connection, case: str, *, role: str, actor: str) -> tuple[Grant, ...]:
    """Return every grant of a case that is open for an actor in a role now; none that is not so yet, or not any more."""
    now = means.clock.now()
    return tuple(
        one
        for one in history(means, connection, case)
        if one.role == role and same_name(one.actor, actor) and one.over is None
        if one.since <= now + BACKWARD_SLACK and now < one.until
    )


def history(means: Means, connection: Connection, case: str | None = None) -> list[Grant]:
    """Return every grant of a case, or of all cases, whose reason can still be opened, in order, each with what became of it."""
    subjects = f"{_CASES}{case or ''}"
    rows = (
        standing.of_subject(connection, means.organisation, subjects)
        if case is not None
        else standing.under(connection, means.organisation, subjects)
    )
    found: list[Grant] = []
    for row in rows:
        name = row.subject.removeprefix(_CASES)
        held = _opened(means, name, row)
        if row.event == GRANTED and held is not None:
            found.append(_grant(name, held, moment_of(row.recorded), moment_of(held.until or row.effective)))
            continue
        for at, one in enumerate(found):
            if one.case == name and one.over is None and _strikes(row, held, one):
                found[at] = replace(one, over=row.event)
    return found


def _strikes(row: StandingRow, held: _Sealed | None, one: Grant) -> bool:
    """Return whether a line ends an open grant of its case: the end of one's time ends none that was given longer."""
    if row.event == CLOSED:
        return True
    if held is None or held.role != one.role or not same_name(held.actor, one.actor):
        return False
    return row.event == REVOKED or one.until <= moment_of(held.until or row.effective)


def _write(
    means: Means, case: str, event: str, until: datetime, by: str, held: _Sealed | None, as_: str | None = None
) -> None:
    day = means.today().isoformat()
    evidence: bytes | None = None
    facts: dict[str, Fact] = {}
    if held is not None:
        key = means.keyring.day_key(means.organisation, JOURNAL, day, create=True)
        assert key is not None  # noqa: S101  # the key of today is made here if it is not there
        evidence = key.seal(msgspec.msgpack.encode(held), _bound(means, case, day))
        facts = {"role": held.role, "for": held.actor, "until": moment_text(until)}
    with means.store.writing() as connection:
        _append(means, connection, subject_of(case), event, until, evidence)
        entry = means.entry(actor=by, act=event, object="case", decision="done", facts=facts, case=case, role=as_)
        means.write_about(connection, entry, (held.persons if held is not None else None) or ())


def _grant(case: str, held: _Sealed, since: datetime, until: datetime) -> Grant:
    return Grant(
        case=case,
        role=held.role,
        actor=held.actor,
        by=held.by,
        reason=held.reason,
        since=since,
        until=until,
        persons=None if held.persons is None else frozenset(held.persons),
        recipient=held.recipient,
    )


def _waited_for(means: Means) -> bool:
    """Return whether some recipient receives within an open case only: then every role may be given one."""
    return any(Condition.CASE in needs for needs in means.plan.told_if.values())


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
    standing.append(connection, means.organisation, [row], mark=means.standing.marks)


def _opened(means: Means, case: str, row: StandingRow) -> _Sealed | None:
    key = means.keyring.day_key(means.organisation, JOURNAL, row.because, create=False)
    if key is None or row.evidence is None:
        return None
    try:
        return msgspec.msgpack.decode(key.open(row.evidence, _bound(means, case, row.because)), type=_Sealed)
    except SealBroken:
        return None  # not our hand: it says nothing


def _bound(means: Means, case: str, day: str) -> bytes:
    return bind("case", 1, means.organisation, case, day)


def subject_of(case: str) -> str:
    """Return the subject that a case is in the ledger."""
    return f"{_CASES}{case}"


def require_name(case: str) -> None:
    """
    Let a case have only a name that can be written anywhere.

    Raises:
        Unreadable: it is none.
    """
    if _CASE.fullmatch(case) is None:
        raise Unreadable("a case has no such name", hint="letters, digits, `.`, `_`, `/` and `-`, at most 64 of them")
