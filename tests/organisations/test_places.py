"""An organisation whose stores lie apart: in a folder or on servers of its own, known again at every opening, kept and proved like the others."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.attacks.test_crash_put_and_sweep import hang
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE, Tell, forked
from tests.organisations.conftest import LIGHTHOUSE, Two, lighthouse

from etanche.clock import FixedClock
from etanche.errors import Refused
from etanche.gate import GateRefused
from etanche.instance import (
    Instance,
    InstanceMissing,
    LaggingData,
    NotHere,
    Order,
    PlaceGone,
    PlaceInside,
    PlaceTaken,
    PlaceUnknown,
    Site,
    Stores,
    WrongPlace,
    WrongRegion,
    accept,
    restore,
)
from etanche.instance.stores import DATA, SHELF
from etanche.proof import State
from etanche.store import StoreForeign
from etanche.terms import PromiseId

BACKUPS = "  backups: {keep: 30 days}\n"
OTHER = "veilleurs"
HOSTED = PromiseId("hosting:vannes")


def written(folder: Path, **more: str) -> None:
    """Write both charters, with backups."""
    for name, text in (("shop", BOOKSHOP.read_text(encoding="utf-8")), ("phare", lighthouse(**more))):
        (folder / f"{name}.yaml").write_text(text.replace("  region: vannes\n", f"  region: vannes\n{BACKUPS}"))


def made(room: Path, clock: FixedClock, stores: Stores = Stores()) -> Instance:  # noqa: B008 - it is frozen
    """Make the instance of the bookshop in a folder of this room."""
    charter = room / "shop.yaml"
    return Instance.create(
        room / "data", charter=charter, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF, stores=stores
    )


def opened(room: Path, clock: FixedClock) -> Instance:
    """Open it again."""
    return Instance.open(room / "data", passphrase=lambda: PASSPHRASE, clock=clock)


def renamed(room: Path, old: Path, new: Path) -> None:
    """Let the settings say another folder."""
    file = room / "data" / "instance.toml"
    file.write_text(file.read_text().replace(str(old), str(new)))


@pytest.fixture(scope="session")
def founded_apart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A room with an instance, and beside it the places of two societies, in files, each with somebody in its register."""
    room = tmp_path_factory.mktemp("apart")
    written(room)
    clock = FixedClock(MORNING)
    with made(room, clock) as instance:
        for name in (LIGHTHOUSE, OTHER):
            house = instance.create_organisation(
                room / "phare.yaml", name=name, by="operator", at=Site(folder=room / name)
            )
            two = Two(instance=instance, other=house, clock=clock)
            two.write_down(f"{name}@example.org")
    return room


@pytest.fixture
def room(tmp_path: Path, founded_apart: Path) -> Path:
    """A copy of it."""
    copied = shutil.copytree(founded_apart, tmp_path / "room")
    renamed(copied, founded_apart, copied)
    return copied


@pytest.fixture
def apart(room: Path, clock: FixedClock) -> Iterator[Two]:
    """The instance, open, and the lighthouse in its place."""
    with opened(room, clock) as instance:
        yield Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock)


def watchers(instance: Instance, email: str, name: str = LIGHTHOUSE) -> int:
    """Return how many have an address in the register of a society."""
    session = instance.organisation(name).acting("dpo", purpose="watching", actor="ann")
    return len(session.find("ledger", "email", email))


@pytest.mark.clause("C4")
def test_nothing_of_an_organisation_that_is_placed_is_among_the_files_of_the_instance(apart: Two, room: Path) -> None:
    """Of its charter, persons, keys, sealed rows and journal no byte stands below the instance's folder: its name and number alone do."""
    person = apart.write_down("nina@example.org")
    ground, number = apart.other._ground, apart.other.organisation_id
    with ground.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT sealed FROM records").scalars().all()
    keys = [part for key, _, wrapped in ground.shelf.living_keys(number) for part in (key, wrapped)]
    head = ground.shelf.head(number)
    assert head is not None
    needles = [person, *keys, *rows, b"Registre des veilleurs", head.link]
    apart.instance.close()

    below = [path.read_bytes() for path in (room / "data").rglob("*") if path.is_file()]
    own = [path.read_bytes() for path in (room / LIGHTHOUSE).rglob("*") if path.is_file()]
    assert [] == [one for one in needles if any(one in content for content in below)]
    assert all(any(one in content for content in own) for one in needles)
    assert any(bytes(number) in content for content in below)


