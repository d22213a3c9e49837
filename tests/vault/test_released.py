"""Files written by the released schema are brought forward, and what they hold is read as before."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from tests.vault.conftest import NOON, House

from etanche.clock import FixedClock
from etanche.keyring import Root
from etanche.keyring.secret import Secret
from etanche.store import SchemaOlder, Shelf, Store

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
    root = Root(epochs={1: _made("epoch root")}, provider=_made("provider"))
    house = House(folder=released, root=root, clock=FixedClock(NOON))

    assert [(date(2026, 5, 22), "/second"), (date(2026, 5, 25), "/first")] == [
        (one.day, one.fields["page"]) for one in house.read()
    ]
    assert () == house.vault.missing()
    assert house.journal.verify().intact
    house.close()
