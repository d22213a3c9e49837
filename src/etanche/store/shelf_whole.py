"""
The shelf as a whole: what is on it, in which files, and how it is copied and carried elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, select

from etanche.store import copies, schema
from etanche.store.definitions import redefined
from etanche.store.dialect import additions
from etanche.store.ending import shut
from etanche.store.faults import told
from etanche.store.places import file_of
from etanche.store.shelf_persons import PersonsShelf
from etanche.store.shelf_tables import keys


class WholeShelf(PersonsShelf):
    """The half of a shelf that looks at all of it; whose a key is it does not ask."""

    def living_keys(self, organisation: bytes) -> list[tuple[bytes, str, bytes]]:
        """Return (id, kind, wrapped) of every living key, in the order of their ids."""
        with self._reading() as connection:
            found = connection.execute(
                select(keys.c.key_id, keys.c.kind, keys.c.wrapped)
                .where(keys.c.organisation == organisation, keys.c.destroyed.is_(False))
                .order_by(keys.c.key_id)
            )
            return [(row.key_id, row.kind, row.wrapped) for row in found]

    def undead_keys(self, organisation: bytes) -> list[bytes]:
        """Return the ids of keys that are said to be destroyed and whose bytes are not all zero."""
        with self._reading() as connection:
            found = connection.execute(
                select(keys.c.key_id, keys.c.wrapped).where(
                    keys.c.organisation == organisation, keys.c.destroyed.is_not(False)
                )
            )
            return [row.key_id for row in found if any(row.wrapped)]

    def strangers(self, known: Collection[bytes]) -> tuple[str, ...]:
        """Return the tables that hold a row of anybody but these organisations."""
        with self._reading() as connection:
            return schema.strangers(connection, known)

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
            return redefined(connection, schema.Tree.SHELF)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that exist at this moment and are ours to see: of a shelf on a server, none."""
        return self.place.files

    @property
    def path(self) -> Path:
        """
        The file of a shelf that is in one.

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
        return copies.take(self.place, self._engine, folder, at_once=copies.ALL_AT_ONCE, tell=tell)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment of all of it, to carry it elsewhere."""
        with told(self.place.name), self.place.reading(self.place.reader(self._engine)) as connection:
            yield connection

    def cluster(self) -> str | None:
        """Return what tells the server's files from another's; None for a file of ours."""
        with told(self.place.name):
            return self.place.cluster(self._engine)

    def close(self) -> None:
        """Close every connection; whatever is asked afterwards is refused with `Closed`."""
        shut(self._engine).dispose()