@pytest.mark.clause("C4")
def test_places_swapped_in_the_settings_are_refused(room: Path, clock: FixedClock) -> None:
    """Whoever lets one organisation's number lead to the folder of another opens neither."""
    file = room / "data" / "instance.toml"
    said = file.read_text()
    swapped = said.replace(f"/{LIGHTHOUSE}", "/x").replace(f"/{OTHER}", f"/{LIGHTHOUSE}").replace("/x", f"/{OTHER}")
    assert said != swapped
    file.write_text(swapped)

    with pytest.raises(WrongPlace):
        opened(room, clock)


@pytest.mark.parametrize("swapped", [(DATA,), (SHELF,), (DATA, SHELF), (DATA, SHELF, "tombstones.log")])
def test_stores_swapped_between_two_places_are_refused(room: Path, clock: FixedClock, swapped: tuple[str, ...]) -> None:
    """Whichever files of one organisation are put into the place of the other, the instance does not open on them."""
    for name in swapped:
        (room / LIGHTHOUSE / name).rename(room / "aside")
        (room / OTHER / name).rename(room / LIGHTHOUSE / name)
        (room / "aside").rename(room / OTHER / name)

    with pytest.raises(WrongPlace):
        opened(room, clock)


def test_a_place_that_is_empty_gone_or_old_is_refused(room: Path, clock: FixedClock) -> None:
    """An empty database, and data of before the last line are each refused by name, and the true ones open again; a folder that is gone shuts nobody else."""
    place = room / LIGHTHOUSE
    shutil.copytree(place, room / "old")
    with opened(room, clock) as instance:
        Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock).write_down("later@example.org")
    place.rename(room / "true")
    with opened(room, clock) as instance:
        with pytest.raises(PlaceGone):
            instance.organisation(LIGHTHOUSE)
        assert 1 == watchers(instance, f"{OTHER}@example.org", OTHER)
    shutil.copytree(room / "true", place)
    with closing(sqlite3.connect(room / "nothing")) as empty:
        empty.execute("CREATE TABLE a (b)")
    shutil.copy(room / "nothing", place / DATA)
    with pytest.raises(StoreForeign):
        opened(room, clock)
    shutil.copy(room / "old" / DATA, place / DATA)
    with pytest.raises(LaggingData):
        opened(room, clock)
    shutil.rmtree(place)
    (room / "true").rename(place)

    with opened(room, clock) as instance:
        assert 1 == watchers(instance, "later@example.org")


def test_a_place_whose_line_is_lost_shuts_its_organisation_and_no_other(room: Path, clock: FixedClock) -> None:
    """Without its line in the settings it is told as out of reach, keys are not turned over, and the others go on."""
    file = room / "data" / "instance.toml"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if f"/{LIGHTHOUSE}" not in line))
    with opened(room, clock) as instance:
        with pytest.raises(PlaceUnknown):
            instance.organisation(LIGHTHOUSE)
        epoch = instance._ground.root.epoch
        with pytest.raises(PlaceUnknown):
            instance.keys.rotate("epoch", by="Ann")

        assert epoch == instance._ground.root.epoch
        assert 1 == watchers(instance, f"{OTHER}@example.org", OTHER)


@pytest.mark.parametrize("what", ["epoch", "organisation", "provider"])
def test_keys_of_every_place_are_turned_over_with_the_root(apart: Two, room: Path, what: str) -> None:
    """No root ends while something in a place hangs on it: after each rotation every organisation opens anew and reads."""
    turned = (apart.other.keys if what == "organisation" else apart.instance.keys).rotate(what, by="Ann")
    assert turned.rewrapped > 0
    apart.instance.close()

    with opened(room, apart.clock) as instance:
        found = [watchers(instance, f"{name}@example.org", name) for name in (LIGHTHOUSE, OTHER)]
    assert [1, 1] == found


