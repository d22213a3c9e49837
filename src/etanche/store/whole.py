"""
What the data and the shelf have in common as a whole: where they are, what is in them, and how they are copied.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine

from etanche.store import copies, schema, sequences
from etanche.store.definitions import redefined
from etanche.store.dialect import additions
from etanche.store.faults import told
from etanche.store.places import Place, file_of


class Whole(ABC):
    """Open data, or an open shelf."""

    place: Place
    _engine: Engine
    _tree: schema.Tree
    _pages_at_once = copies.PAGES
    """So much of a file is copied before others get their turn."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """Give what reads and holds no writer back."""

    def inventory(self) -> dict[str, tuple[str, ...]]:
        """Return the tables that are really in the file, each with its columns."""
        with self._reading() as connection:
            return schema.inventory(connection)

    def additions(self) -> tuple[str, ...]:
        """Return the names of triggers, views, rules and policies: no version of ours makes any."""
        with self._reading() as connection:
            return additions(connection)

    def redefined(self) -> tuple[str, ...]:
        """Return what the engine says of tables and indexes otherwise than this version made them."""
        with self._reading() as connection:
            return redefined(connection, self._tree)

    def commits(self, organisation: bytes) -> int:
        """Return how many writing transactions were counted, where it is on a server."""
        with self._reading() as connection:
            return sequences.last(connection, organisation, sequences.COMMITS)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that exist at this moment and are ours to see: on a server, none."""
        return self.place.files

    @property
    def path(self) -> Path:
        """
        The file, if it is in one.

        Raises:
            NoFile: it is on a server.
        """
        return file_of(self.place)

    def rows(self) -> Iterator[Iterator[bytes]]:
        """Yield the bytes of each table in pieces, if they stand in no file of ours; see `Place.rows`."""
        with told(self.place.name):
            yield from self.place.rows(self._engine)

    def copy(self, folder: Path, tell: copies.Tell) -> copies.Copy:
        """
        Copy one moment of it into an empty folder, while others read and write; see `copies`.

        Raises:
            StoreCorrupt: the copy has a flaw, so this has one.
        """
        return copies.take(self.place, self._engine, folder, at_once=self._pages_at_once, tell=tell)

    def cluster(self) -> str | None:
        """Return what tells the server's files from another's; None for a file of ours."""
        with told(self.place.name):
            return self.place.cluster(self._engine)
