"""
How far the three files of an organisation have come, as this process knows: what each of them writes down of the two others.

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

from etanche.terms import OrganisationId


class Known(NamedTuple):
    """What one of the three files says of the others; 0 where it says nothing."""

    changes: int = 0
    """Changes of keys on the shelf."""

    lines: int = 0
    """Lines of the journal in the data."""

    tombstones: int = 0
    """Ids among the tombstones."""


class Progress:
    """What one process knows of an organisation; its threads share it."""

    def __init__(self, organisation: OrganisationId, lines: Callable[[], int]) -> None:
        """Know nothing yet; `lines` asks the data how many lines their journal was ever given."""
        self.organisation = organisation
        self.lines = lines
        self._changes = 0
        self._tombstones = 0
        self._lock = threading.Lock()
        _all.add(self)

    @property
    def changes(self) -> int:
        """The highest number of changes that this process made, or met, on the shelf."""
        return self._changes

    @property
    def tombstones(self) -> int:
        """How many ids stood among the tombstones when this process last added some."""
        return self._tombstones

    def changed(self, number: int) -> None:
        """Know of a change of keys that is durable on the shelf."""
        with self._lock:
            self._changes = max(self._changes, number)

    def buried(self, number: int) -> None:
        """Know of so many tombstones that are durable in their file."""
        with self._lock:
            self._tombstones = max(self._tombstones, number)

    def after_fork(self) -> None:
        """Begin again in a child: the parent's lock may be held by a thread that does not exist here."""
        self._lock = threading.Lock()


_all: weakref.WeakSet[Progress] = weakref.WeakSet()


def _renew() -> None:
    """Give what a child knows a lock of its own."""
    for one in list(_all):
        one.after_fork()


os.register_at_fork(after_in_child=_renew)
