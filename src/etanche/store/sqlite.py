"""
A store in a file of SQLite; beside `sqlite_words`, `sqlite_turn`, `sqlite_log` and `forks` the only module that knows it is talking to SQLite.

What it keeps true on every connection it opens:
write-ahead log, a sync at every commit, deleted bytes overwritten with zeros (set, then read back),
and nothing spilled into temporary files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import QueuePool

from etanche.store import forks
from etanche.store.faults import CannotForget, StoreMissing
from etanche.store.files import create_file, files_of
from etanche.store.sqlite_log import TURN_MS, cut_log, move_log
from etanche.store.sqlite_turn import IMMEDIATE, Turns, begin_in_turn, transaction
from etanche.store.sqlite_words import STATEMENTS, URL

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it says so."""

CHECKPOINT_MS = 150
"""How long one attempt at cutting the log waits for readers, in short turns (`sqlite_log.TURN_MS`)."""

CACHE_KIB = 16_384
"""How much of a file one connection may hold in memory: a busy day of marks does not fit into SQLite's own 2 MB."""

WRITER_CACHE_KIB = 32_768
"""The same for the one connection that writes all day: marks lie in the order of chance, and a batch of them meets every page there is."""

LOG_PAGES = 4_000
"""How many pages the log may have before a commit moves them into the file (16 MB): a batch of ten thousand records writes about as many."""

KEPT_OPEN = 8
"""How many connections wait for their next user; more are opened when they are needed, and closed after."""

DEFERRED = "DEFERRED"
"""How a transaction begins that only reads."""

_BEGIN = "etanche_begin"
_TURNS = "etanche_turns"
_FULL = 2
_ON = 1


