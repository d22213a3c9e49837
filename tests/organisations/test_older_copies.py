"""Older data or keys put back when an organisation was moved since: it is neither given up where it lives, nor lost untold, nor are its dead keys alive again."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, Two
from tests.organisations.test_places import made, opened, watchers, written
from tests.organisations.test_resettling import WATCHER, below, go, there

from etanche.clock import FixedClock
from etanche.instance import Instance, LaggingData, Order, Restored, accept, restore
from etanche.instance.stores import DATA, SHELF
from etanche.store import organisations
from etanche.terms import OrganisationId

GONE = "gone@example.org"
WAIT = timedelta(days=3)


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with an instance and two people in the lighthouse on its stores; `none` is a backup of before that was made, `both` one with it."""
    room = tmp_path_factory.mktemp("lived")
    written(room)
    clock = FixedClock(MORNING)
    with made(room, clock) as instance:
        assert instance.accounts_house.plan.promises
        instance.copies.make(room / "none", by="operator")
    shutil.copy(room / "data" / DATA, room / "older.data")
    with opened(room, clock) as instance:
        house = instance.create_organisation(room / "phare.yaml", name=LIGHTHOUSE, by="operator")
        two = Two(instance=instance, other=house, clock=clock)
        for email in (WATCHER, GONE):
            two.write_down(email)
        house.vault.erase(two.write_down("earlier@example.org"), actor="ann")
        instance.copies.make(room / "both", by="operator")
    shutil.copy(room / "data" / SHELF, room / "older.shelf")
    return room


