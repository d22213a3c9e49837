"""
A store in a database of its own on a server of PostgreSQL.

What it keeps true on every connection it opens: the server is of a version we know, waits for its disk, writes whole
pages to its log, is no standby, and acknowledges a commit when it is on the disk (asked for, then read back).

SQLite has one writer at a time, and much in this house stands on it: numbers without gaps and in order of commit, a
chain that nobody else is lengthening, a decision and the rows that follow from it. So it is here: a writing
transaction begins by taking an advisory lock of the database, which the server gives back when it ends, however it
ends. Each of its statements sees what was committed before it, and nobody else commits meanwhile.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import QueuePool

from etanche.store import forks
from etanche.store.address import Address
from etanche.store.faults import ServerUnfit, StoreExists, StoreUnreachable
from etanche.store.postgresql_words import STATEMENTS, URL

OLDEST: Final = 14
"""The oldest version that its makers still mended when this was written."""

BUSY_SECONDS = 10.0
"""How long a writer waits for another one before it says so."""

CONNECT_SECONDS = 10
"""How long a server has to answer."""

IDLE_SECONDS = 120
"""After so long without a word the server ends a writing transaction: a machine that is gone holds nobody up."""

KEPT_OPEN = 4
"""How many connections wait for their next user; each is a process on the server."""

LOCK: Final = 0x6574616E636865
"""The advisory lock of writers: `etanche`, read as a number."""

_BEGIN = "etanche_begin"
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_DURABLE: Final = {"on", "remote_apply"}
"""What `synchronous_commit` may be: the commit is on this server's disk when it is acknowledged."""

_ASKED: Final = """
SELECT current_setting('server_version_num')::int / 10000, current_setting('synchronous_commit'),
       current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding'),
       pg_is_in_recovery()
"""


class Tracked(psycopg.Connection[Any]):
    """A connection that is known as long as it is open."""

    def close(self) -> None:
        """Close, and be forgotten."""
        super().close()
        forks.closed(self)


