"""The schema of a file is known, made by migrations alone, and checked at every opening."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine
from tests.addresses import named, where

from etanche.store import SchemaNewer, SchemaOlder, Shelf, Store, StoreForeign, facts, migrations, schema
from etanche.store.columns import metadata
from etanche.store.schema import HEADS, REVISION_TABLE, Tree
from etanche.store.shelf_tables import shelf_metadata
from etanche.store.sqlite import SqliteFile
from etanche.terms import OrganisationId

Start = Callable[..., "subprocess.Popen[str]"]
DESCRIBED = {Tree.DATA: metadata, Tree.SHELF: shelf_metadata}


@pytest.fixture(params=list(Tree))
def tree(request: pytest.FixtureRequest) -> Tree:
    """Each of the two files with a schema."""
    return Tree(request.param)


@pytest.fixture
def file(tree: Tree, folder: Path) -> Path:
    """A new file, made as every file is made: by its migrations."""
    schema.create(SqliteFile(folder / "file.sqlite"), tree).dispose()
    return folder / "file.sqlite"


def _statements(connection: sqlite3.Connection) -> set[str]:
    """Return what a schema consists of, without its spacing and without the table of its revision."""
    found = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name != ?", [REVISION_TABLE]
    )
    return {re.sub(r"\s+", " ", sql).replace(" ,", ",").replace(" )", ")") for (sql,) in found}


def test_a_fresh_schema_is_the_migrated_schema(tree: Tree, file: Path) -> None:
    """The tables described in the code and the tables made by the migrations are the same, to the letter."""
    fresh = create_engine("sqlite://")
    DESCRIBED[tree].create_all(fresh)
    with sqlite3.connect(file) as migrated, fresh.connect() as described:
        dbapi = described.connection.dbapi_connection
        assert isinstance(dbapi, sqlite3.Connection)

        assert _statements(dbapi) == _statements(migrated)
    migrated.close()
    fresh.dispose()


def test_the_migration_tool_finds_nothing_to_do(tree: Tree, file: Path) -> None:
    """Comparing the described tables with a new file proposes no step."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": REVISION_TABLE})

        assert [] == compare_metadata(context, DESCRIBED[tree])
    engine.dispose()


def test_every_key_begins_with_the_organisation(tree: Tree) -> None:
    """Every primary key, unique key and index begins with the organisation, so that tenants lie apart."""
    described: MetaData = DESCRIBED[tree]
    keys = {
        name: [column.name for column in columns]
        for table in described.tables.values()
        for name, columns in [
            (table.name, table.primary_key.columns),
            *((str(index.name), index.columns) for index in table.indexes),
        ]
    }

    assert {"organisation"} == {columns[0] for columns in keys.values()}


def test_every_unique_key_in_the_file_begins_with_the_organisation(file: Path) -> None:
    """SQLite itself, asked for its unique indexes, names the organisation first in each."""
    connection = sqlite3.connect(file)
    firsts = {
        connection.execute("SELECT name FROM pragma_index_info(?) WHERE seqno = 0", [index]).fetchone()[0]
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        if table != REVISION_TABLE
        for (index,) in connection.execute('SELECT name FROM pragma_index_list(?) WHERE "unique"', [table]).fetchall()
    }
    connection.close()

    assert {"organisation"} == firsts


def test_the_head_in_the_code_is_the_last_migration(tree: Tree) -> None:
    """The revision checked at opening is the last one of the migrations that are shipped."""
    assert [HEADS[tree]] == ScriptDirectory.from_config(migrations.config(tree.value)).get_heads()


def test_opening_does_not_load_the_migration_tool(store: Store, start: Start) -> None:
    """A command that opens an instance does not pay for the tool that migrates it."""
    program = """
import sys
from etanche.store import Store
from tests.addresses import where
Store.open(where(sys.argv[1])).close()
print("ready" if not any(name.partition(".")[0] == "alembic" for name in sys.modules) else "loaded", flush=True)
"""
    start(program, named(store))


def test_a_newer_file_is_refused(store: Store) -> None:
    """A file written by a newer version is not touched, and the hint says which version to use."""
    _pretend(store, "data_9999")

    with pytest.raises(SchemaNewer) as refused:
        Store.open(where(named(store)))
    with pytest.raises(SchemaNewer):
        Store.open(where(named(store)), upgrade=True)

    assert "newer" in refused.value.hint


def test_an_unknown_older_step_is_refused(store: Store) -> None:
    """A file that names a step that never was is refused in our words, not in the tool's."""
    _pretend(store, "data_0000")

    with pytest.raises(SchemaOlder):
        Store.open(where(named(store)))
    with pytest.raises(StoreForeign):
        Store.open(where(named(store)), upgrade=True)


def test_the_two_files_cannot_be_taken_for_each_other(store: Store, shelf: Shelf) -> None:
    """The shelf opened as data, or the data as shelf, is refused."""
    with pytest.raises(StoreForeign):
        Store.open(where(named(shelf)))
    with pytest.raises(StoreForeign):
        Shelf.open(where(named(store)))


def test_an_older_file_is_upgraded_when_asked(
    store: Store, organisation: OrganisationId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a further migration shipped, an old file is refused, then upgraded on demand with its data kept."""
    with store.writing() as connection:
        facts.put(connection, organisation, "name", "value")
    store.close()
    shutil.copytree(migrations.HERE, tmp_path / "migrations")
    last = HEADS[Tree.DATA]
    (tmp_path / "migrations/data/v9999_next.py").write_text(
        "from alembic import op\nimport sqlalchemy\n"
        f"revision = 'data_9999'\ndown_revision = '{last}'\nbranch_labels = None\ndepends_on = None\n"
        "def upgrade():\n    op.create_table('next', sqlalchemy.Column('organisation', sqlalchemy.LargeBinary))\n"
    )
    monkeypatch.setattr(migrations, "HERE", tmp_path / "migrations")
    monkeypatch.setitem(HEADS, Tree.DATA, "data_9999")

    with pytest.raises(SchemaOlder):
        Store.open(where(named(store)))
    for _ in range(2):
        opened = Store.open(where(named(store)), upgrade=True)
        with opened.reading() as connection:
            assert "value" == facts.get(connection, organisation, "name")
            assert "data_9999" == schema.revision(connection)
        opened.close()


def _pretend(store: Store, revision: str) -> None:
    """Make a store say that it has another revision."""
    with store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE {REVISION_TABLE} SET version_num = '{revision}'")
