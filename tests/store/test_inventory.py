"""What is really in a file can be told, whatever this version says should be in it."""

from __future__ import annotations

from pathlib import Path

from etanche.store import Shelf, Store
from etanche.store.shelf_tables import shelf_metadata
from etanche.store.tables import metadata
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
