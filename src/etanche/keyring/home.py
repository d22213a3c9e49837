"""
The folder of the root while its instance runs: keys are added to it and taken away from it by one process,
and every other process of the instance sees it before it wraps its next key.

Whoever makes a key takes a *turn* that many may have at once; whoever ends an epoch takes one that nobody else has.
So no key is ever wrapped under a root that is about to be destroyed. Turns are locks of the system on the folder
itself: they end with their process, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from etanche.clock import stopwatch
from etanche.keyring import rootformat
from etanche.keyring.faults import KeysBusy, RootOutOfReach
from etanche.keyring.kdf import Kdf
from etanche.keyring.rootformat import Kept, Named
from etanche.keyring.secret import Secret

TURN_SECONDS = 10.0
"""How long one waits for a turn before saying so."""

MOST_BYTES = 4_096
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ENDED = ".ended"
_BEGUN = ".new"


class Home:
    """An opened folder of a root: it can read what is added later, because it holds the key of `lock`."""

    __slots__ = ("_lock", "folder")

    def __init__(self, folder: Path, lock: Secret) -> None:
        """Hold the folder and its key."""
        self.folder = folder
        self._lock = lock

    def names(self) -> frozenset[Named]:
        """
        Return which epochs and providers there are at this moment.

        Raises:
            RootOutOfReach: the folder cannot be read.
        """
        try:
            return frozenset(found for file in self.folder.iterdir() if (found := rootformat.named(file.name)))
        except OSError:
            raise RootOutOfReach(
                "the folder of the root cannot be read", hint="check that it is mounted and is yours"
            ) from None

    def read(self, name: Named) -> Kept:
        """
        Open one of them.

        Raises:
            RootOutOfReach: it is missing, or others can read it.
            RootBroken: it was changed.
        """
        return rootformat.opened(read(self.folder / name.file), name, self._lock)

    def add(self, name: Named, secret: Secret, made: date | None) -> None:
        """Add a key, whole and durable, or not at all; only in a turn alone."""
        replace(self.folder / name.file, rootformat.kept(secret, name, self._lock, made))

    def end(self, name: Named) -> None:
        """Destroy a key: from here on nobody finds it; its bytes are overwritten, its file is unlinked, the folder synced."""
        ended = self.folder / (name.file + _ENDED)
        with suppress(FileNotFoundError):
            (self.folder / name.file).rename(ended)
        sync(self.folder)
        shred(ended)

    def tidy(self) -> None:
        """Finish what a killed process left: destroy what was ended, or never whole; only in a turn, where nobody writes."""
        for leaving in (_ENDED, _BEGUN):
            for file in self.folder.glob(f"*{leaving}"):
                shred(file)

    def moved(self, to: Path) -> None:
        """Go on where the folder was moved to."""
        self.folder = to

    def set_passphrase(self, text: str) -> None:
        """Put another `lock` in the place of the one before, whose bytes are overwritten."""
        replace(self.folder / "lock", text)

    def set_recovery(self, code: Secret) -> None:
        """Let the code of a kit open the root, and the code before it no more."""
        replace(self.folder / "recovery", rootformat.recoverable(self._lock, code))

    def relocked(self, passphrase: bytes, kdf: Kdf) -> str:
        """Return the file of the same root under another passphrase."""
        return rootformat.locked(self._lock, passphrase, kdf)

    @contextmanager
    def turn(self, *, alone: bool) -> Iterator[None]:
        """
        Hold a turn, alone or together with others that are not alone.

        Raises:
            KeysBusy: it was not to be had within `TURN_SECONDS`.
        """
        try:
            opened = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            raise RootOutOfReach("the folder of the root cannot be read", hint="check that it is mounted") from None
        try:
            _take(opened, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
        finally:
            os.close(opened)


def _take(opened: int, how: int) -> None:
    """Take a lock, asking again while somebody is in the way."""
    until, pause = stopwatch() + TURN_SECONDS, threading.Event()
    while True:
        try:
            return fcntl.flock(opened, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if stopwatch() > until:
                raise KeysBusy(
                    "another process is making or turning over keys, and does not end",
                    hint="look for a stopped process of this instance, and try again",
                ) from None
            pause.wait(0.005)


def read(path: Path) -> str:
    """
    Read a small file that only its owner can read.

    Raises:
        RootOutOfReach: it is missing, or open to others.
        RootBroken: it is no text of ours.
    """
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & _OTHERS:
                raise RootOutOfReach(
                    f"the root's file `{path.name}` is open to others than its owner",
                    hint="run `chmod 600` on it, and consider the keys known",
                )
            return file.read(MOST_BYTES).decode("ascii")
    except OSError:
        raise RootOutOfReach(
            f"the root's file `{path.name}` cannot be read", hint="check that the folder of the root is mounted"
        ) from None
    except UnicodeDecodeError:
        raise rootformat.broken(path.name) from None


def write(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, durable with its bytes."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(path: Path, text: str) -> None:
    """Put a file in the place of another, at once and durably; the bytes of the one before are overwritten."""
    begun = path.with_name(path.name + _BEGUN)
    try:
        shred(begun)
        write(begun, text)
        before = os.open(path, os.O_WRONLY | os.O_CLOEXEC) if path.exists() else None
        begun.rename(path)
        sync(path.parent)
        if before is not None:
            _overwrite(before)
    except OSError:
        raise RootOutOfReach(
            "the folder of the root cannot be written", hint="check that it is yours and that the disk has room"
        ) from None


def shred(path: Path) -> None:
    """Overwrite a file, unlink it, and make its absence durable; one that is not there is no matter."""
    try:
        _overwrite(os.open(path, os.O_WRONLY | os.O_CLOEXEC))
        path.unlink()
    except FileNotFoundError:
        return
    sync(path.parent)


def _overwrite(descriptor: int) -> None:
    """Write zeros over a file, wait for the disk, and close it."""
    try:
        os.write(descriptor, bytes(os.fstat(descriptor).st_size))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
