"""
The version of a store's schema: made by migrations, checked at every opening.

A fresh store and an old one take the same road, so that there is only one schema to believe in.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Text,
    and_,
    column,
    func,
    inspect,
    literal,
    or_,
    select,
    table,
    text,
)

from etanche.store.faults import SchemaNewer, SchemaOlder, StoreForeign, told
from etanche.store.places import Place

REVISION_TABLE = "schema_revision"
_OWNER = "organisation"


class Tree(StrEnum):
    """The two stores with a schema, each with its own migrations."""

    DATA = "data"
    SHELF = "shelf"


HEADS: dict[Tree, str] = {Tree.DATA: "data_0023", Tree.SHELF: "shelf_0003"}
"""The last revision of each tree; a test holds them equal to the migrations."""


def create(place: Place, tree: Tree) -> Engine:
    """Make a new store with the schema of this version; leave nothing behind when that fails."""
    with told(place.name):
        return place.create(lambda connection: _walk(connection, tree), fixed=tree.value)


def open(place: Place, tree: Tree, *, upgrade: bool) -> Engine:  # noqa: A001 - the verb callers expect: schema.open
    """
    Open an existing store whose schema is of this version.

    Raises:
        StoreForeign: the store is not ours, or is the other one of ours.
        SchemaNewer: a newer version wrote it.
        SchemaOlder: an older version wrote it, and `upgrade` was not asked for.
    """
    with told(place.name):
        engine = place.open()
        try:
            if _older(engine, tree, place.name, upgrade=upgrade):
                # In one transaction, under the write lock: two processes at once do it once.
                with place.writer(engine).begin() as connection:
                    _walk(connection, tree)
        except BaseException:
            engine.dispose()
            raise
        return engine


def revision(connection: Connection) -> str | None:
    """Return the revision a file says it has, or None when it says nothing."""
    if not inspect(connection).has_table(REVISION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {REVISION_TABLE}")).scalar()  # noqa: S608 - a constant


def fill(connection: Connection, tree: Tree) -> None:
    """
    Bring the store of a transaction to the last revision, from whichever it has; of one without tables too.

    Raises:
        StoreForeign, SchemaNewer: as their names say.
    """
    found = revision(connection)
    if found is not None and not found.startswith(f"{tree}_"):
        raise StoreForeign(f"this is not the {tree} of an instance", hint="check `ETANCHE_DATA`")
    if found is not None and found > HEADS[tree]:
        raise SchemaNewer("a newer version wrote this store", hint="use the version that wrote it, or a newer one")
    if found != HEADS[tree]:
        _walk(connection, tree)


def inventory(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return the tables that are really in a file, each with its columns, whatever this version says of them."""
    found = inspect(connection)
    return {table: tuple(column["name"] for column in found.get_columns(table)) for table in found.get_table_names()}


def strangers(connection: Connection, known: Collection[bytes]) -> tuple[str, ...]:
    """Return the tables that hold a row of anybody but these organisations, whatever this version says of them."""
    owned = [name for name, columns in inventory(connection).items() if _OWNER in columns]
    return tuple(name for name in owned if _has_strangers(connection, name, sorted(known)))


def _has_strangers(connection: Connection, name: str, known: Sequence[bytes]) -> bool:
    """Look below, between and above some organisations: each look is one descent of a tree that begins with them."""
    owner = column(_OWNER, LargeBinary)
    rows = select(literal(1)).select_from(table(name, owner)).limit(1)
    between = [and_(owner > one, owner < other) for one, other in pairwise(known)]
    return any(
        connection.execute(rows.where(other)).first() is not None
        for other in (owner < known[0], *between, owner > known[-1])
    )


def lines_like(
    connection: Connection, name: str, columns: Sequence[str], patterns: Sequence[str], *, newest: str, most: int
) -> Iterator[str]:
    """Yield what some columns of a table say, a line a row, where it is like one of the patterns; the newest come first."""
    said = [func.coalesce(column(one, Text), "") for one in columns]
    line: ColumnElement[str] = said[0]
    for one in said[1:]:
        line = line.op("||")("\n").op("||")(one)
    found = select(line).select_from(table(name)).where(or_(*(line.like(pattern) for pattern in patterns)))
    for row in connection.execute(found.order_by(column(newest).desc()).limit(most)):
        yield row[0]


def _older(engine: Engine, tree: Tree, name: str, *, upgrade: bool) -> bool:
    """Tell whether the file is to be upgraded; refuse what is not ours, or not of this version."""
    with engine.connect() as connection:
        found = revision(connection)
    if found is None or not found.startswith(f"{tree}_"):
        raise StoreForeign(f"`{name}` is not the {tree} file of an instance", hint="check `ETANCHE_DATA`")
    if found > HEADS[tree]:
        raise SchemaNewer(
            f"`{name}` was written by a newer version", hint="use the version that wrote it, or a newer one"
        )
    if found < HEADS[tree] and not upgrade:
        raise SchemaOlder(
            f"`{name}` was written by an older version", hint="stop every process of this instance, then upgrade it"
        )
    return found < HEADS[tree]


def _walk(connection: Connection, tree: Tree) -> None:
    """
    Bring a schema to its last revision.

    The migration tool is loaded only here: it costs more than everything else a command does.
    """
    importlib.import_module("etanche.store.migrations").upgrade(connection, tree.value)
