"""
Lines of several threads, committed together: each waits until its own is on the disk, and one commit serves them all.

Whoever comes while nobody writes, writes; who comes meanwhile waits for the next commit, which the first of them makes.
So nobody ever waits in order to be more, and one reader alone pays one commit a reading, as before.
Processes do not group with each other: each has one writer at most waiting for the file, and they take turns.
"""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import NamedTuple

from etanche.store import EntryRow


class Beside(NamedTuple):
    """What is kept beside a line: whom it is about, sealed under the key of its day."""

    day: str
    sealed: bytes
    marks: tuple[bytes, ...] = ()
    """By which the line is found for each of them, if it shows their data."""


class _Line:
    """A line that waits, or was written, or was not."""

    __slots__ = ("beside", "chosen", "error", "row", "turn", "written")

    def __init__(self, row: EntryRow, beside: Beside | None) -> None:
        self.row = row
        self.beside = beside
        self.written = False
        self.chosen = False
        """Whether it is its thread that writes next."""

        self.error: Exception | None = None
        self.turn = threading.Lock()
        """Held until the line is settled, or its thread is the one to write."""

        self.turn.acquire()


Lines = Sequence[tuple[EntryRow, Beside | None]]


class Together:
    """Writes lines for all threads of a process; safe to share between them."""

    def __init__(self, write: Callable[[Lines], None]) -> None:
        """Keep what writes some lines in one transaction, durable when it returns."""
        self._write = write
        self._waiting: list[_Line] = []
        self._writing = False
        self._lock = threading.Lock()
        _all.add(self)

    def add(self, row: EntryRow, beside: Beside | None = None) -> None:
        """
        Write a line; it is durable when this returns.

        Raises:
            EtancheError: it was not written, and none of those that were to be written with it.
        """
        line = _Line(row, beside)
        with self._lock:
            self._waiting.append(line)
            first = not self._writing
            self._writing = True
        if not first:
            self._wait(line)
        if not line.written and line.error is None:
            self._write_all()
        if line.error is not None:
            raise line.error

    def _wait(self, line: _Line) -> None:
        """Wait until a line is settled, or its thread is the one to write; a thread that is stopped meanwhile leaves no gap."""
        try:
            line.turn.acquire()
        except BaseException:
            with self._lock:
                self._waiting = [one for one in self._waiting if one is not line]
            if line.chosen:
                self._hand_on([])
            raise

    def _write_all(self) -> None:
        """Write whatever waits, this thread's own line first; then let the next one write what came meanwhile."""
        with self._lock:
            batch, self._waiting = self._waiting, []
        try:
            self._write([(line.row, line.beside) for line in batch])
        except Exception as error:  # noqa: BLE001 - whatever it was, it is told to everybody whose line it concerns
            for line in batch:
                line.error = error
        except BaseException:
            # This thread is being stopped, not the others: another one writes their lines.
            with self._lock:
                self._waiting = batch[1:] + self._waiting
            self._hand_on([])
            raise
        else:
            for line in batch:
                line.written = True
        self._hand_on(batch[1:])

    def _hand_on(self, settled: Sequence[_Line]) -> None:
        with self._lock:
            following = self._waiting[0] if self._waiting else None
            self._writing = following is not None
            # Under the lock, so that whoever is stopped while it waits can tell whether it is the one to write.
            if following is not None:
                following.chosen = True
                following.turn.release()
        for line in settled:
            line.turn.release()

    def after_fork(self) -> None:
        """Begin again in a child: the threads whose lines waited do not exist here."""
        self._lock = threading.Lock()
        self._waiting, self._writing = [], False


_all: weakref.WeakSet[Together] = weakref.WeakSet()


def _renew() -> None:
    """Let a child begin by itself."""
    for each in list(_all):
        each.after_fork()


os.register_at_fork(after_in_child=_renew)
