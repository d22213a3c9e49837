"""
Carrying a store to another place, row by row, whichever engines the two are on; how a place is left is in `leaving`.

Each table is read in the order of its key, written, and read back in the same transaction: the number of rows and the SHA-256
over every value of every row must come out the same, or nothing is committed. So what arrives is what was there, to the byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Connection, Engine, Table, delete, select, text

from etanche.store import schema, sequences
from etanche.store.address import Address
from etanche.store.columns import metadata
from etanche.store.database import Store
from etanche.store.destroying import overwrite_all
from etanche.store.dialect import bulk_insert
from etanche.store.faults import StoreBusy, StoreCorrupt, StoreExists, told
from etanche.store.places import Place, briefly, place_of
from etanche.store.shelf import Shelf
from etanche.store.shelf_tables import shelf_metadata

_AT_ONCE: Final = 2_000
_ATTEMPTS: Final = 20
_TABLES: Final = {schema.Tree.DATA: metadata, schema.Tree.SHELF: shelf_metadata}


class Carried(NamedTuple):
    """What was carried, of one table or of all."""

    rows: int
    digest: str


def carry(
    source: Store | Shelf,
    target: Path | Address,
    tree: schema.Tree,
    *,
    finish: Callable[[Connection, str | None], object],
    tell: Callable[[str], object],
    only: bytes | None = None,
) -> Carried:
    """
    Make a store in a new place and carry every row of another one into it, or those of one organisation; all of them arrive, or none.

    Args:
        source: the store, which nobody else writes to meanwhile.
        target: an empty database, or a file that is not there yet.
        tree: which of the two it is.
        finish: says what is to be different in the new place, in the transaction that fills it; told which server it is on.
        tell: told the name of each table before it is carried.
        only: the one organisation.

    Raises:
        StoreExists: something is there already.
        StoreCorrupt: what was read back is not what was written.
    """
    place = place_of(target)
    engine = schema.create(place, tree)
    try:
        with source.snapshot() as read, told(place.name):
            with place.writer(engine).begin() as written:
                found = [_carried(read, written, table, tell, only) for table in _TABLES[tree].sorted_tables]
                finish(written, place.cluster(engine))
            place.flush(engine, attempts=1)
    finally:
        engine.dispose()
    return _together(found)


def bring(
    source: Store | Shelf,
    where: Path | Address,
    tree: schema.Tree,
    organisation: bytes,
    *,
    finish: Callable[[Connection, str | None], object],
) -> Carried:
    """
    Carry every row of one organisation into a store that others have rows in, in the place of those it has there; all of them, or none.

    Args:
        source: the store it is in.
        where: the one it is to be in.
        tree: which of the two it is.
        organisation: whose rows.
        finish: says what is to be different there, in the transaction that fills it; told which server it is on.

    Raises:
        StoreCorrupt: what was read back is not what was written.
    """
    place = place_of(where)
    with source.snapshot() as read, told(place.name), briefly(place) as engine:
        with place.writer(engine).begin() as written:
            _delete(written, tree, organisation)
            tables = _TABLES[tree].sorted_tables
            found = [_carried(read, written, table, lambda _: None, organisation) for table in tables]
            # Commits are counted once for a store, whoever's they are.
            sequences.forget(written, organisation, sequences.COMMITS)
            finish(written, place.cluster(engine))
        place.flush(engine, attempts=1)
    return _together(found)


def take_out(
    where: Path | Address, tree: schema.Tree, organisation: bytes, *, finish: Callable[[Connection], object]
) -> None:
    """
    Take every row of one organisation out of a store that others have rows in; doing it again after a kill ends the same.

    Wrapped keys are overwritten before they are deleted, and a file is written anew, so that no page keeps what lay in it. On a server
    old versions stay in its pages until it cleans up, wrapped and sealed.

    Args:
        where: the store.
        tree: which of the two it is.
        organisation: whose rows.
        finish: says what is to stand there of it, in the transaction that takes it out.

    Raises:
        StoreBusy: somebody stood in the way; it is to be done again.
    """
    place = place_of(where)
    with told(place.name), briefly(place) as engine:
        if tree is schema.Tree.SHELF:
            with place.writer(engine).begin() as written:
                overwrite_all(written, organisation)
            _flushed(place, engine)
        with place.writer(engine).begin() as written:
            _delete(written, tree, organisation)
            finish(written)
        if isinstance(where, Path):
            with engine.connect() as connection:
                connection.exec_driver_sql("VACUUM")
        _flushed(place, engine)


def empty(connection: Connection, organisation: bytes) -> None:
    """Take every row of one organisation out of data that somebody writes to, in their transaction."""
    _delete(connection, schema.Tree.DATA, organisation)


def _flushed(place: Place, engine: Engine) -> None:
    if not place.flush(engine, attempts=_ATTEMPTS):
        raise StoreBusy(f"somebody reads `{place.name}`", hint="stop every process of this instance, and open it again")


def _delete(written: Connection, tree: schema.Tree, organisation: bytes) -> None:
    for table in reversed(_TABLES[tree].sorted_tables):
        written.execute(delete(table).where(table.c.organisation == organisation))


def _together(found: Sequence[Carried]) -> Carried:
    whole = hashlib.sha256("".join(one.digest for one in found).encode()).hexdigest()
    return Carried(rows=sum(one.rows for one in found), digest=whole)


def _carried(
    read: Connection, written: Connection, table: Table, tell: Callable[[str], object], only: bytes | None
) -> Carried:
    tell(table.name)
    said, rows = hashlib.sha256(), 0
    for batch in _batches(read, table, only):
        for row in batch:
            said.update(_bytes_of(row))
        bulk_insert(written, table, batch)
        rows += len(batch)
    back, again = hashlib.sha256(), 0
    for batch in _batches(written, table, only):
        for row in batch:
            back.update(_bytes_of(row))
        again += len(batch)
    if (rows, said.digest()) != (again, back.digest()):
        raise StoreCorrupt(
            f"the rows of `{table.name}` did not arrive as they were", hint="look at both disks, and move again"
        )
    return Carried(rows=rows, digest=said.hexdigest())


def _batches(connection: Connection, table: Table, only: bytes | None) -> Iterator[list[Sequence[object]]]:
    """Yield the rows in the order of their key, which is that of bytes on both engines; memory holds a batch at a time."""
    asked = select(table) if only is None else select(table).where(table.c.organisation == only)
    rows = connection.execute(asked.order_by(*table.primary_key.columns).execution_options(yield_per=_AT_ONCE))
    for batch in rows.partitions():
        yield [tuple(row) for row in batch]


def _bytes_of(row: Sequence[Any]) -> bytes:
    """Write a row so that no two rows read the same."""
    return b"".join(map(_written, row)) + b"\n"


def _written(value: object) -> bytes:
    if isinstance(value, bytes):
        return b"b%d:" % len(value) + value
    if isinstance(value, str):
        return b"s%d:" % len(value.encode()) + value.encode()
    return b"n:" if value is None else f"i{int(cast('int', value))}:".encode()


def require_alone(address: Address) -> None:
    """
    Let a store on a server be moved only while nobody is connected to it.

    Raises:
        StoreBusy: somebody is.
    """
    place = place_of(address)
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with told(place.name), briefly(place) as engine, engine.connect() as connection:
        if connection.execute(text(others)).scalar_one():
            raise StoreBusy(
                f"somebody is connected to `{place.name}`", hint="stop every process of this instance first"
            )


def require_empty(address: Address) -> None:
    """
    Let a store be moved only into a database in which there is nothing.

    Raises:
        StoreExists: there are tables.
    """
    place = place_of(address)
    with told(place.name), briefly(place) as engine, engine.connect() as connection:
        if schema.inventory(connection):
            raise StoreExists(f"there are tables in `{place.name}` already", hint="name an empty database of its own")
