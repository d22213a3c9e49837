"""A store of any earlier step of its schema, on either engine and with rows in every table, is brought forward with all that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, MetaData, Table, insert, select
from tests.store.test_schema import DESCRIBED

from etanche.store import Address, Shelf, Store, migrations, schema
from etanche.store.places import place_of
from etanche.store.schema import HEADS, REVISION_TABLE, Tree

OWNERS = (bytes(16), bytes(15) + b"\x01")
STORES: Mapping[Tree, type[Store | Shelf]] = {Tree.DATA: Store, Tree.SHELF: Shelf}
FORGOTTEN = {"verdicts": "data_0010", "alerts": "data_0021"}
"""Tables whose rows a step takes out, as it says, because nobody could tell who wrote them."""

Rows = dict[str, list[dict[str, Any]]]


def steps(tree: Tree) -> Sequence[str]:
    """Return every step of a tree but the last, the first one first."""
    found = [one.revision for one in ScriptDirectory.from_config(migrations.config(tree.value)).walk_revisions()]
    return found[:0:-1]


EARLIER = [pytest.param(tree, step, id=step) for tree in Tree for step in steps(tree)]


def value(column: Column[Any], number: int) -> object:
    """Return a value of a column's kind, another one for every number; of one that may be empty every second is."""
    if column.nullable and number % 2:
        return None
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Integer):
        return number
    return bytes([number]) * 16 if isinstance(column.type, LargeBinary) else f"2026-05-{number:02} é"


def content(connection: Connection, columns: Mapping[str, Sequence[str]] | None = None) -> Rows:
    """Return every row of every table, or of some columns of some tables."""
    found = MetaData()
    found.reflect(connection)
    rows: Rows = {}
    for table in found.sorted_tables:
        wanted = list(table.columns) if columns is None else [table.c[one] for one in columns.get(table.name, ())]
        if table.name != REVISION_TABLE and wanted:
            rows[table.name] = sorted((dict(row._mapping) for row in connection.execute(select(*wanted))), key=repr)
    return rows


def filled(table: Table) -> list[dict[str, object]]:
    """Return four rows of a table, two for each of two organisations."""
    return [
        {
            one.name: OWNERS[number // 2] if one.name == "organisation" else value(one, number + 1)
            for one in table.columns
        }
        for number in range(4)
    ]


@pytest.fixture
def place(engine: str, folder: Path, request: pytest.FixtureRequest) -> Path | Address:
    """Where nothing is yet, on each engine."""
    if engine == "sqlite":
        return folder / "store.sqlite"
    address: Address = request.getfixturevalue("databases").empty()
    return address


@pytest.fixture
def left(place: Path | Address, tree: Tree, step: str) -> Rows:
    """What an older version left there: a store of a step, and what is in each of its tables."""

    def fill(connection: Connection) -> None:
        made = migrations.config(tree.value)
        made.attributes["connection"] = connection
        command.upgrade(made, step)
        found = MetaData()
        found.reflect(connection)
        for table in found.sorted_tables:
            if table.name != REVISION_TABLE:
                connection.execute(insert(table), filled(table))

    engine = place_of(place).create(fill, fixed=f"{step} with rows")
    with engine.connect() as connection:
        rows = content(connection)
    engine.dispose()
    return rows


@pytest.fixture
def opened(place: Path | Address, tree: Tree, left: Rows, tmp_path: Path) -> Iterator[Callable[[], Store | Shelf]]:
    """Opens the store as an instance does; every one of them is closed."""
    assert all(len(rows) == 2 * len(OWNERS) for rows in left.values())
    made: list[Store | Shelf] = []

    def again() -> Store | Shelf:
        made.append(STORES[tree].open(place, upgrade=True, witness=tmp_path / "store.last"))
        return made[-1]

    yield again
    for one in made:
        one.close()


@pytest.mark.clause("G12")
@pytest.mark.parametrize(("tree", "step"), EARLIER)
def test_every_earlier_step_is_brought_forward_with_what_it_holds(
    opened: Callable[[], Store | Shelf], left: Rows, tree: Tree, step: str
) -> None:
    """Twice opened, it has the last schema and nothing else to do, and every value of every row is there but those a step forgets by name."""
    for _ in range(2):
        store = opened()
        with store._engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table": REVISION_TABLE})
            assert [] == compare_metadata(context, DESCRIBED[tree])
            assert HEADS[tree] == schema.revision(connection)
            found = content(connection, {name: list(rows[0]) for name, rows in left.items()})
        for name, rows in left.items():
            forgotten = name in FORGOTTEN and step < FORGOTTEN[name]
            kept = [row for row in found[name] if row.get("name") not in {"looked-before", "told-before"}]
            assert ([] if forgotten else rows) == kept, name


@pytest.mark.parametrize(("tree", "step"), EARLIER[-1:])
def test_what_was_brought_forward_is_written_to(
    opened: Callable[[], Store | Shelf], left: Rows, tmp_path: Path
) -> None:
    """A shelf of before is written to and counted from there on, on a server too, and the witness remembers."""
    shelf = opened()
    assert isinstance(shelf, Shelf)
    shelf.count_commits(OWNERS[0])
    before = shelf.commits(OWNERS[0])
    shelf.put_fact(OWNERS[0], "name of it", "value")

    assert "value" == shelf.fact(OWNERS[0], "name of it")
    assert (shelf.commits(OWNERS[0]) > before) is (tmp_path / "store.last").exists()