def test_epoch_and_provider_are_not_turned_over_by_who_is_placed(apart: Two) -> None:
    """They are the root's, which is everybody's."""
    with pytest.raises(Refused, match="whole instance"):
        apart.other.keys.rotate("epoch", by="Ann")


@pytest.mark.clause("G12")
def test_backups_of_a_place_are_made_tried_and_put_back_with_those_of_the_instance(apart: Two, room: Path) -> None:
    """One backup for each ground, signed by whose it is; put back, the living are there and the erased are not."""
    stays, goes = apart.write_down("stays@example.org"), apart.write_down("goes@example.org")
    taken = apart.instance.ask_grounds(lambda one: one.copies.make(room / "copies", by="operator")).found
    tried = apart.instance.ask_grounds(lambda one: one.rehearse(room / "copies", by="operator")).found
    listed = apart.instance.ask_grounds(lambda one: len(one.copies.listed(room / "copies"))).found
    apart.other.vault.erase(goes, actor="ann")
    apart.instance.close()
    order = Order(folder=room / LIGHTHOUSE, copy=taken[1].folder, by="operator", home=room / "data")
    restore(order, passphrase=lambda: PASSPHRASE, clock=apart.clock)

    assert [(True, 0), (True, 3), (True, 1)] == [(one.sound, one.seen.readable) for one in tried]
    assert (1, 1, 1) == listed
    with opened(room, apart.clock) as instance:
        session = instance.organisation(LIGHTHOUSE).acting("dpo", purpose="watching", actor="ann")
        assert 1 == len(session.of_person(stays))
        with suppress(GateRefused):
            assert () == session.of_person(goes)
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact
        assert 1 == len(list(instance.organisation(LIGHTHOUSE).journal.entries(act="restored")))


@pytest.mark.clause("G12")
@pytest.mark.parametrize("empty", [False, True])
def test_a_place_whose_disk_is_gone_is_restored_from_its_own_backup(apart: Two, room: Path, empty: bool) -> None:
    """Missing or empty, its folder has files again by the documented command; who was erased since the backup stays so."""
    stays, goes = apart.write_down("stays@example.org"), apart.write_down("goes@example.org")
    taken = apart.instance.ask_grounds(lambda one: one.copies.make(room / "copies", by="operator")).found
    apart.other.vault.erase(goes, actor="ann")
    apart.instance.close()
    place, newest = room / LIGHTHOUSE, room / "newest.log"
    shutil.copy(place / "tombstones.log", newest)
    shutil.rmtree(place)
    if empty:
        place.mkdir(mode=0o700)
    order = Order(folder=place, copy=taken[1].folder, by="operator", home=room / "data")
    with pytest.raises(InstanceMissing, match=str(place)):
        restore(order, passphrase=lambda: PASSPHRASE, clock=apart.clock)
    assert empty is place.exists()
    others = replace(order, copy=taken[2].folder, shelf_lost=True, tombstones=newest)
    with pytest.raises(WrongPlace):
        restore(others, passphrase=lambda: PASSPHRASE, clock=apart.clock)
    lost = replace(order, shelf_lost=True, tombstones=newest)
    restore(lost, passphrase=lambda: PASSPHRASE, clock=apart.clock)

    with opened(room, apart.clock) as instance:
        session = instance.organisation(LIGHTHOUSE).acting("dpo", purpose="watching", actor="ann")
        assert 1 == len(session.of_person(stays))
        with suppress(GateRefused):
            assert () == session.of_person(goes)
        assert 0o700 == place.stat().st_mode & 0o777


