"""
The last commit that a server acknowledged, remembered beside the server: what a replica that lags cannot know.

Each writing transaction of a store on a server takes a number (`commits`, one row that every transaction rewrites), and the
number is written here once the commit was acknowledged, before anybody is told that it was done. A replica promoted before it had
everything, a server put back to an earlier moment, a database made anew: each has a smaller number than stands here, and is
refused at the first connection. Servers count their *lines* too: with each promotion PostgreSQL begins another timeline. A server
of an earlier line than the one met last was replaced, though it may still run: whoever is connected to it learns so at its next commit.

What it does *not* see: that a server was put back while this file was put back too.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from etanche.errors import Fault
from etanche.store.faults import ReplicaBehind, unwritable

_FORM = b"%020d %010d %020d\n"
_BYTES = len(_FORM % (0, 0, 0))


class Moment(NamedTuple):
    """Where a server stands."""

    server: int
    """What its files were given when they were made; a replica has its original's."""

    line: int
    """The timeline: one more with each promotion."""

    number: int
    """The last commit."""


class Witness:
    """The last commit of one store, in a file of its own; several threads and processes of several machines may share it."""

    def __init__(self, path: Path) -> None:
        """Remember the file; it is made when the first server is met."""
        self.path = path

    def seen(self) -> Moment | None:
        """
        Return where the server stood when it was met last; None when none was.

        Raises:
            Fault: the file is not what was written.
        """
        try:
            return _read(self.path, self.path.read_bytes())
        except FileNotFoundError:
            return None

    def admit(self, before: Moment | None, found: Moment, name: str) -> None:
        """
        Let a new connection be used only if its server has everything; `before` was seen before the server was asked.

        Raises:
            ReplicaBehind: it has not, or another server has taken its place.
        """
        # Others may have gone on since: on one line only what had been seen by then counts.
        if before is not None and before[:2] == found[:2] and found.number < before.number:
            raise behind(name)
        with self._alone() as held:
            last = _read(self.path, os.pread(held, _BYTES, 0))
            if last is None or last[:2] != found[:2]:
                _require_after(last, found, name)
                self._write(held, found)

    def confirm(self, done: Moment, name: str) -> None:
        """
        Remember a commit that was acknowledged.

        Raises:
            ReplicaBehind: by a server that another one has replaced: what it acknowledged is lost.
        """
        with self._alone() as held:
            last = _read(self.path, os.pread(held, _BYTES, 0))
            if last is not None and last[:2] != done[:2]:
                raise _replaced(name)
            if last is None or last.number < done.number:
                self._write(held, done)

    def forget(self) -> None:
        """Believe the next server that is met, whatever it has: who says so has mended the gap."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[int]:
        """Hold the file alone, and make it first if there is none."""
        try:
            held = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            raise unwritable(self.path.name) from None
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield held
        finally:
            os.close(held)

    def _write(self, held: int, moment: Moment) -> None:
        """Write where a server stands: in one piece, and on the disk when this returns."""
        try:
            os.pwrite(held, _FORM % moment, 0)
            os.fdatasync(held)
        except OSError:
            raise unwritable(self.path.name) from None


def _read(path: Path, said: bytes) -> Moment | None:
    """Read what stands in the file; one that was made and never written says nothing."""
    if not said:
        return None
    parts = said.split()
    if len(said) != _BYTES or len(parts) != len(Moment._fields) or not all(part.isdigit() for part in parts):
        raise Fault(f"`{path.name}` is damaged", hint="accept the stores as they are with `etanche stores accept`")
    return Moment(*map(int, parts))


def _require_after(last: Moment | None, found: Moment, name: str) -> None:
    """Let a server take the place of the last one only if it came after it, and has all that the other acknowledged."""
    if last is None:
        return
    if last.server == found.server and found.line < last.line:
        raise _replaced(name)
    if found.number < last.number:
        raise behind(name)


def behind(name: str) -> ReplicaBehind:
    """Name the store that does not have everything."""
    return ReplicaBehind(
        f"`{name}` lacks what was written last: a replica that lagged, or an old copy",
        hint="name the server that has everything; if there is none, see `etanche stores accept`",
    )


def _replaced(name: str) -> ReplicaBehind:
    return ReplicaBehind(
        f"another server has taken the place of `{name}`",
        hint="shut this one down, and let the address lead to the other",
    )
