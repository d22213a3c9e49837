"""
Files of ours: made private and durable, and listed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etanche.store.faults import StoreExists, unwritable

FILE_MODE = 0o600
FOLDER_MODE = 0o700


def create_file(path: Path) -> None:
    """
    Make an empty file that only its owner can read, in a folder likewise, durable before this returns.

    Raises:
        StoreExists: something is already there.
        StoreUnwritable: the folder cannot be had.
    """
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))
        sync(path.parent)
    except OSError as error:
        if path.exists() and isinstance(error, FileExistsError):
            raise StoreExists(
                f"`{path.name}` is already there", hint="choose an empty folder, or open what is there"
            ) from None
        raise unwritable(path.name) from None


def lock(descriptor: int, how: int) -> bool:
    """Try to lock a file or folder that is open (`fcntl.LOCK_SH`, `LOCK_EX`), and tell whether it is ours; it ends with the process."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def writing(name: str) -> Iterator[None]:
    """
    Tell what a disk refuses inside as an error that names a file or folder, and nothing else.

    Raises:
        StoreUnwritable: it is full, read-only, or not ours to write.
    """
    try:
        yield
    except OSError:
        raise unwritable(name) from None


def sync(path: Path) -> None:
    """Make what a file holds durable, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files a database consists of at this moment: itself, its log and its shared memory."""
    return tuple(
        file for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")) if file.exists()
    )
