"""
The shelf: wrapped keys, apart from the data, so that a copy of the data never holds what opens it.

Destroying a key writes zeros over its bytes, commits with a sync, and cuts the write-ahead log to nothing;
it is *final* only when SQLite's own answer says that the log was cut. Until then the bytes may still lie in it,
and nothing here claims otherwise. The row stays, empty: a destroyed key is never made again under its name.

On a server of PostgreSQL *final* says less: no question to the server gives the bytes back, after any crash. The old
version of the row stays in its pages and its write-ahead log for a time nobody controls; `Destroyed.traces` says so.

What it does *not* do: know what a key is for, or overwrite what a file system or a disk keeps of old blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, bindparam, func, insert, select, update

from etanche.store import copies, person_shelf, schema
from etanche.store.address import Address
from etanche.store.faults import told
from etanche.store.person_shelf import PersonKeyRow
from etanche.store.places import file_of, place_of
from etanche.store.prepared import Prepared, Row
from etanche.store.shelf_tables import buckets, heads, keys, named
from etanche.store.wrappings import Wrappings

_ATTEMPTS = 6


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """What a destruction achieved."""

    final: bool
    """Whether it is over: nothing that asks the engine gets the bytes back, whatever crashes now. False: try again."""

    traces: bool = False
    """
    Whether somebody with the engine's own files may still find the bytes, wrapped as they were.

    In a file of ours they are gone once the destruction is final. On a server they are gone for certain only when
    the root they were wrapped under is.
    """


@dataclass(frozen=True, kw_only=True)
class Head:
    """The end of a journal's chain, as it was when it was last sealed."""

    position: int
    link: bytes
    at: str


