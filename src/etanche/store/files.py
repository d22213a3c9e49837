"""
Files of ours: made private and durable, and listed.
"""

from __future__ import annotations

import os
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
        _sync_folder(path.parent)
    except OSError as error:
        if path.exists() and isinstance(error, FileExistsError):
            raise StoreExists(
                f"`{path.name}` is already there", hint="choose an empty folder, or open what is there"
            ) from None
        raise unwritable(path.name) from None


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files a database consists of at this moment: itself, its log and its shared memory."""
    return tuple(
        file for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")) if file.exists()
    )
