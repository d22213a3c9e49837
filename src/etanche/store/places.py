"""
Where a store is, and all that follows from it: a file of SQLite, or a database on a server of PostgreSQL.

A *place* makes a store, opens it, begins its transactions and says what flushing it achieved. The rest of the room
does not know which one it has; nor does any other room.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine

from etanche.errors import Fault, MissingExtra
from etanche.store.address import Address
from etanche.store.faults import told
from etanche.store.sqlite import SqliteFile
from etanche.store.witness import Witness

Fill = Callable[[Connection], object]
"""What makes a schema where there is none, said to one connection."""


class NoFile(Fault):
    """A file was asked for where a store is on a server."""


class Place(Protocol):
    """Where a store is."""

    @property
    def name(self) -> str:
        """What sentences call it: short, and never a value nor a secret."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The files it consists of at this moment, as far as they are ours to see: on a server, none."""

    @property
    def keeps_traces(self) -> bool:
        """Whether the engine keeps bytes that were overwritten, in places nobody can make it clean."""

    def create(self, fill: Fill, *, fixed: str) -> Engine:
        """
        Make a new store with what `fill` puts in, and open it; leave nothing behind when that fails.

        Args:
            fill: what makes the schema.
            fixed: a name under which what `fill` says to an empty store may be remembered.

        Raises:
            StoreExists: something is already there.
        """

    def open(self) -> Engine:
        """
        Open a pool of connections; each is in autocommit until `writer` or `reader` begin a transaction on it.

        Raises:
            StoreMissing: there is nothing.
        """

    def writer(self, engine: Engine, *, counted: bool = False) -> Engine:
        """Return the same pool, whose transactions hold the write lock from their first word; on a server they can be counted."""

    def writing(self, writer: Engine) -> AbstractContextManager[Connection]:
        """
        Give a transaction of a counted writer, committed at its end; on a server a witness is told then; see `witness`.

        Raises:
            ReplicaBehind: what was committed is lost, because another server has taken the place of this one.
        """

    def lasting_writer(self, engine: Engine) -> Engine:
        """
        Return what writes as long as the store is open, and is to be disposed of with it.

        In a file there is one writer at a time, so that is one connection, which remembers the pages it wrote.
        """

    def finish(self, writer: Engine) -> None:
        """Wait, not for ever, for whoever writes by a lasting writer that was shut."""

    def reader(self, engine: Engine) -> Engine:
        """Return the same pool, whose transactions see one moment of the data and write nothing."""

    def reading(self, reader: Engine) -> AbstractContextManager[Connection]:
        """Give a transaction of a reader, which sees one moment of the data."""

    def flush(self, engine: Engine, *, attempts: int) -> bool:
        """
        Take deleted bytes out of the engine's log, where that can be done.

        Returns:
            False when somebody stood in the way: a later attempt may do it. See `keeps_traces` for what no attempt does.
        """

    def relieve(self, engine: Engine) -> None:
        """Keep the engine's log short while much is written, so that no commit has to; holds nobody up."""

    def rows(self, engine: Engine) -> Iterator[Iterator[bytes]]:
        """
        Yield, for each table of a store that is in no file of ours, its bytes in pieces, as the engine hands them out.

        Only what a question to the engine can still reach: not what its files keep of rows that are gone.
        """

    def cluster(self, engine: Engine) -> str | None:
        """Return what tells one server's files from another's, standby and copy included; None for a file of ours."""


def place_of(where: Path | Address | Place, witness: Path | None = None) -> Place:
    """
    Return the place that a path or an address names.

    Args:
        where: what names it.
        witness: the file in which the last commit of a store on a server is remembered; a file of ours needs none.

    Raises:
        MissingExtra: it is on PostgreSQL, whose driver is not installed.
    """
    if isinstance(where, Path):
        return SqliteFile(where)
    if not isinstance(where, Address):
        return where
    try:
        # The driver is loaded only here: an instance in files never needs it.
        server = importlib.import_module("etanche.store.postgresql")
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("psycopg"):
            raise
        raise MissingExtra("this installation cannot speak to PostgreSQL", extra="postgres") from None
    place: Place = server.PostgresqlDatabase(where, None if witness is None else Witness(witness))
    return place


@contextmanager
def briefly(place: Place) -> Iterator[Engine]:
    """Give a pool for one use; raises as `Place.open`."""
    engine = place.open()
    try:
        yield engine
    finally:
        engine.dispose()


def file_of(place: Place) -> Path:
    """
    Return the file of a store that is in one.

    Raises:
        NoFile: it is on a server.
    """
    if isinstance(place, SqliteFile):
        return place.path
    raise NoFile(f"`{place.name}` is on a server, and no file of ours")


def cluster_of(address: Address) -> str | None:
    """
    Return what tells a server's files from another's, before anything of ours is looked for on it.

    Raises:
        StoreUnreachable, ServerUnfit: as their names say.
    """
    place = place_of(address)
    with told(place.name):
        engine = place.open()
        try:
            return place.cluster(engine)
        finally:
            engine.dispose()