class Shelf(Wrappings):
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
    def open(cls, where: Path | Address, *, upgrade: bool = False) -> Self:
        """
        Open an existing shelf, and finish what a killed destruction may have left in its log.

        Raises:
            StoreMissing, StoreForeign, StoreCorrupt, SchemaNewer, SchemaOlder: as their names say.
        """
        place = place_of(where)
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
        with self._writing() as connection:
            _add(connection, organisation, key_id, kind, wrapped)

    def named(self, organisation: bytes, kind: str) -> tuple[bytes, bytes] | None:
        """Return (id, wrapped) of the one key of a kind, or None when there is none or it was destroyed."""
        with self._reading() as connection:
            return _living(_named(connection, organisation, kind))

    def ensure(self, organisation: bytes, kind: str, key_id: bytes, wrapped: bytes) -> tuple[bytes, bytes] | None:
        """
        Return (id, wrapped) of the one key of a kind, keeping the one handed over if there is none yet.

        Whoever comes second, from any process, gets the first one's key.

        Returns:
            None when the key of that kind was destroyed: it is not made again.
        """
        with self._writing() as connection:
            found = _named(connection, organisation, kind)
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
        with self._writing() as connection:
            found = _bucket(connection, organisation, category, day)
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
            return _living(_bucket(connection, organisation, category, day))

    def bucket_id(self, organisation: bytes, category: int, day: str) -> bytes | None:
        """Return the id of a day's bucket, living or destroyed, or None when the day was never opened."""
        with self._reading() as connection:
            found = _bucket(connection, organisation, category, day)
            return None if found is None else found[0]

    def buckets(self, organisation: bytes) -> list[tuple[int, str, bytes]]:
        """Return (category, day, id) of every living bucket, in order."""
        with self._reading() as connection:
            found = connection.execute(
                select(buckets.c.category, buckets.c.day, buckets.c.key_id)
                .join(keys, (keys.c.organisation == buckets.c.organisation) & (keys.c.key_id == buckets.c.key_id))
                .where(buckets.c.organisation == organisation, keys.c.destroyed.is_(False))
                .order_by(buckets.c.category, buckets.c.day)
            )
            return [(row.category, row.day, row.key_id) for row in found]

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

    def strangers(self, organisation: bytes) -> tuple[str, ...]:
        """Return the tables that hold a row of anybody but this organisation."""
        with self._reading() as connection:
            return schema.strangers(connection, organisation)

    def inventory(self) -> dict[str, tuple[str, ...]]:
        """Return the tables that are really in the file, each with its columns."""
        with self._reading() as connection:
            return schema.inventory(connection)

    # — keys of persons

    def person_keys(self, organisation: bytes, category: int, wanted: Sequence[bytes]) -> dict[bytes, PersonKeyRow]:
        """Return the newest living key of each person for a category."""
        with self._reading() as connection:
            return person_shelf.newest(connection, organisation, category, wanted)

    def keys_of_persons(self, organisation: bytes, wanted: Sequence[bytes]) -> list[PersonKeyRow]:
        """Return every living key of some persons, of every category and generation."""
        with self._reading() as connection:
            return list(person_shelf.of_persons(connection, organisation, wanted))

    def open_person_keys(
        self, organisation: bytes, category: int, offered: Sequence[tuple[bytes, int, int, bytes, bytes]]
    ) -> dict[bytes, PersonKeyRow]:
        """
        Return the living key of each person of the generation offered, keeping the one offered where there is none; durable on return.

        Whoever comes second, from any process, gets the first one's key.
        A person who ended is not in the answer: nothing is made for them again.
        A key destroyed in a generation is not made again in it either.
        """
        rows = [PersonKeyRow._make(row) for row in offered]
        persons = [row.person for row in rows]
        with self._writing() as connection:
            newest = person_shelf.newest(connection, organisation, category, persons)
            found = {row.person: newest[row.person] for row in rows if _same(newest.get(row.person), row)}
            behind = {row.person for row in rows if _newer(newest.get(row.person), row)}
            ended = person_shelf.ended(connection, organisation, persons)
            dead = person_shelf.made(connection, organisation, category, persons)
            new = [
                row
                for row in rows
                if row.person not in found.keys() | ended | behind and (row.person, row.generation) not in dead
            ]
            person_shelf.add(connection, organisation, new)
        living = found | {row.person: row for row in new}
        return {person: row for person, row in living.items() if person not in ended}

    def ended_persons(self, organisation: bytes) -> list[bytes]:
        """Return the persons who ended."""
        with self._reading() as connection:
            return person_shelf.all_ended(connection, organisation)

    def put_secrets(self, organisation: bytes, wrapped: Mapping[bytes, bytes]) -> None:
        """Keep the secrets that records have of their own, by id; durable on return."""
        with self._writing() as connection:
            person_shelf.add_secrets(connection, organisation, wrapped)

    def secrets(self, organisation: bytes, ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the living wrapped secrets under some ids."""
        with self._reading() as connection:
            return person_shelf.wrapped(connection, organisation, ids)

    def destroy_person(
        self, organisation: bytes, person: bytes, categories: Sequence[int] | None, *, ended: bool
    ) -> tuple[Destroyed, tuple[bytes, ...]]:
        """Overwrite the keys of a person for some categories, or all; return what was achieved, and the ids of the dead."""
        with self._writing() as connection:
            if ended:
                person_shelf.end(connection, organisation, person)
            ids = tuple(person_shelf.ids_of(connection, organisation, person, categories))
            for key_id in ids:
                _overwrite(connection, organisation, key_id)
        return Destroyed(final=self.flush()), ids

    def destroy(self, organisation: bytes, key_ids: Iterable[bytes]) -> Destroyed:
        """
        Overwrite wrapped keys with zeros and cut the log in which their bytes may lie.

        Returns:
            `final` only when the log was cut, where there is one of ours; otherwise call `flush` again later.
        """
        with self._writing() as connection:
            for key_id in key_ids:
                _overwrite(connection, organisation, key_id)
        return Destroyed(final=self.flush(), traces=self.place.keeps_traces)

    def flush(self) -> bool:
        """Cut the log to nothing; return False when a reader or writer stood in the way."""
        with told(self.place.name):
            return self.place.flush(self._engine, attempts=_ATTEMPTS)

    def put_head(self, organisation: bytes, position: int, link: bytes, at: str) -> None:
        """Keep the head of a journal's chain, in the place of the one before."""
        with self._writing() as connection:
            connection.execute(heads.delete().where(heads.c.organisation == organisation))
            connection.execute(insert(heads).values(organisation=organisation, position=position, link=link, at=at))

    def head(self, organisation: bytes) -> Head | None:
        """Return the head of a journal's chain, or None when it was never sealed."""
        with self._reading() as connection:
            row = connection.execute(
                select(heads.c.position, heads.c.link, heads.c.at)
                .where(heads.c.organisation == organisation)
                .order_by(heads.c.position.desc())
            ).first()
            return None if row is None else Head(position=row.position, link=row.link, at=row.at)

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

    def cluster(self) -> str | None:
        """Return what tells the server's files from another's; None for a file of ours."""
        with told(self.place.name):
            return self.place.cluster(self._engine)

    def close(self) -> None:
        """Close every connection; the shelf is not to be used afterwards."""
        self._engine.dispose()


def _same(found: PersonKeyRow | None, offered: PersonKeyRow) -> bool:
    """Return whether a key is of the generation offered."""
    return found is not None and found.generation == offered.generation


def _newer(found: PersonKeyRow | None, offered: PersonKeyRow) -> bool:
    """Return whether a key is of a later generation than the one offered: whoever offers it comes too late."""
    return found is not None and found.generation > offered.generation


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
_THIS = (keys.c.organisation == bindparam("of_organisation"), keys.c.key_id == bindparam("this"))
_SIZE = Prepared(select(func.length(keys.c.wrapped)).where(*_THIS), "of_organisation", "this")
_ZERO = Prepared(
    update(keys).where(*_THIS).values(wrapped=bindparam("zeros"), destroyed=bindparam("dead")),
    *("of_organisation", "this", "zeros", "dead"),
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


def _overwrite(connection: Connection, organisation: bytes, key_id: bytes) -> None:
    """Write as many zeros over a wrapped key as it has bytes, so that its row neither moves nor shrinks."""
    size = _SIZE.scalar(connection, organisation, key_id)
    if size is not None:
        _ZERO.do(connection, organisation, key_id, bytes(size), True)


def _named(connection: Connection, organisation: bytes, kind: str) -> _Found | None:
    """Find the key a kind stands for."""
    return next(iter(map(_found, _NAMED(connection, organisation, kind))), None)


def _bucket(connection: Connection, organisation: bytes, category: int, day: str) -> _Found | None:
    """Find the bucket of a day."""
    return next(iter(map(_found, _BUCKET(connection, organisation, category, day))), None)


def _found(row: Row) -> _Found:
    key_id, wrapped, destroyed = row
    return key_id, wrapped, bool(destroyed)
