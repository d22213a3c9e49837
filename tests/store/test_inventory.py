"""What is really in a file can be told, whatever this version says should be in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.addresses import behind

from etanche.store import Shelf, Store
from etanche.store.columns import metadata
from etanche.store.shelf_tables import shelf_metadata
from etanche.terms import new_id

ORGANISATION = bytes(range(16))


def test_the_inventory_of_the_data_is_its_schema(tmp_path: Path) -> None:
    """A fresh data file holds the tables and columns that are declared, and the mark of its revision."""
    store = Store.create(tmp_path / "data.sqlite")
    found = store.inventory()
    store.close()

    assert {table.name: tuple(column.name for column in table.columns) for table in metadata.sorted_tables} == {
        table: columns for table, columns in found.items() if table != "schema_revision"
    }


def test_what_nobody_declared_is_in_the_inventory(tmp_path: Path) -> None:
    """A table or a column that somebody slipped in is told like the others."""
    store = Store.create(tmp_path / "data.sqlite")
    with store.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE scratch (note TEXT)")
        connection.exec_driver_sql("ALTER TABLE counts ADD COLUMN who TEXT")
    found = store.inventory()
    store.close()

    assert ("note",) == found["scratch"]
    assert "who" in found["counts"]


def test_the_inventory_of_the_shelf_is_its_schema(tmp_path: Path) -> None:
    """A fresh shelf holds the tables that are declared, and the mark of its revision."""
    shelf = Shelf.create(tmp_path / "shelf.sqlite")
    found = shelf.inventory()
    shelf.close()

    assert {table.name for table in shelf_metadata.sorted_tables} | {"schema_revision"} == set(found)


def test_living_keys_are_those_not_destroyed(tmp_path: Path) -> None:
    """Every wrapped key that was put on the shelf is listed until it is destroyed."""
    shelf = Shelf.create(tmp_path / "shelf.sqlite")
    kept, destroyed = new_id(), new_id()
    for key_id in (kept, destroyed):
        shelf.put(ORGANISATION, key_id, "bucket", b"wrapped")
    shelf.destroy(ORGANISATION, [destroyed])
    found = shelf.living_keys(ORGANISATION)
    shelf.close()

    assert [(kept, "bucket", b"wrapped")] == found


def test_what_acts_by_itself_is_told(engine: str, store: Store, shelf: Shelf) -> None:
    """A new store has no trigger, view, rule or policy; whoever slips one in, on either engine, is seen."""
    assert () == store.additions() + shelf.additions()

    call = "SELECT 1" if engine == "sqlite" else "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    body = f"BEGIN {call}; END" if engine == "sqlite" else f"FOR EACH ROW {call}"
    said = [f"CREATE TRIGGER acts BEFORE UPDATE ON {{table}} {body}", "CREATE VIEW glance AS SELECT * FROM sequences"]
    if engine == "postgresql":
        said += [
            "CREATE RULE hush AS ON DELETE TO {table} DO INSTEAD NOTHING",
            "CREATE POLICY mine ON {table} USING (true)",
            "CREATE MATERIALIZED VIEW stare AS SELECT * FROM sequences",
        ]
    for one, table in ((store, "entries"), (shelf, "keys")):
        with behind(one) as say:
            for statement in said:
                say(statement.format(table=table))

        expected = ("acts", "glance") if engine == "sqlite" else ("acts", "glance", "hush", "mine", "stare")
        assert expected == one.additions()


def test_a_new_store_is_defined_as_this_version_describes_it(store: Store, shelf: Shelf) -> None:
    """On either engine, no word of what it says of tables, columns, keys and indexes is another than ours."""
    assert () == store.redefined() + shelf.redefined()


@pytest.mark.clause("C16")
def test_what_is_defined_otherwise_is_told(engine: str, store: Store, shelf: Shelf) -> None:
    """An index of another hand, one that is gone, a default, and a table with a rule of its own are seen, on either engine."""
    said = ["CREATE INDEX quiet ON {table} (organisation)"]
    if engine == "postgresql":
        said += [
            "ALTER TABLE {table} ALTER organisation SET DEFAULT ''",
            "ALTER TABLE {table} ADD CHECK (organisation > '')",
        ]
        said += ["ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", "ALTER TABLE {table} SET UNLOGGED"]
    else:
        said += ["ALTER TABLE {table} RENAME TO before", "CREATE TABLE {table} AS SELECT * FROM before"]
    for one, table in ((store, "standing"), (shelf, "keys")):
        with behind(one) as say:
            for number, statement in enumerate(said, 1):
                say(statement.format(table=table))

                assert number <= len(one.redefined())
    with behind(store) as say:
        before = len(store.redefined())
        say("DROP INDEX outbox_by_due")

    assert before + 1 == len(store.redefined())
