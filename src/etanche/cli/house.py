"""Where the instance of this command is, and how its passphrase comes in: by a file or a descriptor, never an argument."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etanche.instance import Instance


def log_to_stderr() -> None:
    """Let the rooms' remarks go where everything goes that is no result."""
    import structlog

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


@dataclass(frozen=True, kw_only=True)
class House:
    """The shared options, before anything is opened."""

    data: Path
    passphrase_file: Path | None
    passphrase_fd: int | None
    _given: list[bytes] = field(default_factory=list, init=False, repr=False, compare=False)

    def open(self) -> Instance:
        """
        Open the instance.

        Raises:
            NotFound: there is no instance in the folder.
            OutOfReach: the passphrase is missing or wrong.
        """
        from etanche.clock import SystemClock
        from etanche.instance import Instance

        log_to_stderr()
        return Instance.open(self.data, passphrase=self.passphrase, clock=SystemClock())

    def open_with_door(self) -> Instance:
        """
        Open the instance with the door that strangers come to, so that its checks can ask there.

        Raises:
            NotFound, OutOfReach: as `open`.
        """
        from etanche.web import front

        instance = self.open()
        instance.front = front
        return instance

    def passphrase(self) -> bytes:
        """
        Return the passphrase of the root; it can be asked for again, though a descriptor gives it once.

        Raises:
            OutOfReach: neither a file nor a descriptor was given, or it cannot be used.
        """
        from etanche.instance import passphrase_of

        if self._given:
            return self._given[0]
        found = passphrase_of(self.data, file=self.passphrase_file, descriptor=self.passphrase_fd)
        if self.passphrase_fd is not None:
            self._given.append(found)
        return found