@dataclass(frozen=True)
class SqliteFile:
    """A store in a file that only its owner can read."""

    path: Path

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.name

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that exist at this moment: the database, its log, its shared memory."""
        return files_of(self.path)

    @property
    def keeps_traces(self) -> bool:
        """Nothing is kept: what is deleted is overwritten, and the log can be cut."""
        return False

    def create(self, fill: Callable[[Connection], object], *, fixed: str) -> Engine:
        """Make the file, private and durable, and its schema."""
        create_file(self.path)
        engine = open_engine(self.path)
        try:
            with self.writer(engine).begin() as connection:
                for statement in _remembered(fixed, fill):
                    connection.exec_driver_sql(statement)
        except BaseException:
            engine.dispose()
            for file in self.files:
                file.unlink()
            raise
        return engine

    def open(self) -> Engine:
        """Open the file, which must be there."""
        return open_engine(self.path)

    def writer(self, engine: Engine, *, counted: bool = False) -> Engine:
        """Return the same pool, whose transactions take the write lock at their first word; a file counts nothing."""
        del counted
        return engine.execution_options(**{_BEGIN: IMMEDIATE})

    @contextmanager
    def writing(self, writer: Engine) -> Iterator[Connection]:
        """Give a transaction of a writer; a file has no replica that could lag, and needs no witness."""
        turns = writer.get_execution_options().get(_TURNS)
        with (
            nullcontext() if turns is None else turns.taken(BUSY_SECONDS),
            transaction(writer, lambda driver: begin_in_turn(driver, BUSY_SECONDS)) as connection,
        ):
            yield connection

    def reading(self, reader: Engine) -> AbstractContextManager[Connection]:
        """Give a transaction that sees one moment of the data."""
        return transaction(reader, _begin_reading)

    def lasting_writer(self, engine: Engine) -> Engine:
        """
        Return a pool of one connection, for which threads wait in turn.

        SQLite lets whoever waits for its lock sleep and look again; and a connection forgets what it knew of a file when another
        one wrote there, which with one writer in the process happens only when another process did.
        """
        del engine
        writer = open_engine(self.path, connections=1, cache=WRITER_CACHE_KIB)
        return self.writer(writer).execution_options(**{_TURNS: Turns()})

    def finish(self, writer: Engine) -> None:
        """Wait for one's turn: whoever had it before has ended, and whoever has it after finds the pool shut."""
        turns = writer.get_execution_options().get(_TURNS)
        with suppress(exc.TimeoutError), nullcontext() if turns is None else turns.taken(BUSY_SECONDS):
            pass

    def reader(self, engine: Engine) -> Engine:
        """Return the same pool, whose transactions see one moment of the data."""
        return engine.execution_options(**{_BEGIN: DEFERRED})

    def flush(self, engine: Engine, *, attempts: int) -> bool:
        """Cut the log to nothing; see `cut_log`."""
        turns = attempts * max(1, CHECKPOINT_MS // TURN_MS)
        return cut_log(engine, self.path, turns=turns, busy_seconds=BUSY_SECONDS)

    def relieve(self, engine: Engine) -> None:
        """Move what is in the log into the file, while others read and write."""
        move_log(engine)

    def rows(self, engine: Engine) -> Iterator[Iterator[bytes]]:
        """Yield nothing: all there is stands in the files."""
        del engine
        yield from ()

    def cluster(self, engine: Engine) -> str | None:
        """Return nothing: a file is on no server."""
        del engine
        return None


_said: dict[str, tuple[str, ...]] = {}


def _remembered(name: str, fill: Callable[[Connection], object]) -> tuple[str, ...]:
    """Return what `fill` says to an empty file; it is walked once in a process, and repeated for each file."""
    if name not in _said:
        _said[name] = statements_of(fill)
    return _said[name]


class Tracked(sqlite3.Connection):
    """A connection that is known as long as it is open."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Open, and be known."""
        super().__init__(*args, **options)
        forks.opened(self)

    def close(self) -> None:
        """Close, and be forgotten."""
        super().close()
        forks.closed(self)


def open_engine(path: Path, *, connections: int | None = None, cache: int = CACHE_KIB) -> Engine:
    """
    Open a pool of connections on an existing file.

    Every connection is in autocommit: a lone statement holds nothing back.
    `writer` and `reader` begin transactions.

    Args:
        path: the file.
        connections: so many at most, for which threads wait; as many as are needed if left out.
        cache: how much of the file each may hold in memory, in KiB.

    Raises:
        StoreMissing: there is no such file.
    """
    if not path.is_file():
        raise StoreMissing(
            f"`{path.name}` is missing", store=path.name, hint="check `ETANCHE_DATA`, or create an instance first"
        )
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        with forks.connecting(path.name):
            connection = sqlite3.connect(
                address,
                uri=True,
                timeout=BUSY_SECONDS,
                check_same_thread=False,
                isolation_level=None,
                factory=Tracked,
            )
        try:
            _prepare(connection, path.name, cache)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        URL,
        creator=connect,
        poolclass=QueuePool,
        pool_size=connections or KEPT_OPEN,
        pool_timeout=BUSY_SECONDS,
        pool_use_lifo=True,
        max_overflow=-1 if connections is None else 0,
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


def _begin(connection: Connection) -> None:
    """Begin as the engine was told to; an engine that was told nothing, and a transaction that has begun, stay as they are."""
    how = connection.get_execution_options().get(_BEGIN)
    driver: Any = connection.connection.driver_connection
    if how is None or driver.in_transaction:
        return
    if how == IMMEDIATE:
        begin_in_turn(driver, BUSY_SECONDS)
    else:
        _begin_reading(driver)


def _begin_reading(driver: sqlite3.Connection) -> None:
    driver.execute(f"BEGIN {DEFERRED}")


def _prepare(connection: sqlite3.Connection, name: str, cache: int) -> None:
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
    connection.execute(f"PRAGMA cache_size = -{cache}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    for pragma, value in (("synchronous", _FULL), ("temp_store", _FULL), ("foreign_keys", 0), ("trusted_schema", 0)):
        connection.execute(f"PRAGMA {pragma} = {value}")
        if connection.execute(f"PRAGMA {pragma}").fetchone()[0] != value:
            raise CannotForget(
                f"this build of SQLite refuses `{pragma} = {value}` for `{name}`", hint="use another SQLite library"
            )
