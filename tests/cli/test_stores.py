"""`etanche stores`: where they are, moved to a server and back, and gone on with when they lag."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.servers import Databases

COMMAND = "--passphrase-file secret --data data stores"


@pytest.fixture
def data(room: Path, initialised: Path) -> Path:
    """An instance in files."""
    shutil.copytree(initialised, room / "data")
    return room / "data"


def test_the_places_are_listed(run: Run, data: Path) -> None:
    """For people as a table, for programs as JSON: each store with its place, its server if it is on one, and its region."""
    shown, told = run(COMMAND), run(f"{COMMAND} --json")
    stores = json.loads(told.out)["stores"]

    assert (0, 0) == (shown.code, told.code)
    assert "data.sqlite" in shown.out
    assert [("data", "data.sqlite", None), ("shelf", "shelf.sqlite", None)] == [
        (one["store"], one["place"], one["server"]) for one in stores
    ]
    assert data.is_dir()


def test_data_are_moved_to_a_server_and_back(run: Run, data: Path, databases: Databases) -> None:
    """What is not named stays; `folder` stands for a file; the old place is destroyed before the command ends."""
    target = databases.empty()

    there = run(f"{COMMAND} move --actor Ann --data-store '{target.url}'")
    assert (0, False) == (there.code, (data / "data.sqlite").exists())
    assert "counted and compared" in there.out
    listed = json.loads(run(f"{COMMAND} --json").out)["stores"]
    assert listed[0]["commits"]
    back = run(f"{COMMAND} move --actor Ann --data-store folder --json")
    assert {"left": None, "rows": json.loads(back.out)["rows"]} == json.loads(back.out)
    assert (data / "data.sqlite").exists()
    assert 3 == run(f"{COMMAND} move --actor Ann --data-store folder").code
    assert 2 == run(f"{COMMAND} move --actor Ann").code


def test_stores_that_lag_in_nothing_are_accepted_without_a_loss(run: Run, data: Path) -> None:
    """A dry run changes nothing; accepted, the journal has one line more, with the name; nothing is lost, so the command ends well."""
    tried, done = run(f"{COMMAND} accept --actor Ann --dry-run"), run(f"{COMMAND} accept --actor Ann --json")
    journal = run("--passphrase-file secret --data data journal --act restored --json")

    assert (0, 0) == (tried.code, done.code)
    assert "nothing was changed" in tried.out
    assert json.loads(done.out)["lost"] is None
    assert "Ann" in journal.out
    assert data.is_dir()