@pytest.mark.clause("G12")
def test_all_that_is_gone_but_the_root_is_restored_place_by_place(apart: Two, room: Path) -> None:
    """The instance is restored first and opens, its organisations in places shut; each is open again with its own backup."""
    taken = apart.instance.ask_grounds(lambda one: one.copies.make(room / "copies", by="operator")).found
    apart.instance.close()
    home = room / "data"
    for name in ("data", LIGHTHOUSE, OTHER):
        shutil.copy(room / name / "tombstones.log", room / f"{name}.log")
        for one in (room / name).iterdir():
            if one.name != "root":
                shutil.rmtree(one) if one.is_dir() else one.unlink()

    for name, copy in zip(("data", LIGHTHOUSE, OTHER), taken, strict=True):
        order = Order(
            folder=room / name,
            copy=copy.folder,
            by="operator",
            shelf_lost=True,
            tombstones=room / f"{name}.log",
            home=None if name == "data" else home,
        )
        restore(order, passphrase=lambda: PASSPHRASE, clock=apart.clock)
        opened(room, apart.clock).close()

    with opened(room, apart.clock) as instance:
        assert [1, 1] == [watchers(instance, f"{name}@example.org", name) for name in (LIGHTHOUSE, OTHER)]


def test_a_worker_keeps_the_backups_of_every_place_in_time(room: Path, clock: FixedClock) -> None:
    """Where the settings name a folder each ground has its copy there, tried, in its own journal; once is enough for the day."""
    with (room / "data" / "instance.toml").open("a") as settings:
        settings.write('\n[backups]\nfolder = "../copies"\n')
    with opened(room, clock) as instance:
        assert instance.accounts_house is not instance
        for house in (*instance.houses(), *instance.houses()):
            house.keep_backups()
        told = [
            [len(list(house.journal.entries(act=act))) for act in ("backup-made", "backup-rehearsed")]
            for house in instance.houses()
        ]

    assert [[1, 1], [1, 1], [1, 1], [0, 1]] == told


def test_the_instance_put_back_to_before_a_place_was_made_knows_it_again(tmp_path: Path, clock: FixedClock) -> None:
    """The roster of old data lacks it; the settings and its own stores say that it is there, and nobody is given up."""
    written(tmp_path)
    with made(tmp_path, clock) as instance:
        copy = instance.copies.make(tmp_path / "copies", by="operator")
        instance.create_organisation(
            tmp_path / "phare.yaml", name=LIGHTHOUSE, by="operator", at=Site(folder=tmp_path / LIGHTHOUSE)
        )
    order = Order(folder=tmp_path / "data", copy=copy.folder, by="operator")
    restored = restore(order, passphrase=lambda: PASSPHRASE, clock=clock)

    assert 0 == restored.organisations
    with opened(tmp_path, clock) as instance:
        assert [LIGHTHOUSE] == [one.name for one in instance.organisations() if one.placed]
        assert instance.organisation(LIGHTHOUSE).journal.verify().intact


def test_a_place_is_gone_on_with_though_it_lags(room: Path, clock: FixedClock) -> None:
    """Its stores are accepted as they are, by a named person, in its own journal; the instance's are not touched."""
    shutil.copy(room / LIGHTHOUSE / DATA, room / "old")
    with opened(room, clock) as instance:
        Two(instance=instance, other=instance.organisation(LIGHTHOUSE), clock=clock).write_down("later@example.org")
    shutil.copy(room / "old", room / LIGHTHOUSE / DATA)
    accept(room / LIGHTHOUSE, by="Ann", passphrase=lambda: PASSPHRASE, clock=clock, home=room / "data")

    with opened(room, clock) as instance:
        assert (0, 1) == (watchers(instance, "later@example.org"), watchers(instance, f"{LIGHTHOUSE}@example.org"))


def test_no_folder_but_one_that_the_settings_name_is_worked_on_as_a_place(room: Path, clock: FixedClock) -> None:
    """A copy of a place, or the place of another instance, is not accepted under this root."""
    shutil.copytree(room / LIGHTHOUSE, room / "copy")

    with pytest.raises(PlaceUnknown):
        accept(room / "copy", by="Ann", passphrase=lambda: PASSPHRASE, clock=clock, home=room / "data")


def test_a_place_is_swept_and_proved_like_the_others(apart: Two) -> None:
    """Its houses are among those that rounds go over; what is due goes, and where it lies is kept."""
    found = {one.id: one.state for one in apart.other.prove(fast=True).verdicts}
    apart.clock.advance(timedelta(days=800))

    assert apart.other in apart.instance.houses()
    assert State.KEPT == found[HOSTED]
    assert State.BROKEN not in found.values()
    assert apart.other.vault.sweep(confirmed_by="Ann").destroyed > 0


