"""
Verdicts kept from run to run: every change of what is found, with its moment, and one line a day.

However often promises are looked at, a promise that stands as before has one line of today, its last; the first line of a finding
stays, because it says since when. So the table grows by the days and by what happens, not by the hours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from etanche.clock import Clock, day_of
from etanche.keyring import Signer
from etanche.proof.alerts import tell
from etanche.proof.verdict import LATER, NEVER, State, Verdict
from etanche.proof.vouched import AFTER, BEFORE, KEPT_DAYS, LINES, last_lines, numbered, ours, reached
from etanche.store import Connection, Store, VerdictRow, facts, moment_of, moment_text, verdicts
from etanche.terms import OrganisationId, PromiseId

_TWO_DAYS: Final = timedelta(days=2)
_SECONDS: Final = "proof.seconds"
_WORST_FIRST: Final = tuple(State)


@dataclass(frozen=True, kw_only=True)
class Latest:
    """The newest verdict of each promise, in the order of their names; `at` and `seconds` are of the newest run."""

    verdicts: tuple[Verdict, ...]
    at: datetime | None
    seconds: float

    @property
    def oldest(self) -> datetime | None:
        """The oldest look among those that are told: nothing that is said of all of them is younger."""
        return min((verdict.at for verdict in self.verdicts if verdict.because != NEVER), default=None)


def keep(
    connection: Connection,
    organisation: OrganisationId,
    run: str,
    digest: str,
    told: Iterable[Verdict],
    seconds: float,
    *,
    signer: Signer,
    zone: str,
    forget: bool,
) -> dict[str, int]:
    """
    Write the verdicts of a run, what somebody is to be told of them, and let go of what says nothing more; return what the journal is to say of it.

    What is older than `KEPT_DAYS` goes too, unless the clock is in doubt.

    What this version does not check is no finding of a run: it follows from the charter, and is not written down.
    """
    rows = [
        VerdictRow(
            organisation=organisation,
            promise=verdict.id,
            at=moment_text(verdict.at),
            run=run,
            state=str(verdict.state),
            because=verdict.because,
            measured=json.dumps(dict(verdict.measured), ensure_ascii=False, sort_keys=True),
            digest=digest,
        )
        for verdict in told
        if verdict.because != LATER
    ]
    tell(connection, organisation, _before(connection, organisation, rows, signer), rows, signer=signer)
    before = reached(connection, organisation, signer)
    if rows:
        last = last_lines(connection, organisation, signer)
        verdicts.delete_rows(connection, list(_idle(connection, rows, last, signer, zone)))
        verdicts.append(connection, numbered(rows, last_lines(connection, organisation, signer), signer))
    facts.put(connection, organisation, _SECONDS, f"{seconds:.3f}")
    if rows and forget:
        oldest = moment_of(rows[0].at) - timedelta(days=KEPT_DAYS)
        verdicts.forget_before(connection, organisation, moment_text(oldest))
    return {LINES: len(rows), BEFORE: before, AFTER: reached(connection, organisation, signer)}


def _before(
    connection: Connection, organisation: OrganisationId, rows: list[VerdictRow], signer: Signer
) -> dict[str, str]:
    """Return the state that each promise had before a run."""
    if not rows:
        return {}
    return {row.promise: row.state for row in _newest(connection, organisation, moment_of(rows[0].at), signer)}


def _idle(
    connection: Connection, rows: list[VerdictRow], last: Mapping[str, VerdictRow], signer: Signer, zone: str
) -> Iterator[VerdictRow]:
    """Yield the lines of today that are neither the first of what they found nor, once a run is written, the last of their day."""
    now = moment_of(rows[0].at)
    found: dict[str, list[VerdictRow]] = {}
    lately = verdicts.history(connection, rows[0].organisation, since=moment_text(now - _TWO_DAYS))
    for row in _by(ours(lately, signer), now):
        found.setdefault(row.promise, []).append(row)
    for row in rows:
        before = found.get(row.promise, [])
        alike = len(before) > 1 and _said(before[-2]) == _said(before[-1]) == _said(row)
        # Only the number of the last line can be given again.
        ends = alike and before[-1] == last.get(row.promise)
        if ends and day_of(moment_of(before[-1].at), zone) == day_of(now, zone):
            yield before[-1]


def _said(row: VerdictRow) -> tuple[str, str]:
    return row.state, row.because


def latest(
    store: Store,
    organisation: OrganisationId,
    *,
    clock: Clock,
    signer: Signer,
    promises: Iterable[PromiseId] | None = None,
    later: Iterable[PromiseId] = (),
) -> Latest:
    """
    Return the newest verdict of each promise; with `promises`, only of those the charter still makes.

    Of the promises that are for `later` nothing older is shown: once there was a run, they are unproven.
    A verdict dated after now was given under a clock gone ahead: it is not shown in the place of a later look.
    What carries no mark of ours is not told: see `vouched`.
    """
    now = clock.now()
    with store.reading() as connection:
        rows = _newest(connection, organisation, now, signer)
        seconds = facts.get(connection, organisation, _SECONDS)
    made, waiting = None if promises is None else set(promises), set(later)
    found = [_verdict(row) for row in rows if (made is None or row.promise in made) and row.promise not in waiting]
    at = max((verdict.at for verdict in found), default=None)
    if at is not None:
        found += [_of_later(promise, at) for promise in waiting]
    ordered = sorted(found, key=lambda verdict: verdict.id.partition(":"))
    return Latest(verdicts=tuple(ordered), at=at, seconds=float(seconds or 0))


@dataclass(frozen=True, kw_only=True)
class Since:
    """Since when a promise stands as it stands."""

    at: datetime
    """The first look that found it so."""

    before: datetime | None
    """The last look that found it otherwise, if there was one."""


def since(
    store: Store, organisation: OrganisationId, promise: PromiseId, *, clock: Clock, signer: Signer
) -> Since | None:
    """Return since when a promise is in the state it was last found in; nothing if nobody has looked."""
    now = clock.now()
    with store.reading() as connection:
        rows = _by(ours(verdicts.history(connection, organisation, promise), signer), now)
    if not rows:
        return None
    changed = next((number for number in range(len(rows), 0, -1) if rows[number - 1].state != rows[-1].state), 0)
    before = moment_of(rows[changed - 1].at) if changed else None
    return Since(at=moment_of(rows[changed].at), before=before)


def history(
    store: Store,
    organisation: OrganisationId,
    promise: PromiseId,
    *,
    clock: Clock,
    signer: Signer,
    zone: str,
    days: int = 90,
) -> Mapping[date, State]:
    """Return the worst verdict of each of the last days on which a promise was checked, the oldest first."""
    first = day_of(clock.now(), zone) - timedelta(days=days - 1)
    # A day of the zone begins up to a day before or after the same date in UTC.
    now = clock.now()
    since = now - timedelta(days=days + 1)
    with store.reading() as connection:
        rows = verdicts.history(connection, organisation, promise, since=moment_text(since))
    rows = _by(ours(rows, signer), now)
    worst: dict[date, State] = {}
    for row in rows:
        day, state = day_of(moment_of(row.at), zone), State(row.state)
        if day >= first:
            worst[day] = min(worst.get(day, state), state, key=_WORST_FIRST.index)
    return worst


def _newest(connection: Connection, organisation: OrganisationId, now: datetime, signer: Signer) -> list[VerdictRow]:
    rows = verdicts.latest(connection, organisation)
    if len(_by(ours(rows, signer), now)) == len(rows):
        return rows
    # Only after a clock was put right, or where one is not ours: every verdict that is kept is gone through.
    kept = verdicts.history(connection, organisation, since=moment_text(now - timedelta(days=KEPT_DAYS)))
    newest = {row.promise: row for row in _by(ours(kept, signer), now)}
    return [newest[promise] for promise in sorted(newest)]


def _by(rows: list[VerdictRow], now: datetime) -> list[VerdictRow]:
    """Leave out what is dated after now."""
    return [row for row in rows if moment_of(row.at) <= now]


def _of_later(promise: PromiseId, at: datetime) -> Verdict:
    return Verdict(id=promise, kind=promise.partition(":")[0], state=State.UNPROVEN, because=LATER, at=at)


def _verdict(row: VerdictRow) -> Verdict:
    return Verdict(
        id=PromiseId(row.promise),
        kind=row.promise.partition(":")[0],
        state=State(row.state),
        because=row.because,
        measured=json.loads(row.measured),
        at=moment_of(row.at),
    )
