"""
Copies of a store, taken while others read and write it, and put back where no one does.

A copy is one moment of the store, whatever is written meanwhile: a reading transaction stands on that moment until the copy is
whole, and holds no writer back. Of a file of SQLite it is a file (`store.sqlite`, made by the engine's own backup, a few pages
at a time, and looked through by `PRAGMA integrity_check`); of a database on a server it is a file for each table, in
the binary form of `COPY`, which changes no byte of a value.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Connection, Engine, func, select, table, text

from etanche.store import schema
from etanche.store.address import Address
from etanche.store.faults import StoreBusy, StoreCorrupt, StoreForeign, StoreMissing, told
from etanche.store.files import create_file, sync
from etanche.store.places import Place, place_of
from etanche.store.sqlite import SqliteFile

if TYPE_CHECKING:
    import psycopg

PAGES: Final = 256
"""Pages copied in one step: about a megabyte."""

ALL_AT_ONCE: Final = -1
"""For the shelf: it is small, and a destruction waits for whoever reads it to be done."""

FILE: Final = "store.sqlite"
_TABLE: Final = ".copy"
_PIECE: Final = 1 << 16

Tell = Callable[[int, int], object]
"""Told how much is done, and of how much; pages or tables."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """What was copied."""

    engine: str
    revision: str
    counts: dict[str, int]
    """Rows by table."""


def take(place: Place, engine: Engine, folder: Path, *, at_once: int = PAGES, tell: Tell) -> Copy:
    """
    Copy a store into a folder that is there and empty; every file of it is on the disk when this returns.

    Raises:
        StoreCorrupt: the copy has a flaw, so the store has one.
    """
    with told(place.name), place.reader(engine).begin() as connection:
        revision = schema.revision(connection) or ""
        if isinstance(place, SqliteFile):
            counts = _counted(connection)
            _copy_file(
                cast("sqlite3.Connection", connection.connection.driver_connection), folder / FILE, at_once, tell
            )
            return Copy(engine="sqlite", revision=revision, counts=counts)
        counts = _counted(connection)
        for number, name in enumerate(sorted(counts), 1):
            _copy_table(connection, name, folder / f"{name}{_TABLE}")
            tell(number, len(counts))
        return Copy(engine="postgresql", revision=revision, counts=counts)


def _counted(connection: Connection) -> dict[str, int]:
    """Return how many rows each table has; the first look also fixes the moment that is copied."""
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in schema.inventory(connection)
    }


def _copy_file(source: sqlite3.Connection, target: Path, at_once: int, tell: Tell) -> None:
    """Copy a file as it was when the transaction of `source` began: while that lasts, nothing written makes it begin again."""
    create_file(target)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        source.backup(copy, pages=at_once, progress=lambda _status, rest, whole: tell(whole - rest, whole))
        if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise StoreCorrupt(f"the copy of `{target.parent.name}` has a flaw", hint="restore the store from a backup")
        # One file, that can be read from a disk nobody can write to.
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    sync(target)


def _copy_table(connection: Connection, name: str, target: Path) -> None:
    driver = cast("psycopg.Connection[object]", connection.connection.driver_connection)
    quoted = connection.dialect.identifier_preparer.quote(name)
    create_file(target)
    with (
        target.open("wb") as file,
        driver.cursor() as cursor,
        cursor.copy(f"COPY {quoted} TO STDOUT (FORMAT BINARY)".encode()) as copied,
    ):
        for piece in copied:
            file.write(piece)
    sync(target)


def engine_of(where: Path | Address) -> str:
    """Return which engine a store is on, in the word that copies have for it."""
    return "sqlite" if isinstance(where, Path) else "postgresql"


@contextmanager
def replacing(address: Address, tree: schema.Tree, folder: Path) -> Iterator[Connection]:
    """
    Put a copy in the place of what a database holds, all in one transaction: who reads sees the old rows, then the new ones.

    Gives the writing transaction, so that the caller can mend what was put back before anybody sees it.

    Raises:
        StoreBusy: somebody else is connected to the database.
        StoreForeign: the copy has other tables than the database, or another schema.
    """
    place = place_of(address)
    with told(place.name):
        engine = place.open()
        try:
            with place.writer(engine).begin() as connection:
                _require_alone(connection, place.name)
                _load(connection, tree, folder)
                yield connection
        finally:
            engine.dispose()


def _require_alone(connection: Connection, name: str) -> None:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    if connection.execute(text(others)).scalar_one():
        raise StoreBusy(f"somebody is connected to `{name}`", hint="stop every process of this instance, then restore")


def _load(connection: Connection, tree: schema.Tree, folder: Path) -> None:
    """Empty every table and fill it from its file; an empty database is given its tables first."""
    schema.fill(connection, tree)
    tables = sorted(schema.inventory(connection))
    if [path.name for path in sorted(folder.iterdir())] != [f"{name}{_TABLE}" for name in tables]:
        raise StoreForeign(
            "the backup has other tables than this version", hint="restore with the version of etanche that made it"
        )
    driver = cast("psycopg.Connection[object]", connection.connection.driver_connection)
    for name in tables:
        quoted = connection.dialect.identifier_preparer.quote(name)
        connection.exec_driver_sql(f"DELETE FROM {quoted}")  # noqa: S608 - a name of ours
        with (
            (folder / f"{name}{_TABLE}").open("rb") as file,
            driver.cursor() as cursor,
            cursor.copy(f"COPY {quoted} FROM STDIN (FORMAT BINARY)".encode()) as copy,
        ):
            while piece := file.read(_PIECE):
                copy.write(piece)


def require_whole(file: Path) -> None:
    """
    Let a file of SQLite be used only if the engine finds no flaw in it.

    Raises:
        StoreMissing: there is none.
        StoreCorrupt: it has a flaw.
    """
    if not file.is_file():
        raise StoreMissing(f"`{file.name}` is missing", store=file.name, hint="use another backup")
    with told(file.name):
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        finally:
            connection.close()
    if not sound:
        raise StoreCorrupt(f"`{file.name}` has a flaw", hint="use another backup")