def test_a_place_in_another_country_is_for_a_charter_of_that_country(tmp_path: Path, clock: FixedClock) -> None:
    """Said of the place, a charter of there is obeyed and no other; said otherwise later, the check is red and nothing opens."""
    written(tmp_path, country="DE")
    place = tmp_path / LIGHTHOUSE
    with made(tmp_path, clock) as instance:
        for at in (Site(folder=place), Site(folder=place, stores=Stores(country="ES")), None):
            with pytest.raises(NotHere):
                instance.create_organisation(tmp_path / "phare.yaml", name=LIGHTHOUSE, by="operator", at=at)
        at = Site(folder=place, stores=Stores(country="DE"))
        house = instance.create_organisation(tmp_path / "phare.yaml", name=LIGHTHOUSE, by="operator", at=at)
        settings = place / "instance.toml"
        settings.write_text(settings.read_text().replace('"DE"', '"ES"'))
        after = {one.id: one.because for one in house.prove(fast=True).verdicts}

    assert "hosting.another-country" == after[HOSTED]
    with pytest.raises(WrongRegion):
        opened(tmp_path, clock)


def test_a_place_is_not_where_something_is_already(room: Path, clock: FixedClock) -> None:
    """Neither in the instance's folder, nor around it, nor in a folder with files, nor in another's place."""
    (room / "full").mkdir()
    (room / "full" / "letter.txt").write_text("dear")
    with opened(room, clock) as instance:
        for folder, why in (
            (room / "data" / "phare", PlaceInside),
            (room, PlaceInside),
            (room / "full", PlaceTaken),
            (room / LIGHTHOUSE, PlaceTaken),
        ):
            with pytest.raises(why):
                instance.create_organisation(room / "phare.yaml", name="third", by="operator", at=Site(folder=folder))

        assert "third" not in {one.name for one in instance.organisations()}


def dying(room: Path, clock: FixedClock, after: int) -> int:
    """Make the place in a child that kills itself at a boundary; return at which, or how many there were."""
    seen = 0

    def halt() -> None:
        nonlocal seen
        seen += 1
        if seen == after:
            os.kill(os.getpid(), signal.SIGKILL)

    def act(tell: Tell) -> None:
        with opened(room, clock) as instance:
            hang(halt)
            at = Site(folder=room / LIGHTHOUSE)
            instance.create_organisation(room / "phare.yaml", name=LIGHTHOUSE, by="operator", at=at)
        tell(seen)

    child, said = forked(act)
    os.waitpid(child, 0)
    with said:
        return int(said.read() or after)


def test_making_a_place_killed_anywhere_can_be_done_again(tmp_path: Path, clock: FixedClock) -> None:
    """Whatever a kill left, the instance opens; the same command ends with one organisation of that name, in one place."""
    written(tmp_path)
    made(tmp_path, clock).close()
    copies = iter(range(100))

    def told(after: int) -> tuple[int, bool]:
        left = tmp_path / f"left-{next(copies)}"
        shutil.copytree(tmp_path / "data", left / "data")
        shutil.copy(tmp_path / "phare.yaml", left / "phare.yaml")
        died = dying(left, clock, after)
        with opened(left, clock) as instance:
            there = LIGHTHOUSE in {one.name for one in instance.organisations()}
            if not there:
                at = Site(folder=left / LIGHTHOUSE)
                instance.create_organisation(left / "phare.yaml", name=LIGHTHOUSE, by="operator", at=at)
        with opened(left, clock) as instance:
            assert [LIGHTHOUSE] == [one.name for one in instance.organisations() if one.placed]
            assert instance.organisation(LIGHTHOUSE).journal.verify().intact
        return died, there

    many, _ = told(0)
    found = [told(many * step // 6)[1] for step in (2, 5, 6)]
    assert sorted(found) == found
    assert {False, True} == set(found)
