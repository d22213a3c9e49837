"""
How far the three files of an instance have come for each organisation, as this process knows: what each of them writes down of the two others.

    the shelf        counts its changes of keys (made, destroyed, wrapped anew), and remembers how many lines the journal in the
                     data had, and how many tombstones there were, when it last destroyed or changed something
    the tombstones   say on each line how many changes and how many lines there were when it was written
    the data         remember how many changes of the shelf, and how many tombstones, they have seen

Each number is written down after the thing it counts is durable, and never before: shelf, then tombstones, then data. So a file with
less than another one remembers of it is an old copy, and a process killed anywhere leaves none that looks like one.
What it does *not* do: read a file, or decide what an old copy means.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import NamedTuple


class Known(NamedTuple):
    """What one of the three files says of the others; 0 where it says nothing."""

    changes: int = 0
    """Changes of keys on the shelf."""

    lines: int = 0
    """Lines of the journal in the data."""

    tombstones: int = 0
    """Ids among the tombstones."""


class Progress:
    """What one process knows, of each organisation; its threads share it."""

    def __init__(self, lines: Callable[[bytes], int]) -> None:
        """Know nothing yet; `lines` asks the data how many lines the journal of an organisation was ever given."""
        self.lines = lines
        self.version = 0
        """One more whenever something is known that was not."""

        self._known: dict[bytes, Known] = {}
        self._lock = threading.Lock()
        _all.add(self)

    def of(self, organisation: bytes) -> Known:
        """Return the highest numbers that this process gave, or met, of an organisation."""
        return self._known.get(organisation, _NOTHING)

    def all(self) -> list[tuple[bytes, Known]]:
        """Return the same of each organisation of which anything is known."""
        with self._lock:
            return list(self._known.items())

    def changed(self, organisation: bytes, number: int) -> None:
        """Know of a change of keys that is durable on the shelf."""
        with self._lock:
            known = self.of(organisation)
            if number > known.changes:
                self._known[organisation] = known._replace(changes=number)
                self.version += 1

    def buried(self, organisation: bytes, number: int) -> None:
        """Know of so many tombstones that are durable in their file."""
        with self._lock:
            known = self.of(organisation)
            if number > known.tombstones:
                self._known[organisation] = known._replace(tombstones=number)
                self.version += 1

    def after_fork(self) -> None:
        """Begin again in a child: the parent's lock may be held by a thread that does not exist here."""
        self._lock = threading.Lock()


_NOTHING = Known()
_all: weakref.WeakSet[Progress] = weakref.WeakSet()


def _renew() -> None:
    """Give what a child knows a lock of its own."""
    for one in list(_all):
        one.after_fork()


os.register_at_fork(after_in_child=_renew)
