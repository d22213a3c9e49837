"""
The shelf as a whole: what is on it, in which files, and how it is copied and carried elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from etanche.store import schema
from etanche.store.ending import shut
from etanche.store.faults import told
from etanche.store.shelf_persons import PersonsShelf
from etanche.store.shelf_tables import keys


class WholeShelf(PersonsShelf):
    """The half of a shelf that looks at all of it; whose a key is it does not ask."""

    _tree = schema.Tree.SHELF

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

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment of all of it, to carry it elsewhere."""
        with told(self.place.name), self.place.reading(self.place.reader(self._engine)) as connection:
            yield connection

    def close(self) -> None:
        """Close every connection; whatever is asked afterwards is refused with `Closed`."""
        shut(self._engine).dispose()
