"""
The data: sealed records, standing, journal, verdicts; in a file, or in a database on a server.

Several threads and several processes may use it at once; writers queue, readers see one moment each.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Self

from sqlalchemy import Connection, Engine

from etanche.store import schema, sequences
from etanche.store.address import Address
from etanche.store.ending import shut
from etanche.store.faults import WritingAlready, told
from etanche.store.places import Place, place_of
from etanche.store.progress import Known, Progress
from etanche.store.whole import Whole

_ATTEMPTS = 4


class Store(Whole):
    """The open data."""

    _tree = schema.Tree.DATA

    def __init__(self, place: Place, engine: Engine) -> None:
        """Hold an engine already checked; use `create` or `open`."""
        self.place = place
        self._engine = engine
        self._writer = place.lasting_writer(engine)
        self._reader = place.reader(engine)
        self._progress: Progress | None = None
        self._written = 0
        self._within: set[tuple[int, int]] = set()
        """The threads that are writing, or wait to, each with its process: a child that was forked meanwhile is another."""

    @classmethod
    def create(cls, where: Path | Address) -> Self:
        """
        Make a new, empty store: a file that only its owner can read, or the tables of an empty database.

        Raises:
            StoreExists: something is already there.
            CannotForget: this build of SQLite does not overwrite what it deletes.
            ServerUnfit: the server may lose what it acknowledges, or is too old.
        """
        place = place_of(where)
        return cls(place, schema.create(place, schema.Tree.DATA))

    @classmethod
    def open(cls, where: Path | Address, *, upgrade: bool = False, witness: Path | None = None) -> Self:
        """
        Open an existing store.

        `upgrade` brings a store of an older version up to date; no other process may be using it.
        `witness` is the file in which the last commit of a store on a server is remembered.

        Raises:
            StoreMissing, StoreForeign, StoreCorrupt, SchemaNewer, SchemaOlder: as their names say.
            StoreUnreachable, ServerUnfit: on a server that does not answer, or is not fit.
            ReplicaBehind: on a server that lacks what was acknowledged.
        """
        place = place_of(where, witness)
        return cls(place, schema.open(place, schema.Tree.DATA, upgrade=upgrade))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        Give a transaction that already holds the write lock; commit at the end, roll back on any error.

        Raises:
            StoreBusy: another writer kept the lock longer than the place waits (`BUSY_SECONDS`).
            WritingAlready: the same thread is in such a transaction, and would wait for itself.
            Closed: the store was closed.
        """
        thread = os.getpid(), get_ident()
        if thread in self._within:
            raise WritingAlready(
                f"this thread is writing to `{self.place.name}` already",
                hint="end that transaction, or write within it",
            )
        self._within.add(thread)
        try:
            with told(self.place.name), self.place.writing(self._writer) as connection:
                yield connection
                written = self._remember(connection)
            self._written = written
        finally:
            self._within.discard(thread)

    def follow(self, progress: Progress) -> None:
        """Remember from here on, with the next transaction that writes, what this process knows of shelf and tombstones."""
        self._progress, self._written = progress, 0

    def _remember(self, connection: Connection) -> int:
        """Write down what is known of shelf and tombstones since the last time; return how much is, once this is committed."""
        knows = self._progress
        if knows is None or knows.version == self._written:
            return self._written
        version = knows.version
        for organisation, known in knows.all():
            for name, number in ((sequences.CHANGES, known.changes), (sequences.TOMBSTONES, known.tombstones)):
                if number:
                    sequences.reach(connection, organisation, name, number)
        return version

    def lines(self, organisation: bytes) -> int:
        """Return how many lines the journal was ever given."""
        with told(self.place.name), self._engine.connect() as connection:
            return sequences.last(connection, organisation, sequences.ENTRIES)

    def knows(self, organisation: bytes) -> Known:
        """Return what the data remember of shelf and tombstones."""
        with self.reading() as connection:
            return Known(
                changes=sequences.last(connection, organisation, sequences.CHANGES),
                tombstones=sequences.last(connection, organisation, sequences.TOMBSTONES),
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment of the data and holds no writer back."""
        with told(self.place.name), self.place.reading(self._reader) as connection:
            yield connection

    _reading = reading
    snapshot = reading

    def flush(self) -> bool:
        """
        Move the log into the file and cut it to nothing.

        Returns:
            False when a reader or writer stood in the way: deleted bytes may still be in the log.
            On a server there is nothing of ours to cut, and sealed bytes are all that it keeps: True.
        """
        with told(self.place.name):
            return self.place.flush(self._engine, attempts=_ATTEMPTS)

    def relieve(self) -> None:
        """Keep the log short while much is written, so that no commit has to; it holds nobody up."""
        with told(self.place.name):
            self.place.relieve(self._engine)

    def close(self) -> None:
        """Let whoever writes end, and close every connection; whatever is asked afterwards is refused with `Closed`."""
        pools = shut(self._writer), shut(self._engine)
        if (os.getpid(), get_ident()) not in self._within:
            self.place.finish(self._writer)
        for pool in pools:
            pool.dispose()
