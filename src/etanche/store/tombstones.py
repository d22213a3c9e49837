"""
The tombstones: an append-only text file of the ids of destroyed keys, kept as long as any snapshot.

A shelf put back from an old copy may hold keys that were destroyed since; their ids stand here, so they stay dead.
So do the ids of records that were deleted one by one while the key that opens them lives on for their neighbours.
A line is complete or it does not count: a crash in the middle of one is tolerated and reported (`torn`).
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
import weakref
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Self

from etanche.errors import Fault
from etanche.store.faults import StoreForeign, StoreMissing, unwritable
from etanche.store.files import create_file
from etanche.store.progress import Known, Progress
from etanche.store.rows import moment_text

_HEADER = b"etanche tombstones 2\n"
_BEFORE = b"etanche tombstones 1\n"
"""What stood there while no line had numbers."""

_LINE = re.compile(
    rb"([0-9a-f]{32}) ([0-9a-f]{32}) \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00(?: (\d{0,18})(?: (\d{0,18}))?)?"
)
"""Organisation, id, moment; then how many changes the shelf had, and how many lines the journal; see `progress`."""


class Tombstones:
    """The ids of destroyed keys; several threads and processes may append at once."""

    def __init__(self, path: Path) -> None:
        """
        Read the file as it is.

        Raises:
            StoreMissing: there is no such file.
            StoreForeign: it is not a file of tombstones of this version.
        """
        self.path = path
        self._dead: set[bytes] = set()
        self._offset = len(_HEADER)
        self._torn = 0
        self._begun = False
        self._progress: Progress | None = None
        self._known: dict[bytes, tuple[int, int, int]] = {}
        self._lock = threading.Lock()
        _files.add(self)
        with self._opened() as file:
            if file.read(len(_HEADER)) not in {_HEADER, _BEFORE}:
                raise StoreForeign(
                    f"`{path.name}` is not a file of tombstones this version can read", hint="check `ETANCHE_DATA`"
                )
        self._read_on()

    @classmethod
    def create(cls, path: Path) -> Self:
        """
        Make a new file that only its owner can read, durable with its name.

        Raises:
            StoreExists: something is already there.
        """
        create_file(path)
        _append(path, _HEADER)
        return cls(path)

    def append(self, organisation: bytes, key_ids: Iterable[bytes], at: datetime) -> None:
        """
        Write that these keys were destroyed; durable when this returns. Saying it twice does no harm.

        Raises:
            StoreUnwritable: the disk is full or the file is not ours to write.
        """
        ids = list(key_ids)
        if not ids:
            return
        knows = self._progress
        said = moment_text(at)
        if knows is not None:
            said += f" {knows.of(organisation).changes} {knows.lines(organisation)}"
        with self._lock:
            # What was read before is on the disk with what is added now; what is read later may not be yet.
            count = self._of(organisation).tombstones + len({one for one in ids if one not in self._dead})
        try:
            _append(self.path, "".join(f"{organisation.hex()} {key_id.hex()} {said}\n" for key_id in ids).encode())
        except OSError:
            raise unwritable(self.path.name) from None
        with self._lock:
            self._read_on()
        if knows is not None:
            knows.buried(organisation, count)

    def follow(self, progress: Progress) -> None:
        """Write on each line from here on how far shelf and data have come, and tell this process of each."""
        self._progress = progress

    def knows(self, organisation: bytes) -> Known:
        """Return how far shelf and data of an organisation have come, at least, and how many of its ids stand in the file."""
        with self._lock:
            self._read_on()
            return self._of(organisation)

    def organisations(self) -> frozenset[bytes]:
        """Return every organisation of which an id stands in the file."""
        with self._lock:
            self._read_on()
            return frozenset(bytes.fromhex(one.decode()) for one in self._known)

    def _of(self, organisation: bytes) -> Known:
        count, changes, lines = self._known.get(organisation.hex().encode(), (0, 0, 0))
        return Known(changes=changes, lines=lines, tombstones=count)

    def ids(self) -> frozenset[bytes]:
        """Return every id that stands in the file."""
        with self._lock:
            self._read_on()
            return frozenset(self._dead)

    def take_over(self, other: Self, *, of: bytes | None = None) -> int:
        """Append the complete lines of another file that this one has not, or those of one organisation; return how many there were."""
        known, theirs = self.ids(), b"" if of is None else of.hex().encode()
        lines = other.path.read_bytes().splitlines()
        found = [line for line in lines if _LINE.fullmatch(line) and line.startswith(theirs)]
        fresh = [line for line in found if bytes.fromhex(line[33:65].decode()) not in known]
        if fresh:
            _append(self.path, b"".join(line + b"\n" for line in fresh))
        return len(fresh)

    def __contains__(self, key_id: object) -> bool:
        """Tell whether a key was destroyed, by this process or another."""
        with self._lock:
            if key_id not in self._dead:
                self._read_on()
            return key_id in self._dead

    def extent(self) -> int:
        """
        Return how long the file is: it only ever grows, so this says how far somebody has read.

        Raises:
            StoreMissing: it is not there.
        """
        try:
            return self.path.stat().st_size
        except OSError:
            raise _missing(self.path) from None

    def among(self, key_ids: Iterable[bytes]) -> set[bytes]:
        """Return those of some keys that were destroyed, by this process or another; the file is looked at once."""
        with self._lock:
            self._read_on()
            return self._dead.intersection(key_ids)

    def __len__(self) -> int:
        """Return how many keys were destroyed."""
        with self._lock:
            self._read_on()
            return len(self._dead)

    @property
    def torn(self) -> int:
        """Return how many lines were begun and never finished, one that may be being written included."""
        with self._lock:
            self._read_on()
            return self._torn + self._begun

    def after_fork(self) -> None:
        """Begin again in a child: the parent's lock may be held by a thread that does not exist here."""
        self._lock = threading.Lock()

    def _opened(self) -> BinaryIO:
        """Open the file for reading."""
        try:
            return self.path.open("rb")
        except OSError:
            raise _missing(self.path) from None

    def _read_on(self) -> None:
        """
        Read the lines added since the last look; a last line without its end is left for the next look.

        Raises:
            Fault: the file is shorter than it was.
        """
        if self.extent() == self._offset:
            self._begun = False
            return
        with self._opened() as file:
            size = os.fstat(file.fileno()).st_size
            if size < self._offset:
                raise Fault(
                    f"`{self.path.name}` is shorter than it was",
                    hint="it only ever grows: find out who changed it, and restore it",
                )
            file.seek(self._offset)
            added = file.read(size - self._offset)
        whole = added[: added.rfind(b"\n") + 1]
        self._offset += len(whole)
        self._torn += sum(not self._bury(line) for line in whole.splitlines())
        begun = added[len(whole) :]
        self._begun = begun != b"" and not self._bury(begun)

    def _bury(self, line: bytes) -> bool:
        """Take a key for dead if its line is complete; only its end may be missing."""
        found = _LINE.fullmatch(line)
        if found is None:
            return False
        one = bytes.fromhex(found[2].decode())
        count, changes, lines = self._known.get(found[1], (0, 0, 0))
        # Of a number that is cut off, what is left is smaller; there may be a million lines.
        if found[3] is not None:
            changes, lines = max(changes, int(found[3] or 0)), max(lines, int(found[4] or 0))
        self._known[found[1]] = count + (one not in self._dead), changes, lines
        self._dead.add(one)
        return True


def _missing(path: Path) -> StoreMissing:
    return StoreMissing(
        f"`{path.name}` is missing or cannot be read",
        store=path.name,
        hint="restore it: without it an old shelf could raise the dead",
    )


def _append(path: Path, lines: bytes) -> None:
    """Add lines at the end, on a line of their own even after a torn one, and wait for the disk."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.pread(descriptor, len(_BEFORE), 0) == _BEFORE:
            _entitle(path)
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            lines = b"\n" + lines
        while lines:
            lines = lines[os.write(descriptor, lines) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entitle(path: Path) -> None:
    """Name this version in a file of the one before, which would take lines with numbers for torn ones."""
    # Not through the descriptor that appends: it would write at the end.
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.pwrite(descriptor, _HEADER, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_files: weakref.WeakSet[Tombstones] = weakref.WeakSet()


def _renew() -> None:
    """Give every file of a child a lock of its own."""
    for file in list(_files):
        file.after_fork()


os.register_at_fork(after_in_child=_renew)
