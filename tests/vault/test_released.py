"""Files written by the released schema are brought forward, and what they hold is read as before."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Boolean, Connection, MetaData, insert
from tests.servers import Databases, Server
from tests.vault.conftest import NOON, House

from etanche.clock import FixedClock
from etanche.keyring import Root
from etanche.keyring.secret import Secret
from etanche.store import Address, SchemaOlder, Shelf, Store, migrations, schema
from etanche.store.places import place_of

VECTORS = Path(__file__).parent.parent / "vectors"


def _made(name: str) -> Secret:
    return Secret(hashlib.sha256(f"etanche vector: {name}".encode()).digest())


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A folder as the first schema left it: three visits taken in, one of them of a day swept since."""
    folder = tmp_path / "instance"
    folder.mkdir()
    for name in ("data", "shelf"):
        connection = sqlite3.connect(folder / f"{name}.sqlite")
        connection.executescript((VECTORS / f"{name}_0001.sql").read_text())
        connection.close()
    shutil.copy(VECTORS / "tombstones_0001.log", folder / "tombstones.log")
    return folder


@pytest.fixture
def on_servers(released: Path, databases: Databases, other_server: Server) -> Iterator[dict[str, Address]]:
    """The same rows as the first schema had them on two servers, of which only the tombstones are a file."""
    theirs = Databases(other_server)
    places = {"data": databases.empty(), "shelf": theirs.empty()}
    for tree, address in places.items():
        _brought(released / f"{tree}.sqlite", address, tree)
        (released / f"{tree}.sqlite").unlink()
    yield places
    theirs.drop()


def _brought(file: Path, address: Address, tree: str) -> None:
    """Make the tables of the first step on a server, and bring every row of a file of that step there."""

    def fill(connection: Connection) -> None:
        made = migrations.config(tree)
        made.attributes["connection"] = connection
        command.upgrade(made, f"{tree}_0001")
        found = MetaData()
        found.reflect(connection)
        tables = [one for one in found.sorted_tables if one.name != schema.REVISION_TABLE]
        with closing(sqlite3.connect(file)) as source:
            source.row_factory = sqlite3.Row
            for table in tables:
                rows = [dict(row) for row in source.execute(f'SELECT * FROM "{table.name}"')]
                for row in rows:
                    row.update(
                        {one.name: bool(row[one.name]) for one in table.columns if isinstance(one.type, Boolean)}
                    )
                if rows:
                    connection.execute(insert(table), rows)

    place_of(address).create(fill, fixed=tree).dispose()


def test_old_stores_on_servers_are_refused_until_they_are_upgraded(on_servers: dict[str, Address]) -> None:
    """Both are known to be of an older version."""
    with pytest.raises(SchemaOlder):
        Store.open(on_servers["data"])
    with pytest.raises(SchemaOlder):
        Shelf.open(on_servers["shelf"])


@pytest.mark.clause("G12")
def test_what_the_first_schema_held_on_servers_opens(released: Path, on_servers: dict[str, Address]) -> None:
    """After the upgrade, each on its server and with somebody who remembers commits, the living are read, the dead day stays dead, and the journal is intact."""
    witness = released / "data.last", released / "shelf.last"
    Store.open(on_servers["data"], upgrade=True, witness=witness[0]).close()
    Shelf.open(on_servers["shelf"], upgrade=True, witness=witness[1]).close()
    house = House(
        folder=released, root=_root(), clock=FixedClock(NOON), data=on_servers["data"], keys=on_servers["shelf"]
    )

    _as_it_was(house)


def test_old_files_are_refused_until_they_are_upgraded(released: Path) -> None:
    """Both files are known to be of an older version."""
    with pytest.raises(SchemaOlder):
        Store.open(released / "data.sqlite")
    with pytest.raises(SchemaOlder):
        Shelf.open(released / "shelf.sqlite")


def test_what_the_released_version_sealed_opens(released: Path) -> None:
    """After the upgrade the two living visits are read, the dead day stays dead, and the journal is intact."""
    Store.open(released / "data.sqlite", upgrade=True).close()
    Shelf.open(released / "shelf.sqlite", upgrade=True).close()

    _as_it_was(House(folder=released, root=_root(), clock=FixedClock(NOON)))


def _root() -> Root:
    return Root(epochs={1: _made("epoch root")}, provider=_made("provider"))


def _as_it_was(house: House) -> None:
    """See in a house what the released version left: two living visits, a dead day, and an intact journal."""
    assert [(date(2026, 5, 22), "/second"), (date(2026, 5, 25), "/first")] == [
        (one.day, one.fields["page"]) for one in house.read()
    ]
    assert () == house.vault.missing()
    assert house.journal.verify().intact
    house.close()
