"""
Everything that knows it is talking to SQLite; another engine replaces this module and nothing else.

What it keeps true on every connection it opens:
write-ahead log, a sync at every commit, deleted bytes overwritten with zeros (set, then read back),
and nothing spilled into temporary files.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.pool import QueuePool

from etanche.store import forks
from etanche.store.compiled import STATEMENTS, URL, OneSqlite
from etanche.store.faults import CannotForget, StoreExists, StoreMissing, unwritable

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it says so."""

CHECKPOINT_MS = 150
"""How long one attempt at a truncating checkpoint waits for readers: it holds writers back meanwhile."""

CACHE_KIB = 16_384
"""How much of a file one connection may hold in memory: a busy day of marks does not fit into SQLite's own 2 MB."""

KEPT_OPEN = 8
"""How many connections wait for their next user; more are opened when they are needed, and closed after."""

FILE_MODE = 0o600
FOLDER_MODE = 0o700

_BEGIN = "etanche_begin"
_FULL = 2
_ON = 1


def create_file(path: Path) -> None:
    """
    Make an empty file that only its owner can read, in a folder likewise, durable before this returns.

    Raises:
        StoreExists: something is already there.
        StoreUnwritable: the folder cannot be had.
    """
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))
        _sync_folder(path.parent)
    except OSError as error:
        if path.exists() and isinstance(error, FileExistsError):
            raise StoreExists(
                f"`{path.name}` is already there", hint="choose an empty folder, or open what is there"
            ) from None
        raise unwritable(path.name) from None


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files a database consists of at this moment: itself, its log and its shared memory."""
    return tuple(
        file for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")) if file.exists()
    )


def open_engine(path: Path) -> Engine:
    """
    Open a pool of connections on an existing file.

    Every connection is in autocommit: a lone statement holds nothing back.
    `writer` and `reader` begin transactions.

    Raises:
        StoreMissing: there is no such file.
    """
    if not path.is_file():
        raise StoreMissing(f"`{path.name}` is missing", hint="check `ETANCHE_DATA`, or create an instance first")
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        with forks.connecting(path.name):
            connection = sqlite3.connect(
                address,
                uri=True,
                timeout=BUSY_SECONDS,
                check_same_thread=False,
                isolation_level=None,
                factory=forks.Tracked,
            )
        try:
            _prepare(connection, path.name)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        URL,
        creator=connect,
        poolclass=QueuePool,
        pool_size=KEPT_OPEN,
        max_overflow=-1,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        execution_options={"compiled_cache": STATEMENTS},
    )
    event.listen(engine, "begin", _begin)
    forks.watch(engine)
    return engine


def statements_of(fill: Callable[[Connection], object]) -> tuple[str, ...]:
    """Return the statements that make of an empty file what `fill` makes of one, tried in memory."""
    engine = create_engine(URL)
    try:
        with engine.begin() as connection:
            fill(connection)
            driver: Any = connection.connection.driver_connection
            _begin, *said, _commit = driver.iterdump()
    finally:
        engine.dispose()
    return tuple(said)


def writer(engine: Engine) -> Engine:
    """Return the same pool, whose transactions take the write lock at their first word."""
    return engine.execution_options(**{_BEGIN: "IMMEDIATE"})


def reader(engine: Engine) -> Engine:
    """Return the same pool, whose transactions see one moment of the data."""
    return engine.execution_options(**{_BEGIN: "DEFERRED"})


def truncate_log(engine: Engine, path: Path, *, attempts: int) -> bool:
    """
    Move the write-ahead log into the database and cut it to nothing.

    Returns:
        True only when SQLite's own answer says that it was not kept busy and that no frame is left,
        and the file, looked at from outside, has no byte. A reader or a writer in the way gives False.
    """
    log = path.with_name(path.name + "-wal")
    for _ in range(attempts):
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {CHECKPOINT_MS}")
            try:
                busy, frames, _moved = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
        if busy == 0 and frames == 0 and (not log.exists() or log.stat().st_size == 0):
            return True
    return False


def bulk_insert(connection: Connection, table: Table, rows: Iterable[Sequence[object]]) -> None:
    """
    Insert rows, each in the order of the table's columns, through the driver's own bulk call.

    Values go to the driver as they are: only for tables of integers, texts, bytes and booleans.
    """
    batch = rows if isinstance(rows, list) else list(rows)
    if batch:
        connection.exec_driver_sql(_insert_text(table), batch)


def insert_new(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless its key is taken; return whether it was inserted."""
    return connection.execute(sqlite_insert(table).values(**values).on_conflict_do_nothing()).rowcount == 1


def upsert(connection: Connection, table: Table, values: Mapping[str, object]) -> None:
    """Insert a row, or give the row of the same key these values."""
    key = [column.name for column in table.primary_key.columns]
    rest = {name: value for name, value in values.items() if name not in key}
    connection.execute(sqlite_insert(table).values(**values).on_conflict_do_update(index_elements=key, set_=rest))


def add_to(connection: Connection, table: Table, key: Mapping[str, object], column: str, by: int) -> int:
    """Add to a number under a key, from 0, in one statement; return the sum."""
    statement = sqlite_insert(table).values(**key, **{column: by})
    added = statement.on_conflict_do_update(
        index_elements=list(key), set_={column: table.c[column] + statement.excluded[column]}
    )
    return int(connection.execute(added.returning(table.c[column])).scalar_one())


@cache
def _insert_text(table: Table) -> str:
    """Return the driver's text of an insert into every column, in order."""
    return str(insert(table).compile(dialect=OneSqlite(paramstyle="qmark")))


def _begin(connection: Connection) -> None:
    """Begin as the engine was told to; an engine that was told nothing stays in autocommit."""
    how = connection.get_execution_options().get(_BEGIN)
    if how is not None:
        connection.exec_driver_sql(f"BEGIN {how}")


def _prepare(connection: sqlite3.Connection, name: str) -> None:
    """
    Set what this house relies on, and read it back.

    Raises:
        CannotForget: this build of SQLite does not do what it was told.
    """
    for pragma, wanted in (("journal_mode = WAL", "wal"), ("secure_delete = ON", _ON)):
        said = connection.execute(f"PRAGMA {pragma}").fetchone()
        if said is None or said[0] != wanted:
            raise CannotForget(
                f"this build of SQLite refuses `{pragma}` for `{name}`",
                hint="put the instance on a local disk and use a SQLite library with secure deletion",
            )
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    for pragma, value in (("synchronous", _FULL), ("temp_store", _FULL), ("foreign_keys", 0), ("trusted_schema", 0)):
        connection.execute(f"PRAGMA {pragma} = {value}")
        if connection.execute(f"PRAGMA {pragma}").fetchone()[0] != value:
            raise CannotForget(
                f"this build of SQLite refuses `{pragma} = {value}` for `{name}`", hint="use another SQLite library"
            )
