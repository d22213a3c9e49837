"""
Opened keys, held for a short lease: after it, whoever wants the key asks the shelf again.

So a key destroyed by another process is out of use everywhere within the lease.
The oldest is dropped first when there are too many, and once its lease is over when another key is opened; all are dropped in a child after a fork.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from etanche.clock import Clock

LEASE = timedelta(seconds=30)
_NO_TIME = timedelta(0)
MOST_KEYS = 8_192
"""A prepared cipher takes about 2.5 kB."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """When somebody began to open a key, and how often keys had been dropped by then."""

    since: datetime
    drops: int


class Leases(Generic[K, V]):
    """A bounded table of what was opened and until when it may be used."""

    def __init__(self, clock: Clock, *, most: int = MOST_KEYS) -> None:
        """Begin empty."""
        self._clock = clock
        self._most = most
        self._drops = 0
        self._held: OrderedDict[K, tuple[datetime, V]] = OrderedDict()
        self._lock = threading.Lock()
        _tables.add(self)

    def get(self, key: K) -> V | None:
        """Return what is held under a key while its lease runs; a clock that went back ends the lease."""
        with self._lock:
            return self._living(key, self._clock.now())

    def among(self, keys: Iterable[K]) -> dict[K, V]:
        """Return what is held under some keys, as `get` does, all of it at one moment."""
        with self._lock:
            now = self._clock.now()
            found = [(key, self._living(key, now)) for key in keys]
        return {key: value for key, value in found if value is not None}

    def begin(self) -> Ticket:
        """Take a ticket *before* asking the shelf: the lease runs from here. The oldest whose leases are over are let go of."""
        with self._lock:
            now = self._clock.now()
            while self._held and not _running(next(iter(self._held.values()))[0], now):
                self._held.popitem(last=False)
            return Ticket(since=now, drops=self._drops)

    def put(self, key: K, value: V, ticket: Ticket) -> V:
        """
        Hold something, unless keys were dropped since its ticket was taken.

        Whoever opened a key just before it was destroyed may use it once, and nobody after them.
        """
        with self._lock:
            if ticket.drops == self._drops:
                self._held[key] = (ticket.since, value)
                self._held.move_to_end(key)
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return value

    def drop(self, chosen: Callable[[K], bool] | None = None) -> None:
        """Let go of the keys chosen, or of all."""
        with self._lock:
            self._drops += 1
            for key in [key for key in self._held if chosen is None or chosen(key)]:
                del self._held[key]

    def bury(self, dead: Callable[[V], bool]) -> None:
        """Let go of what is dead, and of whatever is being opened at this moment."""
        with self._lock:
            self._drops += 1
            for key in [key for key, (_, value) in self._held.items() if dead(value)]:
                del self._held[key]

    def __len__(self) -> int:
        """Return how many are held, expired ones not yet looked at included."""
        with self._lock:
            return len(self._held)

    def _living(self, key: K, now: datetime) -> V | None:
        """Return what is held under a key, and let go of it if its lease is over; the caller has the lock."""
        found = self._held.get(key)
        if found is None:
            return None
        if _running(found[0], now):
            return found[1]
        del self._held[key]
        return None

    def after_fork(self) -> None:
        """Begin again in a child: the parent's lock may be held by a thread that does not exist here."""
        self._lock = threading.Lock()
        self._held = OrderedDict()


def _running(since: datetime, now: datetime) -> bool:
    return _NO_TIME <= now - since < LEASE


_tables: weakref.WeakSet[Leases[Any, Any]] = weakref.WeakSet()


def _forget_all() -> None:
    """Empty every table of a child."""
    for table in list(_tables):
        table.after_fork()


os.register_at_fork(after_in_child=_forget_all)
