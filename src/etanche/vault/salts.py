"""
The salts that pseudonyms are made with: in memory only, one for each category and calendar day.

When its day is over a salt is dropped, and from then on nobody, we included,
can make the pseudonym of a visitor of that day again, or link two of their days.
A salt made for a day already over (an import of old logs) serves that import and goes a little after its last use.
Dropping frees the memory; it does not overwrite it, which this language cannot promise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

IDLE = timedelta(minutes=10)
"""How long the salt of a day already over is kept for the import that uses it."""


@dataclass(kw_only=True)
class _Held:
    salt: bytes
    made_on: date
    used: datetime


class Salts:
    """The salts this process holds; another process has others."""

    def __init__(self, new_salt: Callable[[], bytes]) -> None:
        """Begin without any."""
        self._new_salt = new_salt
        self._held: dict[tuple[str, date], _Held] = {}
        self._lock = threading.Lock()

    def of(self, category: str, day: date, *, now: datetime, today: date) -> bytes:
        """Return the salt of a day, making it if there is none."""
        with self._lock:
            held = self._held.get((category, day))
            if held is None:
                held = self._held[category, day] = _Held(salt=self._new_salt(), made_on=today, used=now)
            held.used = now
            return held.salt

    def held(self, category: str, day: date) -> bytes | None:
        """Return the salt of a day if there is one."""
        with self._lock:
            found = self._held.get((category, day))
            return None if found is None else found.salt

    def roll(self, *, now: datetime, today: date) -> dict[str, list[date]]:
        """Drop every salt whose day is over; return the days dropped, by category."""
        return self._drop(lambda day, held: _over(day, held, now=now, today=today))

    def drop_all(self) -> dict[str, list[date]]:
        """Drop every salt; return the days dropped, by category."""
        return self._drop(lambda _day, _held: True)

    def inherit(self, before: Salts, called: Mapping[str, str]) -> None:
        """Take over every salt that others hold, under other names of their categories; they hold none then."""
        with before._lock:
            held, before._held = before._held, {}
        with self._lock:
            self._held |= {(called.get(category, category), day): salt for (category, day), salt in held.items()}

    def days(self) -> tuple[tuple[str, date], ...]:
        """Return which salts are held, as (category, day)."""
        with self._lock:
            return tuple(sorted(self._held))

    def _drop(self, chosen: Callable[[date, _Held], bool]) -> dict[str, list[date]]:
        dropped: dict[str, list[date]] = {}
        with self._lock:
            for category, day in sorted(self._held):
                if chosen(day, self._held[category, day]):
                    del self._held[category, day]
                    dropped.setdefault(category, []).append(day)
        return dropped


def _over(day: date, held: _Held, *, now: datetime, today: date) -> bool:
    if day == today:
        return False
    made_for_the_past = held.made_on == today and day < today
    return not (made_for_the_past and timedelta(0) <= now - held.used < IDLE)
