"""
Who is in a folder: whoever opens an instance holds it with others; whoever restores one holds it alone.

The lock is on the folder itself and ends with the process, however it ends. It speaks for one machine: stores on a server
say themselves who is connected to them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etanche.errors import OutOfReach, Refused
from etanche.store import files


class InstanceInUse(Refused):
    """A process has the instance open, so nothing is put in the place of its files."""


class BeingRestored(OutOfReach):
    """The instance is being restored from a backup at this moment."""


class Hold:
    """A folder held together with everybody else who has it open, until it is let go."""

    def __init__(self, folder: Path) -> None:
        """
        Hold it.

        Raises:
            BeingRestored: somebody holds it alone.
        """
        self._descriptor: int | None = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        if not files.lock(self._descriptor, fcntl.LOCK_SH):
            self.let_go()
            raise BeingRestored(f"`{folder}` is being restored from a backup", hint="wait until that is done")

    def let_go(self) -> None:
        """Hold it no more; doing it twice does no harm."""
        held, self._descriptor = self._descriptor, None
        if held is not None:
            os.close(held)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """
    Hold a folder alone while the block lasts.

    Raises:
        InstanceInUse: somebody has it open.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if not files.lock(descriptor, fcntl.LOCK_EX):
            raise InstanceInUse(f"`{folder}` is in use", hint="stop every process of this instance, then restore")
        yield
    finally:
        os.close(descriptor)