@dataclass(frozen=True)
class PostgresqlDatabase:
    """A store in a database of its own on a server."""

    address: Address

    @property
    def name(self) -> str:
        """The database and its host."""
        return self.address.name

    @property
    def files(self) -> tuple[Path, ...]:
        """None of the server's files is ours to see."""
        return ()

    @property
    def keeps_traces(self) -> bool:
        """Old versions of rows stay in pages and in the write-ahead log; no statement takes them out for certain."""
        return True

    def create(self, fill: Callable[[Connection], object], *, fixed: str) -> Engine:
        """Fill an empty database, in one transaction."""
        del fixed
        engine = self.open()
        try:
            with self.writer(engine).begin() as connection:
                self._require_empty(connection)
                fill(connection)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def open(self) -> Engine:
        """Open a pool, and one connection of it at once, so that what is unfit is refused now."""
        engine = create_engine(
            URL,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=KEPT_OPEN,
            max_overflow=-1,
            # A server may have been started anew since a connection was last used.
            pool_pre_ping=True,
            hide_parameters=True,
            isolation_level="AUTOCOMMIT",
            execution_options={"compiled_cache": STATEMENTS},
        )
        event.listen(engine, "begin", _begin)
        forks.watch(engine)
        with engine.connect():
            return engine

    def writer(self, engine: Engine) -> Engine:
        """Return the same pool, whose transactions hold the advisory lock of writers."""
        # `READ COMMITTED`: a snapshot is taken after the lock, never while waiting for it.
        words = (
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
            f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}; "
            f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000}; "
            f"SELECT pg_advisory_xact_lock({LOCK})"
        )
        return engine.execution_options(**{_BEGIN: words})

    def lasting_writer(self, engine: Engine) -> Engine:
        """Return the same: a server remembers pages for all of its connections."""
        return self.writer(engine)

    def reader(self, engine: Engine) -> Engine:
        """Return the same pool, whose transactions see one moment of the data."""
        return engine.execution_options(**{_BEGIN: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"})

    def flush(self, engine: Engine, *, attempts: int) -> bool:
        """Nothing is to be done: a commit is on the disk when it is acknowledged; see `keeps_traces` for the rest."""
        del engine, attempts
        return True

    def rows(self, engine: Engine) -> Iterator[Iterator[bytes]]:
        """Yield each table as the server copies it out: values as they are stored, of one moment."""
        with self.reader(engine).begin() as connection:
            driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
            for table in inspect(connection).get_table_names():
                yield _copied(driver, connection.dialect.identifier_preparer.quote(table))

    def cluster(self, engine: Engine) -> str | None:
        """
        Return the identifier that a server's files were given when they were made; a standby and a copy have the same.

        Raises:
            ServerUnfit: the role may not ask.
        """
        try:
            with engine.connect() as connection:
                return str(connection.execute(text("SELECT system_identifier FROM pg_control_system()")).scalar_one())
        except Exception as error:
            if getattr(getattr(error, "orig", None), "sqlstate", None) != _FORBIDDEN:
                raise
            raise ServerUnfit(
                f"`{self.name}` does not say which server it is on",
                hint="grant the role `EXECUTE ON FUNCTION pg_control_system()`",
            ) from None

    def _require_empty(self, connection: Connection) -> None:
        if inspect(connection).get_table_names():
            raise StoreExists(f"there are tables in `{self.name}` already", hint="name an empty database of its own")

    def _connect(self) -> Tracked:
        """Connect, set what this house relies on, and read it back."""
        secret = self._password()
        with forks.connecting(self.name):
            connection = Tracked.connect(
                self.address.url,
                connect_timeout=CONNECT_SECONDS,
                application_name="etanche",
                autocommit=True,
                **secret,
            )
            forks.opened(connection)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _password(self) -> dict[str, Any]:
        """Return the password as the driver is told it, or nothing if libpq is to find it."""
        file = self.address.password_file
        if file is None:
            return {}
        try:
            shut = not file.stat().st_mode & _OPEN_TO_OTHERS
            secret = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError):
            raise StoreUnreachable(
                f"the password in `{file.name}` cannot be read", hint="check the file that `instance.toml` names"
            ) from None
        if not shut:
            raise StoreUnreachable(f"others can read `{file.name}`", hint="give it the mode 0600")
        return {"password": secret}

    def _prepare(self, connection: Tracked) -> None:
        """
        Refuse a server on which what is acknowledged can be lost.

        Raises:
            ServerUnfit: as its name says.
        """
        said = connection.execute(_ASKED).fetchone()
        if said is not None and said[1] not in _DURABLE:
            connection.execute("SET synchronous_commit = on")
            said = connection.execute(_ASKED).fetchone()
        reason = ("says nothing of itself", "use another server") if said is None else _unfit(*said)
        if reason is not None:
            raise ServerUnfit(f"`{self.name}` {reason[0]}", hint=reason[1])


_FORBIDDEN: Final = "42501"


def _unfit(version: int, durable: str, fsync: str, whole: str, encoding: str, standby: bool) -> tuple[str, str] | None:  # noqa: FBT001 - as the server answers
    """Return what makes a server unfit and what to do, or nothing."""
    if version < OLDEST:
        return f"is on PostgreSQL {version}", f"use version {OLDEST} or newer"
    if fsync != "on" or whole != "on":
        return "may lose what it acknowledged", "set `fsync` and `full_page_writes` to on, and start the server anew"
    if durable not in _DURABLE:
        return "acknowledges before it writes", "let this role set `synchronous_commit` to on"
    if encoding != "UTF8":
        return f"is written in {encoding}", "create the database with the encoding UTF8"
    if standby:
        return "is a standby", "name the server that is written to"
    return None


def _copied(driver: psycopg.Connection[Any], table: str) -> Iterator[bytes]:
    """Yield the rows of a table in the binary form of `COPY`, which changes no byte of a value."""
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)".encode()) as copied:
        yield from map(bytes, copied)


def _begin(connection: Connection) -> None:
    """Begin as the engine was told to; an engine that was told nothing stays in autocommit."""
    how = connection.get_execution_options().get(_BEGIN)
    if how is not None:
        connection.exec_driver_sql(how)
