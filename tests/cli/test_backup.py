"""Backups and restores as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.conftest import CHEAP_KDF, PASSPHRASE

from etanche.clock import SystemClock
from etanche.instance import Instance

KEYED = "--passphrase-file secret"


@pytest.fixture
def backed(run: Run, room: Path) -> Run:
    """A command line in a folder with an instance whose charter has backups, one of them made."""
    text = (room / "charter.yaml").read_text(encoding="utf-8")
    charter = room / "charter.yaml"
    charter.write_text(text.replace("\nvault:\n", "\nvault:\n  backups: {keep: 30 days}\n"))
    folder = room / "etanche-data"
    Instance.create(folder, charter=charter, passphrase=PASSPHRASE, clock=SystemClock(), kdf=CHEAP_KDF).close()
    assert 0 == run(f"{KEYED} backup copies").code
    return run


def test_a_charter_without_backups_gets_none(made: Run, room: Path) -> None:
    """Where the notice says nothing of backups, none is made: exit 3, and how to have them."""
    said = made(f"{KEYED} backup copies")

    assert (3, False) == (said.code, (room / "copies").exists())
    assert "backups: {keep: 30 days}" in said.err


def test_a_backup_is_made_listed_tried_and_restored(backed: Run, room: Path) -> None:
    """One command makes it, one lists it, one tries it, one puts it back; the journal says by whom, and still verifies."""
    [listed] = json.loads(backed(f"{KEYED} backup list copies --json").out)
    tried = backed(f"{KEYED} restore {listed['folder']} --actor ann --dry-run --json")
    done = backed(f"{KEYED} restore {listed['folder']} --actor ann")
    verified = backed(f"{KEYED} journal verify")

    assert (True, False) == (listed["believed"], listed["overdue"])
    assert (0, True) == (tried.code, json.loads(tried.out)["dry_run"])
    assert (0, 0) == (done.code, verified.code), done.err
    assert "entered again" in done.out
    assert "lost when data were put back" in verified.out
    assert 1 == len(json.loads(backed(f"{KEYED} journal --act restored --actor ann --json").out))


def test_what_is_no_backup_is_said_to_be_none(backed: Run, room: Path) -> None:
    """A folder without a manifest is `not found`, and the hint says where backups are listed."""
    said = backed(f"{KEYED} restore copies --actor ann")

    assert 4 == said.code
    assert "`copies` is no backup" in said.err
    assert "backup list" in said.err


def test_nothing_is_overdue_on_its_first_day(backed: Run, room: Path) -> None:
    """Pruning deletes nothing that is in time, and clears away what a killed backup left."""
    (room / "copies/.begun-x").mkdir()
    said = backed(f"{KEYED} backup prune copies")

    assert (0, "0 backups deleted\n") == (said.code, said.out)
    assert 1 == len(list((room / "copies").iterdir()))


def test_a_backup_is_put_back_to_see(backed: Run, room: Path) -> None:
    """The drill says that all is well and ends with 0; of a damaged backup it says so, and ends with 1; the journal has both."""
    well = backed(f"{KEYED} backup drill copies --actor ann")
    [copy] = (room / "copies").iterdir()
    next((copy / "data").iterdir()).unlink()
    bad = backed(f"{KEYED} backup drill copies --actor ann --json")
    lines = json.loads(backed(f"{KEYED} journal --act backup-rehearsed --json").out)

    assert (0, 1) == (well.code, bad.code), well.err
    assert "serves" in well.out
    assert "damaged" == json.loads(bad.out)["found"]
    assert ["sound", "damaged"] == [line["facts"]["found"] for line in lines]


def test_without_a_folder_the_settings_are_asked(backed: Run, room: Path) -> None:
    """A folder named in `[backups]` of the settings is where the drill looks; without one it says what to write."""
    missing = backed(f"{KEYED} backup drill")
    settings = room / "etanche-data/instance.toml"
    settings.write_text(settings.read_text() + '\n[backups]\nfolder = "../copies"\n')

    assert (2, True) == (missing.code, "[backups]" in missing.err)
    assert 0 == backed(f"{KEYED} backup drill").code
