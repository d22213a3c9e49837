"""
The processes of an instance that hold opened keys, and how far each has read the tombstones.

A file for each, held locked for as long as its process lives, however it ends; a file that nobody holds is of a dead one,
and is taken away by whoever meets it. In the file stands one number: so many bytes of the tombstones its process has read,
and let go of every key named there.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import threading
import weakref
from contextlib import suppress
from pathlib import Path

from etanche.store.faults import unwritable

_DIGITS = 20
_ATTEMPTS = 100


class Living:
    """The processes that hold keys, seen from one of them; it joins them at its first `acknowledge`."""

    def __init__(self, folder: Path) -> None:
        """Remember the folder; it is made when somebody joins."""
        self._folder = folder
        self._lock = threading.Lock()
        self._held: int | None = None
        self._path: Path | None = None
        _all.add(self)

    def acknowledge(self, extent: int) -> None:
        """
        Say that every key named in so many bytes of the tombstones is out of use in this process.

        Raises:
            StoreUnwritable: the folder is not ours to write.
        """
        with self._lock:
            try:
                if self._held is None:
                    self._join()
                os.pwrite(self._held or 0, b"%0*d" % (_DIGITS, extent), 0)
            except OSError:
                raise unwritable(self._folder.name) from None

    def behind(self, extent: int) -> int:
        """Return how many other living processes have not read the tombstones that far."""
        with self._lock:
            ours = self._path
        if not self._folder.is_dir():
            return 0
        return sum(1 for path in self._folder.iterdir() if path != ours and _is_behind(path, extent))

    def leave(self) -> None:
        """Hold no keys any more; nobody waits for this process."""
        with self._lock:
            if self._held is not None and self._path is not None:
                with suppress(OSError):
                    self._path.unlink()
                os.close(self._held)
            self._held = self._path = None

    def after_fork(self) -> None:
        """Begin again in a child: the file is the parent's, and the parent's alone to let go of."""
        held, self._held, self._path = self._held, None, None
        self._lock = threading.Lock()
        if held is not None:
            os.close(held)

    def _join(self) -> None:
        """Make a file and hold it; if somebody took it for a dead one's before it was held, make another."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for _ in range(_ATTEMPTS):
            path = self._folder / secrets.token_hex(16)
            opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            fcntl.flock(opened, fcntl.LOCK_EX)
            if path.exists():
                self._held, self._path = opened, path
                return
            os.close(opened)
        raise OSError


def _is_behind(path: Path, extent: int) -> bool:
    """Tell whether a file is of a living process that has not read so far; take it away if it is of a dead one."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.pread(opened, _DIGITS, 0)
            return not said.isdigit() or int(said) < extent
        with suppress(FileNotFoundError):
            path.unlink()
        return False
    finally:
        os.close(opened)


_all: weakref.WeakSet[Living] = weakref.WeakSet()


def _renew() -> None:
    """Let a child join by itself."""
    for each in list(_all):
        each.after_fork()


os.register_at_fork(after_in_child=_renew)
