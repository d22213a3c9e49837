"""
The only room that says what time it is.

Every room is given a clock; none asks the machine.
So a test, or a drill in its sandbox, moves time by handing over another clock, without patching anything.
Moments are aware and in UTC; a day is always somebody's day, so it needs a time zone.
"""

from __future__ import annotations

import threading
import time
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Says what time it is, in aware UTC."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is told to move; safe to share between threads."""

    def __init__(self, at: datetime) -> None:
        """
        Stand at `at`.

        Raises:
            ValueError: `at` has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        self._at = at.astimezone(UTC)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the moment this clock stands at."""
        with self._lock:
            return self._at

    def advance(self, by: timedelta) -> None:
        """Move forward (or back, for a negative `by`)."""
        with self._lock:
            self._at += by


def day_of(moment: datetime, zone: str) -> date:
    """
    Return the calendar day of an aware moment in an IANA time zone; beyond an end of the calendar the last day before it.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except OverflowError:
        return date.min if moment.year == MINYEAR else date.max


def at_an_end(when: date) -> bool:
    """Tell whether a day or moment lies in the first or last year of the calendar: in another zone, or by a term, it may lie beyond."""
    return when.year in {MINYEAR, MAXYEAR}


def stopwatch() -> float:
    """Return seconds on a clock that never goes back; only differences mean anything."""
    return time.monotonic()
