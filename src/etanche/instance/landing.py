"""
Putting files in the place of an instance's files, all or none of them, whatever is killed when.

    restore.begun/   being built; worth nothing
    restore.ready/   whole: from here on they *are* the files of the instance, and whoever opens it moves them there first
    restore.before/  what they took the place of, kept until the instance has been opened with the new ones

The rename of `begun` to `ready` is the one moment at which it is decided.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from etanche.instance.holding import alone
from etanche.store import files

BEGUN: Final = "restore.begun"
READY: Final = "restore.ready"
BEFORE: Final = "restore.before"
_BESIDE: Final = ("-wal", "-shm")
"""What SQLite keeps beside a file: it belongs to the file of before, and would be read into the new one."""


def begin(folder: Path) -> Path:
    """Return a new folder to build in."""
    begun = folder / BEGUN
    shutil.rmtree(begun, ignore_errors=True)
    begun.mkdir(mode=0o700)
    return begun


def decide(folder: Path) -> None:
    """Let what was built be the files of the instance."""
    begun = folder / BEGUN
    for file in begun.iterdir():
        files.sync(file)
    files.sync(begun)
    begun.rename(folder / READY)
    files.sync(folder)


def land(folder: Path) -> None:
    """
    Move what was decided into its place, and what was there aside; doing it again after a kill ends the same.

    While a new file still lies in `ready`, every file of its name in the folder is the one of before.
    """
    ready, before = folder / READY, folder / BEFORE
    if not ready.is_dir():
        return
    before.mkdir(mode=0o700, exist_ok=True)
    for new in sorted(ready.iterdir()):
        for name in (*(new.name + ending for ending in _BESIDE), new.name):
            if (before / name).exists() and (folder / name).exists():
                # Of a restore that was never opened: what it took the place of is what is to be kept.
                (folder / name).unlink()
            elif (folder / name).exists():
                (folder / name).rename(before / name)
        files.sync(before)
        new.rename(folder / new.name)
        files.sync(folder)
    ready.rmdir()
    files.sync(folder)


def settle(folder: Path) -> None:
    """Finish what a killed restore had decided; who opens an instance comes here first."""
    if (folder / READY).is_dir():
        with alone(folder):
            land(folder)


def clear(folder: Path) -> None:
    """Delete what was never decided, and what was put aside: the instance was opened without it."""
    for name in (BEGUN, BEFORE):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name, ignore_errors=True)
