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
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.pool import QueuePool

from etanche.store import forks
from etanche.store.address import Address
from etanche.store.faults import ServerUnfit, StoreExists, StoreUnreachable
from etanche.store.postgresql_fitness import ASKED, DURABLE, unfit
from etanche.store.postgresql_lines import COUNT, FORBIDDEN, copied_out, last_answer, silent, stand
from etanche.store.postgresql_words import STATEMENTS, URL
from etanche.store.witness import Moment, Witness

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
_COUNTED = "etanche_counted"
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Tracked(psycopg.Connection[Any]):
    """A connection that is known as long as it is open."""

    stood: Moment | None = None
    """Where its server stood at the last commit of ours, if somebody remembers that."""

    def close(self) -> None:
        """Close, and be forgotten."""
        super().close()
        forks.closed(self)


@dataclass(frozen=True)
class PostgresqlDatabase:
    """A store in a database of its own on a server."""

    address: Address
    witness: Witness | None = None
    """Who remembers the last commit, so that no server is used that lacks it."""

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

    def writer(self, engine: Engine, *, counted: bool = False) -> Engine:
        """Return the same pool, whose transactions hold the advisory lock of writers."""
        # `READ COMMITTED`: a snapshot is taken after the lock, never while waiting for it.
        words = (
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
            f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}; "
            f"SET LOCAL idle_in_transaction_session_timeout = {IDLE_SECONDS * 1000}; "
            f"SELECT pg_advisory_xact_lock({LOCK})"
        )
        return engine.execution_options(**{_BEGIN: f"{words}; {COUNT}" if counted else words, _COUNTED: counted})

    @contextmanager
    def writing(self, writer: Engine) -> Iterator[Connection]:
        """Give a transaction of a counted writer; once it is committed the witness knows, before anybody is told that it is done."""
        with writer.begin() as connection:
            driver = cast("Tracked", connection.connection.driver_connection)
            yield connection
        if self.witness is None or driver.stood is None:
            return
        try:
            self.witness.confirm(driver.stood, self.name)
        except BaseException:
            # Whoever connects anew is asked again where the server stands.
            writer.dispose()
            raise

    def lasting_writer(self, engine: Engine) -> Engine:
        """Return the same, counted: a server remembers pages for all of its connections."""
        return self.writer(engine, counted=True)

    def finish(self, writer: Engine) -> None:
        """Nothing is waited for: whoever puts something else in the place of a database asks the server who is connected."""
        del writer

    def reader(self, engine: Engine) -> Engine:
        """Return the same pool, whose transactions see one moment of the data."""
        return engine.execution_options(**{_BEGIN: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", _COUNTED: False})

    def reading(self, reader: Engine) -> AbstractContextManager[Connection]:
        """Give a transaction that sees one moment of the data."""
        return reader.begin()

    def flush(self, engine: Engine, *, attempts: int) -> bool:
        """Nothing is to be done: a commit is on the disk when it is acknowledged; see `keeps_traces` for the rest."""
        del engine, attempts
        return True

    def relieve(self, engine: Engine) -> None:
        """Nothing is to be done: the server keeps its log short by itself."""
        del engine

    def rows(self, engine: Engine) -> Iterator[Iterator[bytes]]:
        """Yield each table as the server copies it out: values as they are stored, of one moment."""
        with self.reader(engine).begin() as connection:
            driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
            for table in inspect(connection).get_table_names():
                yield copied_out(driver, connection.dialect.identifier_preparer.quote(table))

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
            if getattr(getattr(error, "orig", None), "sqlstate", None) != FORBIDDEN:
                raise
            raise silent(self.name) from None

    def _require_empty(self, connection: Connection) -> None:
        if inspect(connection).get_table_names():
            raise StoreExists(f"there are tables in `{self.name}` already", hint="name an empty database of its own")

    def _connect(self) -> Tracked:
        """Connect, set what this house relies on, and read it back."""
        more: dict[str, Any] = self._password()
        if self.address.chooses:
            more["target_session_attrs"] = "read-write"
        with forks.connecting(self.name):
            connection = Tracked.connect(
                self.address.url,
                connect_timeout=CONNECT_SECONDS,
                application_name="etanche",
                autocommit=True,
                **more,
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
        said = connection.execute(ASKED).fetchone()
        if said is not None and said[1] not in DURABLE:
            connection.execute("SET synchronous_commit = on")
            said = connection.execute(ASKED).fetchone()
        reason = ("says nothing of itself", "use another server") if said is None else unfit(*said)
        if reason is not None:
            raise ServerUnfit(f"`{self.name}` {reason[0]}", hint=reason[1])
        if self.witness is not None:
            before = self.witness.seen()
            connection.stood = stand(connection, self.name)
            self.witness.admit(before, connection.stood, self.name)


def _begin(connection: Connection) -> None:
    """Begin as the engine was told to; an engine that was told nothing stays in autocommit."""
    how = connection.get_execution_options().get(_BEGIN)
    if how is None:
        return
    if not connection.get_execution_options()[_COUNTED]:
        connection.exec_driver_sql(how)
        return
    driver = cast("Tracked", connection.connection.driver_connection)
    number = last_answer(driver, how)
    if number is not None and driver.stood is not None:
        driver.stood = driver.stood._replace(number=number)
