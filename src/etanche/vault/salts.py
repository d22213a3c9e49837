"""
The salts that pseudonyms are made with, and how long a person keeps the same one.

A pseudonym is the same from the first day of its *time* to the last: times follow each other in the calendar, each as long as
the field's `lasts`, so nobody keeps one longer. The salt of a time lies on the shelf, sealed like any key, so that every
process and the same one after a restart makes the same pseudonyms. When its time is over it is destroyed like a key, with a
tombstone; from then on nobody, we included, can make the pseudonym of a visitor of that time again, or link two of their times.

A salt for a time already over (an import of old logs) lives in memory only: it serves that import and goes a little after
its last use. Dropping frees the memory; it does not overwrite it, which this language cannot promise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from etanche.charter import Duration
from etanche.keyring import Keyring
from etanche.vault.times import first_day

IDLE = timedelta(minutes=10)
"""How long the salt of a time already over is kept for the import that uses it."""


@dataclass(kw_only=True)
class _Held:
    salt: bytes
    made_on: date
    used: datetime


class Salts:
    """The salts of one organisation, as one process sees them."""

    def __init__(self, keyring: Keyring, organisation: bytes) -> None:
        """Begin without any in memory."""
        self._keyring = keyring
        self._organisation = organisation
        self._held: dict[tuple[int, date], _Held] = {}
        self._lock = threading.Lock()
        self.rolled: date | None = None
        """The day on which this process last looked for salts whose time is over."""

    def of(self, field: int, lasts: Duration, day: date, *, now: datetime, today: date) -> bytes:
        """Return the salt of a day for a field, making it if there is none."""
        first = first_day(lasts, day)
        if first == first_day(lasts, today):
            shared = self._keyring.salt(self._organisation, field, first.isoformat(), create=True)
            if shared is not None:
                return shared
        with self._lock:
            held = self._held.get((field, first))
            if held is None:
                held = self._held[field, first] = _Held(salt=self._keyring.new_salt(), made_on=today, used=now)
            held.used = now
            return held.salt

    def held(self, field: int, lasts: Duration, day: date) -> bytes | None:
        """Return the salt of a day for a field, if there is one."""
        first = first_day(lasts, day)
        with self._lock:
            found = self._held.get((field, first))
        return (
            found.salt
            if found is not None
            else self._keyring.salt(self._organisation, field, first.isoformat(), create=False)
        )

    def roll(self, *, now: datetime, today: date) -> dict[int, list[date]]:
        """Drop from memory every salt that no import uses any more; return the first days of their times, by field."""
        return self._drop(lambda first, held: _over(first, held, now=now, today=today))

    def drop_all(self) -> dict[int, list[date]]:
        """Drop every salt in memory; return the first days of their times, by field."""
        return self._drop(lambda _first, _held: True)

    def inherit(self, before: Salts) -> None:
        """Take over every salt that others hold in memory; they hold none then."""
        with before._lock:
            held, before._held = before._held, {}
        with self._lock:
            self._held |= held

    def days(self) -> tuple[tuple[int, date], ...]:
        """Return which salts are held in memory, as (field, first day)."""
        with self._lock:
            return tuple(sorted(self._held))

    def _drop(self, chosen: Callable[[date, _Held], bool]) -> dict[int, list[date]]:
        dropped: dict[int, list[date]] = {}
        with self._lock:
            for field, first in sorted(self._held):
                if chosen(first, self._held[field, first]):
                    del self._held[field, first]
                    dropped.setdefault(field, []).append(first)
        return dropped


def _over(first: date, held: _Held, *, now: datetime, today: date) -> bool:
    if first > today or held.made_on != today:
        return True
    return not timedelta(0) <= now - held.used < IDLE
