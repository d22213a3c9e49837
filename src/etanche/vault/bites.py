"""
Deleting much without holding anybody up: in bites, with a pause after each.

A store has one writer at a time. A bite holds the others up for as long as it takes, so bites aim at five milliseconds:
the next one is as large as the last few would have had to be. After each the lock is left alone for longer than a waiting
writer waits between two looks at it (`sqlite_turn.LOOK_SECONDS`), so whoever waits is next.
What the bites leave in the engine's log is moved on between them, while others write: a commit that found a long log would have to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from statistics import median
from threading import Event

from etanche.clock import stopwatch
from etanche.store import Connection, Store

AIM_SECONDS = 0.005
"""How long a bite is to hold the lock of writers."""

PAUSE_SECONDS = 0.002
"""How long nobody holds it after a bite: two looks of whoever waits."""

FIRST, LEAST, MOST = 250, 50, 20_000
"""Rows: of the first bite, of which nothing is known yet; of the smallest that is worth a commit; of the largest in one."""

RELIEVED_AFTER = 8
"""Bites, after which the log is moved on: what they wrote is far less than what makes a commit move it (`sqlite.LOG_PAGES`)."""

_REMEMBERED = 5
_FASTEST_CHANGE = 2
"""By no more than this factor does one bite differ from the one before: one slow disk write is not the rule."""


class Bites:
    """The bites of one deletion; how large they are is learned from how long they took."""

    def __init__(
        self, store: Store, *, watch: Callable[[], float] = stopwatch, rest: Callable[[float], object] | None = None
    ) -> None:
        """Begin with a small one; `watch` tells seconds, and `rest` lets so many of them pass."""
        self._store = store
        self._watch = watch
        self._rest = rest or Event().wait
        self._pace: deque[float] = deque(maxlen=_REMEMBERED)
        self._taken = 0
        self.size = FIRST

    def take(self, bite: Callable[[Connection, int], int]) -> int:
        """
        Take one bite, in a transaction of its own, then pause.

        Args:
            bite: deletes at most so many rows and returns how many went.

        Returns:
            How many rows went.
        """
        with self._store.writing() as connection:
            # Waiting for one's own turn holds nobody up, and is not measured.
            began = self._watch()
            gone = bite(connection, self.size)
            took = self._watch() - began
        if gone:
            self._learn(gone, took)
            self._taken += 1
            if self._taken % RELIEVED_AFTER == 0:
                self._store.relieve()
            self._rest(PAUSE_SECONDS)
        return gone

    def all_of(self, bite: Callable[[Connection, int], int]) -> int:
        """Take bites until one finds nothing; return how many rows went."""
        gone = 0
        while bitten := self.take(bite):
            gone += bitten
        return gone

    def _learn(self, rows: int, seconds: float) -> None:
        self._pace.append(seconds / rows)
        self.size = next_size(self.size, median(self._pace))


def next_size(size: int, seconds_a_row: float) -> int:
    """Return how many rows the next bite takes, after one of `size` and at so many seconds a row."""
    wanted = AIM_SECONDS / seconds_a_row if seconds_a_row > 0 else MOST
    return round(min(max(wanted, size / _FASTEST_CHANGE, LEAST), size * _FASTEST_CHANGE, MOST))
