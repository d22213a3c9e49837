"""
Before anything is destroyed: does the clock make sense, and is what falls due what time explains?

Destruction is not reversible, so a doubt stops the sweep and calls a named person.
A guard is a function of numbers: it reads nothing, and it answers with its reason and the numbers it judged by.

    >>> clock_guard(last_tick=tick, now=tick + timedelta(days=3_650))
    Guard(ok=False, reason=<GuardReason.CLOCK_AHEAD: 'clock-ahead'>, numbers={'hours': 87600, 'allowed': 48})
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from etanche.clock import day_of

LONGEST_SILENCE = timedelta(hours=48)
"""How far the clock may have moved since the last successful sweep."""

BACKWARD_SLACK = timedelta(minutes=5)
"""A clock that is put right by a few minutes did not go back."""

SHARE_UNEXPLAINED = 20
"""At most one living key in so many, 5 %, may fall due without an explanation."""

FEW = 20
"""So many records of persons may always go."""


class GuardReason(StrEnum):
    """What a guard found; one word per finding."""

    STEADY = "steady"
    NO_TICK = "no-tick"
    CLOCK_AHEAD = "clock-ahead"
    CLOCK_BACK = "clock-back"
    EXPLAINED = "explained"
    TOO_MANY_DAYS = "too-many-days"
    TOO_LARGE_A_SHARE = "too-large-a-share"


@dataclass(frozen=True, kw_only=True)
class Guard:
    """Go on or stop, why, and the numbers it was judged by."""

    ok: bool
    reason: GuardReason
    numbers: Mapping[str, int]
    of_records: bool = False
    """Whether the numbers are of records of persons, and not of days."""


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """A day of a category that no purpose needs any longer."""

    category: str
    day: date

    since: date
    """The day its last purpose ended."""

    late: bool
    """
    Whether it explains itself: it had already ended, by the charter of that moment, when its first record came in,
    as with an import of old logs; or it has not begun yet, and came in while a clock was ahead.
    """

    waits_until: datetime | None = None
    """When it may be destroyed, if its end was learned late (a changed charter); reading is refused meanwhile."""


def clock_guard(*, last_tick: datetime | None, now: datetime) -> Guard:
    """Stop when the clock stands far from where the last successful sweep left it, before or after."""
    if last_tick is None:
        return Guard(ok=False, reason=GuardReason.NO_TICK, numbers={})
    hours = int((now - last_tick) / timedelta(hours=1))
    numbers = {"hours": hours, "allowed": int(LONGEST_SILENCE / timedelta(hours=1))}
    if now - last_tick > LONGEST_SILENCE:
        return Guard(ok=False, reason=GuardReason.CLOCK_AHEAD, numbers=numbers)
    if last_tick - now > BACKWARD_SLACK:
        return Guard(ok=False, reason=GuardReason.CLOCK_BACK, numbers=numbers)
    return Guard(ok=True, reason=GuardReason.STEADY, numbers=numbers)


def mass_guard(due: Iterable[DueDay], *, living: int, last_tick: datetime, now: datetime, zone: str) -> Guard:
    """
    Stop when more falls due than the time elapsed since the last sweep explains.

    Days that had already ended when their first record came in explain themselves.
    For each category the others must have ended on no more different dates than whole days elapsed, and one;
    different dates, because a rule in months or in financial years ends several days on one date.
    And of all living days, at most 5 % may have ended before the last sweep, which should have taken them.

    Args:
        due: the days that would be destroyed now.
        living: how many days have a key, those included.
        last_tick: the last successful sweep.
        now: the present moment.
        zone: the time zone days are counted in.
    """
    expected = [day for day in due if not day.late]
    dates: dict[str, set[date]] = {}
    for day in expected:
        dates.setdefault(day.category, set()).add(day.since)
    allowed = max(0, (now - last_tick) // timedelta(days=1)) + 1
    most = max(map(len, dates.values()), default=0)
    if most > allowed:
        return Guard(ok=False, reason=GuardReason.TOO_MANY_DAYS, numbers={"due": most, "allowed": allowed})
    left_over = sum(1 for day in expected if day.since <= day_of(last_tick, zone))
    numbers = {"due": left_over, "living": living, "allowed": living // SHARE_UNEXPLAINED}
    if left_over > numbers["allowed"]:
        return Guard(ok=False, reason=GuardReason.TOO_LARGE_A_SHARE, numbers=numbers)
    return Guard(ok=True, reason=GuardReason.EXPLAINED, numbers=numbers | {"due": len(expected)})


def share_guard(*, unexplained: int, living: int) -> Guard:
    """
    Stop when more records of persons are due that an earlier sweep should have taken than 5 % of those that have a term of their own.

    So few that somebody could have meant them one by one are never in doubt.
    """
    allowed = max(FEW, living // SHARE_UNEXPLAINED)
    ok = unexplained <= allowed
    return Guard(
        ok=ok,
        reason=GuardReason.EXPLAINED if ok else GuardReason.TOO_LARGE_A_SHARE,
        numbers={"due": unexplained, "living": living, "allowed": allowed},
        of_records=True,
    )
