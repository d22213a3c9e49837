"""
The data file: sealed records, standing, journal, verdicts.

Several threads and several processes may use it at once; writers queue, readers see one moment each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine

from etanche.store import dialect, schema
from etanche.store.faults import told

_ATTEMPTS = 4


class Store:
    """An open data file."""

    def __init__(self, path: Path, engine: Engine) -> None:
        """Hold an engine already checked; use `create` or `open`."""
        self.path = path
        self._engine = engine
        self._writer = dialect.writer(engine)
        self._reader = dialect.reader(engine)

    @classmethod
    def create(cls, path: Path) -> Self:
        """
        Make a new, empty data file that only its owner can read.

        Raises:
            StoreExists: something is already there.
            CannotForget: this build of SQLite does not overwrite what it deletes.
        """
        return cls(path, schema.create(path, schema.Tree.DATA))

    @classmethod
    def open(cls, path: Path, *, upgrade: bool = False) -> Self:
        """
        Open an existing data file.

        `upgrade` brings a file of an older version up to date; no other process may be using it.

        Raises:
            StoreMissing, StoreForeign, StoreCorrupt, SchemaNewer, SchemaOlder: as their names say.
        """
        return cls(path, schema.open(path, schema.Tree.DATA, upgrade=upgrade))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """
        Give a transaction that already holds the write lock; commit at the end, roll back on any error.

        Raises:
            StoreBusy: another writer kept the lock longer than `dialect.BUSY_SECONDS`.
        """
        with told(self.path.name), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment of the data and holds no writer back."""
        with told(self.path.name), self._reader.begin() as connection:
            yield connection

    def inventory(self) -> dict[str, tuple[str, ...]]:
        """Return the tables that are really in the file, each with its columns."""
        with self.reading() as connection:
            return schema.inventory(connection)

    def flush(self) -> bool:
        """
        Move the log into the file and cut it to nothing.

        Returns:
            False when a reader or writer stood in the way: deleted bytes may still be in the log.
        """
        with told(self.path.name):
            return dialect.truncate_log(self._engine, self.path, attempts=_ATTEMPTS)

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that exist at this moment: the database, its log, its shared memory."""
        return dialect.files_of(self.path)

    def close(self) -> None:
        """Close every connection; the store is not to be used afterwards."""
        self._engine.dispose()
