"""
How often somebody may try: the more it failed, the longer the wait, without a lock that a stranger could turn against anybody.

Three counters, each losing one failure in a while of its own:

- an account from one place (a guesser at one account): waits grow from the fifth failure;
- a place, whatever the account (a list of passwords tried on many): from the twentieth;
- an account from everywhere (many places at one account): from the hundredth.

A device that has logged in to the account before has a counter of its own, so that whoever keeps on failing keeps strangers out
and not the person, even from the same place.

What is counted is in memory only, under digests with a salt of this process: no address, no account name.
Whatever the wait, it ends; nothing has to be unlocked.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from threading import Lock
from typing import Final

from etanche.clock import Clock

LONGEST_WAIT: Final = timedelta(minutes=15)

MOST_COUNTED: Final = 100_000
"""Counters that are kept; beyond, those unused for longest are dropped."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many failures are free, and how soon one is forgotten."""

    free: int
    forgets: timedelta


HERE: Final = Limit(free=5, forgets=timedelta(minutes=10))
PLACE: Final = Limit(free=20, forgets=timedelta(minutes=3))
EVERYWHERE: Final = Limit(free=100, forgets=timedelta(minutes=3))


Counters = tuple[tuple[bytes, Limit], ...]
"""Counters by their keys, each with what is free of it."""


@dataclass(frozen=True)
class _Count:
    """Failures as they stood at a moment; they drain since."""

    failures: float
    at: datetime


class Throttle:
    """Counts failures, and tells how long to wait before the next try."""

    def __init__(self, clock: Clock, *, everywhere: Limit = EVERYWHERE) -> None:
        """Count from now; `everywhere` is what is free of one account whatever the place."""
        self._clock = clock
        self._everywhere = everywhere
        self._salt = token_bytes(32)
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()
        self._lock = Lock()

    def wait(self, account: str, place: str, *, known_device: bool = False) -> timedelta:
        """
        Return how long to wait before a try; nothing when it may be made now.

        Args:
            account: the address typed, whether there is such an account or not.
            place: from where it is tried: a digest of an address.
            known_device: whether the device shows that it logged in to this account before.
        """
        with self._lock:
            return self._longest(self._counters(account, place, known_device=known_device))

    def failed(self, account: str, place: str, *, known_device: bool = False) -> None:
        """Count a try that failed."""
        with self._lock:
            self._count(self._counters(account, place, known_device=known_device))

    def succeeded(self, account: str, place: str) -> None:
        """Forget the failures of an account from a place: it was the person."""
        with self._lock:
            self._counts.pop(self._key("here", account, place), None)
            self._counts.pop(self._key("known", account), None)

    def _counters(self, account: str, place: str, *, known_device: bool) -> Counters:
        if known_device:
            return ((self._key("known", account), HERE),)
        return (*self._of_account(account, place), *self._of_place(place))

    def _of_account(self, account: str, place: str) -> Counters:
        return (self._key("here", account, place), HERE), (self._key("everywhere", account), self._everywhere)

    def _of_place(self, place: str) -> Counters:
        return ((self._key("place", place), PLACE),)

    def _longest(self, counters: Counters) -> timedelta:
        return max(self._wait(key, limit) for key, limit in counters)

    def _count(self, counters: Counters) -> None:
        now = self._clock.now()
        for key, limit in counters:
            self._counts[key] = _Count(_left(self._counted(key), limit, now) + 1, now)
            self._counts.move_to_end(key)
        while len(self._counts) > MOST_COUNTED:
            self._counts.popitem(last=False)

    def _wait(self, key: bytes, limit: Limit) -> timedelta:
        counted = self._counted(key)
        over = _left(counted, limit, self._clock.now()) - limit.free
        if over < 0:
            return timedelta(0)
        wait = min(timedelta(seconds=2 ** min(over, 10)), LONGEST_WAIT)
        return max(counted.at + wait - self._clock.now(), timedelta(0))

    def _counted(self, key: bytes) -> _Count:
        """Return a counter as it stands; when the clock was set back, it counts from now on."""
        now = self._clock.now()
        counted = self._counts.get(key, _Count(0.0, now))
        if counted.at > now:
            counted = self._counts[key] = _Count(counted.failures, now)
        return counted

    def _key(self, *parts: str) -> bytes:
        return hashlib.blake2b("\0".join(parts).encode(), key=self._salt, digest_size=16).digest()


def _left(counted: _Count, limit: Limit, now: datetime) -> float:
    """Return the failures of a counter that are not forgotten yet."""
    return max(counted.failures - (now - counted.at) / limit.forgets, 0.0)
