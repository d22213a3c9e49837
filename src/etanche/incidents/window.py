"""
What was weighed of late, minute by minute, and what it comes to: a fold over lines, with a bounded state that can be written down.

    state, raised = look(state, lines, now)

The same lines give the same state however they are cut into pieces, as long as they are told in order. A gap between two numbers of lines is a line
that somebody took away: numbers are given in the transaction of the act, without gaps.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

from etanche.incidents.detectors import LIMITS, Found, Weighed, weigh
from etanche.journal import Line

MOST_SUBJECTS: Final = 2_000
"""So many subjects are weighed at a time; those that weigh least are let go of first."""

_LONGEST: Final = max(limit.minutes for limit in LIMITS.values())


class Weights(msgspec.Struct, frozen=True):
    """What weighed of late, for one detector and one subject."""

    found: Found
    subject: str
    minutes: tuple[tuple[int, int], ...]
    """(minute since 1970, how much)."""


class State(msgspec.Struct, frozen=True):
    """What a detector remembers between two looks."""

    seen: int = 0
    """The number of the last line that was looked at."""

    weights: tuple[Weights, ...] = ()


class Raised(msgspec.Struct, frozen=True):
    """What is over its limit."""

    found: Found
    subject: str
    weight: int
    since: datetime
    """The beginning of its window."""


def look(state: State, lines: Iterable[Line], now: datetime) -> tuple[State, tuple[Raised, ...]]:
    """Return what is known after some more lines, and what is over its limit then; a line is looked at once."""
    table = {(one.found, one.subject): dict(one.minutes) for one in state.weights}
    raised: dict[tuple[Found, str], Raised] = {}
    seen = state.seen
    for line in lines:
        if line.seq <= seen:
            continue
        gap = (
            [Weighed(found=Found.CHAIN_FAULT, subject=f"line {seen + 1}", weight=1)] if 0 < seen < line.seq - 1 else []
        )
        seen = line.seq
        minute = _minute(line.entry.at)
        for one in (*gap, *weigh(line)):
            key = one.found, one.subject
            minutes = table.setdefault(key, {})
            minutes[minute] = minutes.get(minute, 0) + one.weight
            over = _over(key, minutes, minute)
            if over is not None:
                raised[key] = over
    kept = _kept(table, _minute(now))
    return State(seen=seen, weights=kept), tuple(raised.values())


def _over(key: tuple[Found, str], minutes: dict[int, int], until: int) -> Raised | None:
    """Return what is over its limit in the window that ends with a minute."""
    limit = LIMITS[key[0]]
    first = until - limit.minutes
    weight = sum(each for minute, each in minutes.items() if first < minute <= until)
    if weight <= limit.over:
        return None
    since = datetime.fromtimestamp(min(m for m in minutes if first < m <= until) * 60, tz=UTC)
    return Raised(found=key[0], subject=key[1], weight=weight, since=since)


def _kept(table: dict[tuple[Found, str], dict[int, int]], now: int) -> tuple[Weights, ...]:
    """Return what may still count, the heaviest subjects of it."""
    found: list[tuple[int, Weights]] = []
    for (name, subject), minutes in table.items():
        late = {minute: each for minute, each in minutes.items() if minute > now - _LONGEST}
        if late:
            found.append((sum(late.values()), Weights(name, subject, tuple(sorted(late.items())))))
    heaviest = sorted(found, key=lambda one: (-one[0], one[1].found, one[1].subject))[:MOST_SUBJECTS]
    return tuple(sorted((one for _, one in heaviest), key=lambda one: (one.found, one.subject)))


def _minute(moment: datetime) -> int:
    return int(moment.timestamp() // 60)
