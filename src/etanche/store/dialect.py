"""
What the keepers of tables ask of whichever engine they are talking to, in the words that engine understands.

Everything else that differs between engines is a *place* (`places`): how a store is made, opened, locked and flushed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Row, Select, Table, bindparam, case

from etanche.store.prepared import Prepared

AT_ONCE = 1_000
"""How many rows of a long answer are held in memory, if nobody says otherwise."""


class Words(Protocol):
    """What each engine of ours says in its own way; our dialects of SQLAlchemy have it."""

    def __hash__(self) -> int:
        """Return the number under which what was built for this engine is found again."""

    def insert_into(self, table: Table) -> Any:
        """Return an insert that can say what to do when a key is taken: `on_conflict_do_nothing`, `…_update`."""

    def insert_rows(self, connection: Connection, table: Table, rows: list[Sequence[object]]) -> None:
        """Insert rows, each in the order of the table's columns, by the driver's own bulk call."""

    def additions(self, connection: Connection) -> tuple[str, ...]:
        """Return the names of the triggers, views, rules and policies of a store."""

    def definitions(self, connection: Connection) -> frozenset[str]:
        """Return a line for all that the engine says of each table, column, key and index of a store."""

    def defined_as(self, tables: Sequence[Table]) -> frozenset[str]:
        """Return what `definitions` says of a store that has these tables and nothing else."""


def bulk_insert(connection: Connection, table: Table, rows: Iterable[Sequence[object]]) -> None:
    """
    Insert rows, each in the order of the table's columns, through the driver's own bulk call.

    Values go to the driver as they are: only for tables of integers, texts, bytes and booleans.
    """
    batch = rows if isinstance(rows, list) else list(rows)
    if batch:
        _words(connection).insert_rows(connection, table, batch)


def insert_new(connection: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless its key is taken; return whether it was inserted."""
    # Not the count of rows: not every driver tells it of an insert.
    return bool(_inserting(_words(connection), table, tuple(values))(connection, *values.values()))


def upsert(connection: Connection, table: Table, values: Mapping[str, object]) -> None:
    """Insert a row, or give the row of the same key these values."""
    connection.execute(_upserting(_words(connection), table, tuple(values)), values)


def add_to(connection: Connection, table: Table, key: Mapping[str, object], column: str, by: int) -> int:
    """Add to a number under a key, from 0, in one statement; return the sum."""
    adding = _adding(_words(connection), table, tuple(key), column)
    return int(adding.scalar(connection, *key.values(), by))


def raise_to(connection: Connection, table: Table, key: Mapping[str, object], column: str, to: int) -> None:
    """Let a number under a key be at least so high, in one statement."""
    _raising(_words(connection), table, tuple(key), column).do(connection, *key.values(), to)


# Statements that are said again and again are built once for each engine: building one takes longer than carrying it out.


@lru_cache(maxsize=256)
def _inserting(words: Words, table: Table, names: tuple[str, ...]) -> Prepared:
    statement = words.insert_into(table).values({name: bindparam(name) for name in names})
    return Prepared(statement.on_conflict_do_nothing().returning(*table.primary_key.columns), *names)


@lru_cache(maxsize=256)
def _upserting(words: Words, table: Table, names: tuple[str, ...]) -> Any:
    key = [column.name for column in table.primary_key.columns]
    statement = words.insert_into(table).values({name: bindparam(name) for name in names})
    rest = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=rest)


@lru_cache(maxsize=64)
def _adding(words: Words, table: Table, key: tuple[str, ...], column: str) -> Prepared:
    statement = words.insert_into(table).values({name: bindparam(name) for name in (*key, column)})
    total = table.c[column] + statement.excluded[column]
    adding = statement.on_conflict_do_update(index_elements=list(key), set_={column: total})
    return Prepared(adding.returning(table.c[column]), *key, column)


@lru_cache(maxsize=64)
def _raising(words: Words, table: Table, key: tuple[str, ...], column: str) -> Prepared:
    statement = words.insert_into(table).values({name: bindparam(name) for name in (*key, column)})
    here, offered = table.c[column], statement.excluded[column]
    higher = case((offered > here, offered), else_=here)
    return Prepared(statement.on_conflict_do_update(index_elements=list(key), set_={column: higher}), *key, column)


def streamed(connection: Connection, statement: Select[Any], *, at_once: int = AT_ONCE) -> Iterator[Sequence[Row[Any]]]:
    """Yield rows as the database hands them out, so many at once; whoever stops early closes the iterator."""
    with connection.execute(statement.execution_options(yield_per=at_once)) as found:
        yield from found.partitions()


def additions(connection: Connection) -> tuple[str, ...]:
    """Return the names of what acts by itself in a store, or shows it otherwise than it is: triggers, views, rules, policies."""
    return _words(connection).additions(connection)


def _words(connection: Connection) -> Words:
    """Return how the engine behind a connection says it; only engines of `places` get here."""
    return cast("Words", connection.dialect)
