"""
What a root needs of the folder in which it lies.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Protocol

from etanche.keyring.rootformat import Kept, Named
from etanche.keyring.secret import Secret


class Folder(Protocol):
    """Where epoch roots and providers' keys lie, shared by the processes of an instance; `home.Home` is one."""

    def names(self) -> frozenset[Named]:
        """Return which there are."""

    def read(self, name: Named) -> Kept:
        """Open one."""

    def add(self, name: Named, secret: Secret, made: date | None) -> None:
        """Add one, durable on return."""

    def end(self, name: Named) -> None:
        """Destroy one."""

    def turn(self, *, alone: bool) -> AbstractContextManager[None]:
        """Hold a turn."""

    def moved(self, to: Path) -> None:
        """Go on in another place."""

    def set_recovery(self, code: Secret) -> None:
        """Let the code of a kit open the folder, and the code before it no more."""
