"""A place that lacks one of its files shuts its organisation, by name, and nobody else; the command that puts a backup back puts it back too."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.conftest import Run, run
from tests.cli.conftest import room as terminal
from tests.conftest import PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.test_places import OTHER, apart, founded_apart, opened, room, watchers

from etanche.clock import FixedClock
from etanche.errors import EtancheError
from etanche.gate import GateRefused
from etanche.instance import Order, PlaceGone, restore
from etanche.instance.stores import DATA, SHELF

__all__ = ["apart", "founded_apart", "room", "run", "terminal"]
TOMBSTONES = "tombstones.log"
FILES = [DATA, SHELF, TOMBSTONES, "instance.toml"]


def test_these_are_all_the_files_of_a_place(room: Path) -> None:
    """What a place can lack is in this list, and what processes leave of themselves beside it."""
    assert {*FILES, "living"} == {one.name for one in (room / LIGHTHOUSE).iterdir()}


@pytest.mark.clause("C4", "G12")
@pytest.mark.parametrize("name", FILES)
def test_a_file_taken_away_shuts_one_organisation_and_is_restored(apart: Two, room: Path, name: str) -> None:
    """Told by its name, the others read and are backed up meanwhile; the documented restore brings it back, and nobody who was erased."""
    stays, goes = apart.write_down("stays@example.org"), apart.write_down("goes@example.org")
    taken = apart.instance.ask_grounds(lambda one: one.copies.make(room / "copies", by="operator")).found
    apart.other.vault.erase(goes, actor="ann")
    apart.instance.close()
    place, newest = room / LIGHTHOUSE, room / "newest.log"
    shutil.copy(place / TOMBSTONES, newest)
    (place / name).unlink()

    with opened(room, apart.clock) as instance:
        with pytest.raises(PlaceGone, match=f"`{name}` is missing in the place `{place}`") as refused:
            instance.organisation(LIGHTHOUSE)
        assert "etanche restore BACKUP --place FOLDER" in refused.value.hint
        assert 1 == watchers(instance, f"{OTHER}@example.org", OTHER)
        asked = instance.ask_grounds(lambda one: one.copies.make(room / "copies", by="operator"))
        assert (2, [PlaceGone]) == (len(asked.found), [type(one) for one in asked.failed])
        with pytest.raises(PlaceGone):
            instance.keys.rotate("epoch", by="Ann")
    order = Order(folder=place, copy=taken[1].folder, by="operator", home=room / "data")
    if name in {SHELF, TOMBSTONES}:
        with pytest.raises(EtancheError) as early:
            restore(order, passphrase=lambda: PASSPHRASE, clock=apart.clock)
        assert early.value.hint is not None
        assert ("--shelf-lost" if name == SHELF else "--tombstones") in early.value.hint
        assert "--tombstones FILE" in refused.value.hint
    order = replace(order, shelf_lost=name == SHELF, tombstones=newest if name in {SHELF, TOMBSTONES} else None)
    restore(order, passphrase=lambda: PASSPHRASE, clock=apart.clock)

    with opened(room, apart.clock) as instance:
        session = instance.organisation(LIGHTHOUSE).acting("dpo", purpose="watching", actor="ann")
        assert 1 == len(session.of_person(stays))
        with suppress(GateRefused):
            assert () == session.of_person(goes)
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact


@pytest.mark.clause("C4")
@pytest.mark.parametrize("name", FILES)
def test_whoever_takes_a_file_away_and_puts_an_older_one_there_is_found_out(
    apart: Two, room: Path, clock: FixedClock, name: str
) -> None:
    """Shut while it was gone, the place is held to what its other files know of it: a copy of before opens nothing, unless nothing changed in it."""
    place = room / LIGHTHOUSE
    shutil.copytree(place, room / "before")
    person = apart.write_down("goes@example.org")
    apart.other.vault.erase(person, actor="ann")
    apart.instance.close()
    for one in place.glob(f"{name}*"):
        one.unlink()
    opened(room, clock).close()
    for one in (room / "before").glob(f"{name}*"):
        shutil.copy(one, place / one.name)
    if name == "instance.toml":
        with opened(room, clock) as instance:
            assert instance.organisation(LIGHTHOUSE).journal.verify().intact
        return

    with pytest.raises(EtancheError, match="old copy"):
        opened(room, clock)


def test_the_list_of_stores_names_the_place_that_lacks_a_file(terminal: Path, run: Run, room: Path) -> None:
    """Whoever types `etanche stores` is told which file of which place, with the exit code of what is out of reach, and sees the others."""
    (room / LIGHTHOUSE / SHELF).unlink()
    said = run(f"--data {room / 'data'} --passphrase-file secret stores --json")

    assert 5 == said.code
    assert f"`{SHELF}` is missing in the place `{room / LIGHTHOUSE}`" in said.err
    assert 1 == len(json.loads(said.out)["places"])
