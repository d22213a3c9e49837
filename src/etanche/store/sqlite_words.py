"""
What statements read like to SQLite, worked out once for all files of a process.

SQLAlchemy keeps what it has compiled for each engine. A process opens two files for each house, and a drill opens a
house for each sabotage: without this, most of its time would go into putting the same statements into words again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table, create_engine, insert
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

URL = "etanche://"
"""What an engine of this dialect is asked for by."""

STATEMENTS: LRUCache[object, object] = LRUCache(500)
"""What is known already; for engines of this dialect only."""

_SPACING: Final = re.compile(r" ([,)])")


class OneSqlite(SQLiteDialect_pysqlite):
    """The dialect of every file: they all speak to one library, so what was compiled for one of them is known to all."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """Any two of them are the same."""
        return isinstance(other, OneSqlite)

    def __hash__(self) -> int:
        """As equality asks."""
        return hash(OneSqlite)

    def insert_into(self, table: Table) -> Insert:
        """Return SQLite's own insert."""
        return Insert(table)

    def insert_rows(self, connection: Connection, table: Table, rows: list[Any]) -> None:
        """Insert rows in one call of the driver."""
        driver: Any = connection.connection.driver_connection
        # As tuples and nothing more: of those that have names the driver asks each value by its place, which takes half as long again.
        driver.executemany(_insert_text(table), map(tuple, rows))

    def additions(self, connection: Connection) -> tuple[str, ...]:
        """Return the names of triggers and views: there is nothing else of the kind in a file."""
        found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
        return tuple(sorted(found.scalars()))

    def definitions(self, connection: Connection) -> frozenset[str]:
        """Return the words that made each table and index, without their spacing; what the engine adds for itself has none."""
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type IN ('table', 'index')")
        return frozenset(_SPACING.sub(r"\1", " ".join(said.split())) for said in found.scalars() if said is not None)

    def defined_as(self, tables: Sequence[Table]) -> frozenset[str]:
        """Make them in memory, and ask."""
        engine = create_engine(URL)
        try:
            with engine.begin() as connection:
                for table in tables:
                    table.create(connection)
                return self.definitions(connection)
        finally:
            engine.dispose()


registry.register("etanche", __name__, OneSqlite.__name__)


@cache
def _insert_text(table: Table) -> str:
    """Return the driver's text of an insert into every column, in order."""
    return str(insert(table).compile(dialect=OneSqlite(paramstyle="qmark")))
