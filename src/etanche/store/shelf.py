"""
The shelf: wrapped keys, apart from the data, so that a copy of the data never holds what opens it.

A key that was destroyed (`destroying`) leaves its row, empty: it is never made again under its name.
What it does *not* do: know what a key is for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from sqlalchemy import Connection, bindparam, insert, select

from etanche.store import schema
from etanche.store.address import Address
from etanche.store.faults import told
from etanche.store.halts import Halts
from etanche.store.heads import Heads
from etanche.store.places import place_of
from etanche.store.prepared import Prepared, Row
from etanche.store.shelf_tables import buckets, keys, named
from etanche.store.shelf_whole import WholeShelf


class Shelf(WholeShelf, Heads, Halts):
    """An open shelf; reads are autocommit, so nothing of ours holds a checkpoint back."""

    @classmethod
    def create(cls, where: Path | Address) -> Self:
        """
        Make a new, empty shelf: a file that only its owner can read, or the tables of an empty database.

        Raises:
            StoreExists: something is already there.
            CannotForget: this build of SQLite does not overwrite what it deletes.
            ServerUnfit: the server may lose what it acknowledges, or is too old.
        """
        place = place_of(where)
        return cls(place, schema.create(place, schema.Tree.SHELF))

    @classmethod
    def open(cls, where: Path | Address, *, upgrade: bool = False, witness: Path | None = None) -> Self:
        """
        Open an existing shelf, and finish what a killed destruction may have left in its log.

        `witness` is the file in which the last commit of a shelf on a server is remembered.

        Raises:
            StoreMissing, StoreForeign, StoreCorrupt, SchemaNewer, SchemaOlder: as their names say.
            ReplicaBehind: it is on a server that lacks what was acknowledged: keys were destroyed, or made, since.
        """
        place = place_of(where, witness)
        shelf = cls(place, schema.open(place, schema.Tree.SHELF, upgrade=upgrade))
        with told(place.name):
            place.flush(shelf._engine, attempts=1)
        return shelf

    def get(self, organisation: bytes, key_id: bytes) -> bytes | None:
        """Return a wrapped key, or None when there is none or it was destroyed."""
        with self._reading() as connection:
            found = connection.execute(
                select(keys.c.wrapped).where(
                    keys.c.organisation == organisation, keys.c.key_id == key_id, keys.c.destroyed.is_(False)
                )
            )
            return found.scalar()

    def put(self, organisation: bytes, key_id: bytes, kind: str, wrapped: bytes) -> None:
        """
        Keep a wrapped key; it is durable when this returns.

        Raises:
            RowExists: the id is taken, by a living key or a destroyed one.
        """
        with self._changing(organisation) as change:
            _add(change.connection, organisation, key_id, kind, wrapped)

    def named(self, organisation: bytes, kind: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of the one key of a kind, or None when there is none or it was destroyed."""
        with self._reading() as connection:
            return self._given(connection, organisation, _named(connection, organisation, kind))

    def ensure(self, organisation: bytes, kind: str, key_id: bytes, wrapped: bytes) -> tuple[bytes, bytes] | None:
        """
        Return (id, wrapped) of the one key of a kind, keeping the one handed over if there is none yet.

        Whoever comes second, from any process, gets the first one's key.

        Returns:
            None when the key of that kind was destroyed: it is not made again.
        """
        with self._changing(organisation) as change:
            connection = change.connection
            found = _named(connection, organisation, kind)
            change.made = found is None
            if found is None:
                _add(connection, organisation, key_id, kind, wrapped)
                connection.execute(insert(named).values(organisation=organisation, kind=kind, key_id=key_id))
                return key_id, wrapped
            return _living(found)

    def open_bucket(
        self, organisation: bytes, category: int, day: str, key_id: bytes, wrapped: bytes
    ) -> tuple[bytes, bytes] | None:
        """
        Return (id, wrapped) of a day's bucket, keeping the one handed over if the day has none yet.

        Whoever comes second, from any process, gets the first one's bucket.

        Returns:
            None when the bucket was destroyed: a dead day is not opened again.
        """
        with self._changing(organisation) as change:
            connection = change.connection
            found = _bucket(connection, organisation, category, day)
            change.made = found is None
            if found is None:
                _add(connection, organisation, key_id, "bucket", wrapped)
                connection.execute(
                    insert(buckets).values(organisation=organisation, category=category, day=day, key_id=key_id)
                )
                return key_id, wrapped
            return _living(found)

    def bucket(self, organisation: bytes, category: int, day: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of a day's bucket, or None when it has none or it was destroyed."""
        with self._reading() as connection:
            return self._given(connection, organisation, _bucket(connection, organisation, category, day))

    def bucket_id(self, organisation: bytes, category: int, day: str) -> bytes | None:
        """Return the id of a day's bucket, living or destroyed, or None when the day was never opened."""
        with self._reading() as connection:
            found = _bucket(connection, organisation, category, day)
            return None if found is None else found[0]

    def buckets(self, organisation: bytes) -> list[tuple[int, str, bytes]]:
        """Return (category, day, id) of every living bucket of a day, in order."""
        with self._reading() as connection:
            found = connection.execute(
                select(buckets.c.category, buckets.c.day, buckets.c.key_id)
                .join(keys, (keys.c.organisation == buckets.c.organisation) & (keys.c.key_id == buckets.c.key_id))
                .where(buckets.c.organisation == organisation, buckets.c.category >= 0, keys.c.destroyed.is_(False))
                .order_by(buckets.c.category, buckets.c.day)
            )
            return [(row.category, row.day, row.key_id) for row in found]

    def salts(self, organisation: bytes) -> list[tuple[int, str, bytes, bool]]:
        """Return (field, first day of its time, id, whether it lives) of every salt of pseudonyms there ever was, in order."""
        with self._reading() as connection:
            found = connection.execute(
                select(buckets.c.category, buckets.c.day, buckets.c.key_id, keys.c.destroyed)
                .join(keys, (keys.c.organisation == buckets.c.organisation) & (keys.c.key_id == buckets.c.key_id))
                .where(buckets.c.organisation == organisation, buckets.c.category < 0)
                .order_by(buckets.c.category.desc(), buckets.c.day)
            )
            return [(-row.category, row.day, row.key_id, not row.destroyed) for row in found]

    def _given(self, connection: Connection, organisation: bytes, found: _Found | None) -> tuple[bytes, bytes] | None:
        """Give away a key that was found, if it lives."""
        if found is not None:
            self._met(connection, organisation)
        return _living(found)


_KEY = select(keys.c.key_id, keys.c.wrapped, keys.c.destroyed)
_NAMED = Prepared(
    _KEY.join(named, (named.c.organisation == keys.c.organisation) & (named.c.key_id == keys.c.key_id)).where(
        named.c.organisation == bindparam("organisation"), named.c.kind == bindparam("of_kind")
    ),
    *("organisation", "of_kind"),
)
_BUCKET = Prepared(
    _KEY.join(buckets, (buckets.c.organisation == keys.c.organisation) & (buckets.c.key_id == keys.c.key_id)).where(
        buckets.c.organisation == bindparam("organisation"),
        buckets.c.category == bindparam("in_category"),
        buckets.c.day == bindparam("of_day"),
    ),
    *("organisation", "in_category", "of_day"),
)
_Found = tuple[bytes, bytes, bool]
"""A key as it is found: id, wrapped bytes, whether it was destroyed."""


def _living(found: _Found | None) -> tuple[bytes, bytes] | None:
    """Keep a key only if it was not destroyed."""
    return None if found is None or found[2] else found[:2]


def _add(connection: Connection, organisation: bytes, key_id: bytes, kind: str, wrapped: bytes) -> None:
    """Add a living key at the end of the table."""
    connection.execute(
        insert(keys).values(organisation=organisation, key_id=key_id, kind=kind, wrapped=wrapped, destroyed=False)
    )


def _named(connection: Connection, organisation: bytes, kind: str) -> _Found | None:
    """Find the key a kind stands for."""
    return next(iter(map(_found, _NAMED(connection, organisation, kind))), None)


def _bucket(connection: Connection, organisation: bytes, category: int, day: str) -> _Found | None:
    """Find the bucket of a day."""
    return next(iter(map(_found, _BUCKET(connection, organisation, category, day))), None)


def _found(row: Row) -> _Found:
    key_id, wrapped, destroyed = row
    return key_id, wrapped, bool(destroyed)