@pytest.fixture
def room(tmp_path: Path, lived: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(lived, tmp_path / "room")


def moved(room: Path, clock: FixedClock, *, back: bool = False) -> OrganisationId:
    """Move the lighthouse apart, or back, and let the instance be opened once; return its number."""
    go(room, clock, None if back else there(room))
    with opened(room, clock) as instance:
        return instance.organisation(LIGHTHOUSE).organisation_id


def put_back(room: Path, clock: FixedClock, name: str, *, dry_run: bool = False, shelf_lost: bool = False) -> Restored:
    """Restore the backup of a name."""
    (copy,) = (one for one in (room / name).iterdir() if one.name[0] != "." and not one.name.startswith("place-"))
    order = Order(folder=room / "data", copy=copy, by="Ann", dry_run=dry_run, shelf_lost=shelf_lost)
    return restore(order, passphrase=lambda: PASSPHRASE, clock=clock)


def living(instance: Instance, organisation: OrganisationId) -> int:
    """Return how many keys of an organisation live on the shelf of the instance itself."""
    return len(instance._ground.shelf.living_keys(organisation))


@pytest.mark.parametrize("restored", [True, False], ids=["restored", "accepted"])
def test_an_organisation_that_lives_in_its_place_is_not_given_up(
    room: Path, clock: FixedClock, *, restored: bool
) -> None:
    """Data of before it was made lack it, and the tombstones remember it: the settings name its place, so nothing of it is lost, nor destroyed once it is back."""
    moved(room, clock)
    if restored:
        told = put_back(room, clock, "none").organisations
    else:
        shutil.copy(room / "older.data", room / "data" / DATA)
        told = accept(room / "data", by="Ann", passphrase=lambda: PASSPHRASE, clock=clock).organisations
    assert 0 == told
    opened(room, clock).close()
    moved(room, clock, back=True)
    clock.advance(WAIT + timedelta(days=1))

    with opened(room, clock) as instance:
        assert 0 == instance.end_given_up()
        assert 1 == watchers(instance, WATCHER)


def test_an_organisation_that_is_here_again_is_given_up_no_longer(room: Path, clock: FixedClock) -> None:
    """Whatever data had given up: what is whole in them loses no key, and they strike it from their list."""
    with opened(room, clock) as instance:
        number = instance.organisation(LIGHTHOUSE).organisation_id
        with instance.store.writing() as connection:
            name = organisations.name(connection, number)
            organisations.give_up(connection, instance.organisation_id, [number, b"\1" * 16], at=clock.now())
            organisations.put(connection, number, name or "")
    clock.advance(WAIT)

    with opened(room, clock) as instance:
        assert 1 == watchers(instance, WATCHER)
        with instance.store.reading() as connection:
            assert {b"\1" * 16} == organisations.lost(connection)


@pytest.mark.clause("G12")
def test_data_of_while_it_was_apart_tell_that_it_is_lost_once_it_is_back(room: Path, clock: FixedClock) -> None:
    """Looked at or done, one organisation is lost: nobody is sent to a place that is no more, newer data bring it back, and else its keys end after three days."""
    number = moved(room, clock)
    with opened(room, clock) as instance:
        instance.copies.make(room / "apart", by="operator")
    shutil.copy(room / "data" / DATA, room / "apart.data")
    moved(room, clock, back=True)
    with opened(room, clock) as instance:
        instance.copies.make(room / "newer", by="operator")
    shutil.copy(room / "data" / DATA, room / "newer.data")
    shutil.copy(room / "apart.data", room / "data" / DATA)
    with pytest.raises(LaggingData):
        opened(room, clock)
    shutil.copy(room / "newer.data", room / "data" / DATA)
    assert [1, 1] == [put_back(room, clock, "apart", dry_run=dry).organisations for dry in (True, False)]
    put_back(room, clock, "newer")
    with opened(room, clock) as instance:
        assert 1 == watchers(instance, WATCHER)
    assert 1 == put_back(room, clock, "apart").organisations
    with opened(room, clock) as instance:
        assert LIGHTHOUSE not in {one.name for one in instance.organisations()}
        keys = living(instance, number)
        assert keys
        clock.advance(WAIT)
        assert keys == instance.end_given_up()

    with opened(room, clock) as instance:
        assert 0 == living(instance, number)


@pytest.mark.clause("G12")
@pytest.mark.parametrize("restored", [True, False], ids=["restored", "accepted"])
def test_no_key_of_a_placed_organisation_comes_back_with_an_old_shelf(
    room: Path, clock: FixedClock, *, restored: bool
) -> None:
    """Somebody is erased in the place, then the instance's shelf is one of before the move: not a byte of its keys is on it, nor do they open once it is back."""
    with opened(room, clock) as instance:
        number = instance.organisation(LIGHTHOUSE).organisation_id
        ground = instance._ground
        needles = [part for key, _, wrapped in ground.shelf.living_keys(number) for part in (key, wrapped)]
        others = living(instance, instance.organisation_id)
    moved(room, clock)
    with opened(room, clock) as instance:
        house = instance.organisation(LIGHTHOUSE)
        (gone,) = house.acting("dpo", purpose="watching", actor="ann").find("ledger", "email", GONE)
        assert gone.person is not None
        house.vault.erase(gone.person, actor="ann")
    if restored:
        put_back(room, clock, "both", shelf_lost=True)
    else:
        shutil.copy(room / "older.shelf", room / "data" / SHELF)
        accept(room / "data", by="Ann", passphrase=lambda: PASSPHRASE, clock=clock)
    assert [] == [one for one in needles if any(one in content for content in below(room / "data"))]
    with opened(room, clock) as instance:
        assert (0, others) == (living(instance, number), living(instance, instance.organisation_id))
    moved(room, clock, back=True)

    with opened(room, clock) as instance:
        assert (1, 0) == (watchers(instance, WATCHER), watchers(instance, GONE))


def test_a_place_whose_line_was_lost_when_the_instance_was_put_back_is_known_again_with_it(
    room: Path, clock: FixedClock
) -> None:
    """It is told as given up, nothing of it is destroyed, and the line put back brings it back, however late."""
    moved(room, clock)
    with opened(room, clock) as instance:
        instance.copies.make(room / "apart", by="operator")
    file = room / "data" / "instance.toml"
    said = file.read_text()
    file.write_text("\n".join(line for line in said.splitlines() if f"/{LIGHTHOUSE}" not in line))
    assert 1 == put_back(room, clock, "apart").organisations
    clock.advance(WAIT)
    opened(room, clock).close()
    file.write_text(said)

    with opened(room, clock) as instance:
        assert 1 == watchers(instance, WATCHER)
        with instance.store.reading() as connection:
            assert frozenset() == organisations.lost(connection)


def test_a_backup_of_before_an_organisation_was_moved_can_still_be_tried(room: Path, clock: FixedClock) -> None:
    """Its keys are not where the backup is put back for a moment, and are not looked for: what the instance has itself comes back sound."""
    moved(room, clock)
    with opened(room, clock) as instance:
        tried = instance.rehearse(room / "both", by="operator")

    assert "sound" == tried.found
