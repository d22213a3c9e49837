"""Where the instance of this command is, and how its passphrase comes in: by a file or a descriptor, never an argument."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.instance import Instance, Organisation

Place = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="the place of one organisation, instead of what the instance itself has"),
]


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
    organisation: str | None = None
    """The name of the organisation that is meant; the instance's first one, if none was given."""

    _given: list[bytes] = field(default_factory=list, init=False, repr=False, compare=False)

    @contextmanager
    def open(self) -> Iterator[Organisation]:
        """
        Open the organisation that is meant, and the instance it is of.

        Raises:
            NotFound: there is no instance in the folder, or no organisation of that name in it.
            OutOfReach: the passphrase is missing or wrong.
        """
        with self._opened() as instance:
            yield instance if self.organisation is None else instance.organisation(self.organisation)

    @contextmanager
    def opened_for(self, role: str, actor: str) -> Iterator[Organisation]:
        """
        Open the organisation that is meant, for somebody who acts in a role of it.

        Raises:
            NotOfThisRole: it has its office, and nobody of that name has the role.
            NotFound, OutOfReach: as `open`.
        """
        from etanche.instance import Memberships

        with self._opened() as instance:
            meant = instance if self.organisation is None else instance.organisation(self.organisation)
            Memberships.of(instance).require_acting(meant.organisation_id, role, actor)
            yield meant

    def whole(self) -> Instance:
        """
        Open the instance, for what concerns all of it.

        Raises:
            Unreadable: an organisation was named.
            NotFound: there is no instance in the folder.
            OutOfReach: the passphrase is missing or wrong.
        """
        if self.organisation is not None:
            raise Unreadable(
                f"this command is about the whole instance, and `{self.organisation}` was named",
                hint="leave out --organisation and `ETANCHE_ORGANISATION`",
            )
        return self._opened()

    @contextmanager
    def any(self) -> Iterator[Instance]:
        """Open the instance, for what concerns all of it or one organisation of it, as was named; raises as `open`."""
        with self._opened() as instance:
            yield instance

    def _opened(self) -> Instance:
        from etanche.clock import SystemClock
        from etanche.instance import Instance

        log_to_stderr()
        return Instance.open(self.data, passphrase=self.passphrase, clock=SystemClock())

    @contextmanager
    def open_with_door(self) -> Iterator[Organisation]:
        """
        Open the organisation that is meant with the door that strangers come to, so that its checks can ask there.

        Raises:
            NotFound, OutOfReach: as `open`.
        """
        from etanche.web import front

        with self.open() as organisation:
            organisation.front = front
            yield organisation

    @contextmanager
    def whole_with_door(self) -> Iterator[Instance]:
        """
        Open the instance with that door.

        Raises:
            Unreadable, NotFound, OutOfReach: as `whole`.
        """
        from etanche.web import front

        with self.whole() as instance:
            instance.front = front
            yield instance

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
