"""Keys are turned over while they are used: no data are rewritten, nothing is lost, and what is old is dead."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import Tell, forked

from etanche.clock import FixedClock
from etanche.keyring import (
    Kdf,
    KeyBroken,
    KeyGone,
    Keyring,
    KeysBusy,
    Root,
    RootFile,
    Rotation,
    SealBroken,
)
from etanche.keyring import home as home_module
from etanche.keyring.wrapping import head
from etanche.store import Shelf, Tombstones, sqlite
from etanche.terms import OrganisationId, new_id

PASSPHRASE = b"six random words will always do"
CATEGORY = 7
DAYS = [f"2026-05-{day:02}" for day in range(1, 13)]
FIELD = 3

WAYS: dict[str, Callable[[Rotation, bytes], object]] = {
    "epoch": lambda rotation, _: rotation.epoch(),
    "organisation": lambda rotation, organisation: rotation.organisation(organisation),
    "provider": lambda rotation, _: rotation.provider(),
}


@dataclass(frozen=True, kw_only=True)
class House:
    """A root, a shelf and tombstones on disk, with something sealed under each of some days."""

    folder: Path
    organisation: OrganisationId
    clock: FixedClock
    sealed: dict[str, bytes]
    mark: bytes

    def root(self) -> Root:
        """Open the root as a process does that knows nothing of the others."""
        return RootFile.open(self.folder / "root", PASSPHRASE)

    def shelf(self) -> Shelf:
        """Open the shelf."""
        return Shelf.open(self.folder / "shelf.sqlite")

    def ring(self, root: Root | None = None, shelf: Shelf | None = None) -> Keyring:
        """Open a keyring as another process has it."""
        return Keyring(root or self.root(), shelf or self.shelf(), self.graves(), self.clock)

    def graves(self) -> Tombstones:
        """Open the tombstones."""
        return Tombstones(self.folder / "tombstones.log")

    def rotation(self, root: Root | None = None, shelf: Shelf | None = None) -> Rotation:
        """Prepare a rotation as another process has it."""
        return Rotation(root or self.root(), shelf or self.shelf(), self.graves(), self.clock)

    def opens(self, ring: Keyring) -> bool:
        """Tell whether all that was sealed opens, and marks are what they were."""
        for day, sealed in self.sealed.items():
            key = ring.day_key(self.organisation, CATEGORY, day, create=False)
            if key is None or key.open(sealed, b"to") != day.encode():
                return False
        return ring.mark(self.organisation, FIELD, "value") == self.mark

    def copied(self, name: str) -> House:
        """Copy everything, as a kill or a backup leaves it."""
        folder = self.folder.with_name(name)
        shutil.copytree(self.folder, folder)
        return House(
            folder=folder, organisation=self.organisation, clock=self.clock, sealed=self.sealed, mark=self.mark
        )


@pytest.fixture
def house(tmp_path: Path, cheap: Kdf, clock: FixedClock, organisation: OrganisationId) -> House:
    """A house in which twelve days were sealed."""
    folder = tmp_path / "house"
    root = RootFile.create(folder / "root", PASSPHRASE, cheap)
    shelf = Shelf.create(folder / "shelf.sqlite")
    ring = Keyring(root, shelf, Tombstones.create(folder / "tombstones.log"), clock)
    sealed = {}
    for day in DAYS:
        key = ring.day_key(organisation, CATEGORY, day, create=True)
        assert key is not None
        sealed[day] = key.seal(day.encode(), b"to")
    mark = ring.mark(organisation, FIELD, "value")
    shelf.close()
    return House(folder=folder, organisation=organisation, clock=clock, sealed=sealed, mark=mark)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.clause("G11")
def test_after_a_rotation_everything_opens_and_nothing_else_was_rewritten(house: House, way: str) -> None:
    """Whatever is rotated, what was sealed before opens after, in a new process and in one that runs on, marks unchanged."""
    running = house.ring()
    assert house.opens(running)
    WAYS[way](house.rotation(), house.organisation)

    assert house.opens(house.ring())
    assert house.opens(running)
    running.forget()
    assert house.opens(running)


@pytest.mark.parametrize("way", WAYS)
def test_rotating_again_and_again_loses_nothing(house: House, way: str) -> None:
    """Three rotations, one after the other, by three processes, leave everything readable and one root of each kind."""
    for _ in range(3):
        WAYS[way](house.rotation(), house.organisation)

    assert house.opens(house.ring())
    assert ["epoch", "lock", "provider"] == sorted(
        file.name.partition("-")[0] for file in (house.folder / "root").iterdir()
    )


def test_an_old_copy_of_the_shelf_is_dead_with_its_epoch(house: House) -> None:
    """Yesterday's shelf, put back beside today's root, opens nothing: its epoch's root was destroyed."""
    old = house.copied("yesterday")
    house.rotation().epoch()
    shutil.copy(old.folder / "shelf.sqlite", house.folder / "shelf.sqlite")

    with pytest.raises(KeyGone, match="epoch 1 is gone"):
        house.ring().organisation(house.organisation)


@pytest.mark.parametrize("way", ["epoch", "organisation"])
def test_no_byte_of_the_old_root_is_left_in_the_folder(house: House, way: str) -> None:
    """The old root's file is gone, and so are its bytes from every other file."""
    old = (house.folder / "root/epoch-1").read_bytes()
    sealed = old.split()[-1]
    WAYS[way](house.rotation(), house.organisation)

    assert not (house.folder / "root/epoch-1").exists()
    assert not [file for file in house.folder.rglob("*") if file.is_file() and sealed in file.read_bytes()]


def test_the_old_root_is_overwritten_before_it_is_unlinked(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What somebody holds of the old root's file, by another name, is zeros."""
    (tmp_path / "held").hardlink_to(house.folder / "root/epoch-1")
    house.rotation().epoch()

    assert {0} == set((tmp_path / "held").read_bytes())


def test_no_old_wrapping_is_left_on_the_shelf(house: House) -> None:
    """After a rotation no living key is wrapped under the old epoch, and no byte of an old wrapping is in the shelf's files."""
    shelf = house.shelf()
    old = [wrapped for _, _, wrapped in shelf.living_keys(house.organisation)]
    house.rotation(shelf=shelf).organisation(house.organisation)
    bytes_now = b"".join(file.read_bytes() for file in shelf.files)

    assert {head(2)} == {wrapped[:5] for _, _, wrapped in shelf.living_keys(house.organisation)}
    assert not [wrapped for wrapped in old if wrapped in bytes_now]


def test_an_organisations_old_key_opens_nothing_new(house: House) -> None:
    """The key that an organisation had is destroyed, and nothing that is on the shelf now lies in it."""
    shelf, before = house.shelf(), house.ring()
    before.organisation(house.organisation)
    old = before._parent(house.organisation)
    house.rotation(shelf=shelf).organisation(house.organisation)
    ring = house.ring()

    assert shelf.get(house.organisation, old.key.id) is None
    assert old.key.id in house.graves()
    for key_id, kind, wrapped in shelf.living_keys(house.organisation):
        if kind != "organisation":
            with pytest.raises(KeyBroken):
                ring._unwrapped(house.organisation, kind, (key_id, wrapped), old)


def test_a_key_destroyed_while_it_is_rewrapped_stays_destroyed(house: House) -> None:
    """A rotation that read a key before it was destroyed does not write it back after."""
    shelf = house.shelf()
    ring = house.ring(shelf=shelf)
    page = shelf.page(house.organisation, after=b"", head=head(2), most=100)
    ring.destroy_days(house.organisation, [(CATEGORY, DAYS[0])])
    dead = ring.bucket_id(house.organisation, CATEGORY, DAYS[0])
    shelf.rewrap(house.organisation, [(key_id, wrapped, b"\1" + bytes(94)) for key_id, _, wrapped in page])

    assert dead is not None
    assert shelf.get(house.organisation, dead) is None
    assert [] == shelf.undead_keys(house.organisation)


def test_a_process_with_the_old_root_in_memory_makes_its_next_key_under_the_new_one(house: House) -> None:
    """A server that opened its root before the rotation makes keys after it that outlive the old root."""
    running = house.ring()
    house.opens(running)
    for way in WAYS.values():
        way(house.rotation(), house.organisation)
    key = running.day_key(house.organisation, CATEGORY, "2026-06-01", create=True)
    assert key is not None
    sealed = key.seal(b"new", b"")
    again = house.ring().day_key(house.organisation, CATEGORY, "2026-06-01", create=False)

    assert again is not None
    assert b"new" == again.open(sealed, b"")


def test_keys_made_by_others_during_rotations_are_never_lost(house: House) -> None:
    """While one process rotates all there is again and again, every key that another makes meanwhile opens afterwards."""

    def make(tell: Tell) -> None:
        ring = house.ring()
        for number in range(150):
            day = f"day-{number}"
            key = ring.day_key(house.organisation, CATEGORY, day, create=True)
            assert key is not None
            tell(day, key.seal(day.encode(), b"").hex())
            if number % 10 == 0:
                ring.forget()

    child, told = forked(make)
    root, shelf = house.root(), house.shelf()
    lines: list[str] = []
    with told:
        for number, line in enumerate(told):
            lines.append(line)
            if number % 30 == 5:
                list(WAYS.values())[number // 30 % 3](house.rotation(root, shelf), house.organisation)
    _, status = os.waitpid(child, 0)
    ring = house.ring()

    assert 0 == status
    assert 150 == len(lines)
    for line in lines:
        day, sealed = line.split()
        key = ring.day_key(house.organisation, CATEGORY, day, create=False)
        assert key is not None
        assert day.encode() == key.open(bytes.fromhex(sealed), b"")


@pytest.fixture
def boundaries(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Call something before every boundary of a rotation: each commit of the shelf, each step of a file of the root."""
    commit = sqlite.Tracked.commit

    def at(call: Callable[[], object]) -> None:
        def committing(driver: sqlite.Tracked) -> None:
            call()
            commit(driver)

        monkeypatch.setattr(sqlite.Tracked, "commit", committing)
        for name in ("write", "shred", "sync", "_overwrite"):
            real = getattr(home_module, name)

            def before(*given: object, real: Callable[..., None] = real) -> None:
                call()
                real(*given)

            monkeypatch.setattr(home_module, name, before)

    return at


@pytest.mark.parametrize("way", WAYS)
def test_killed_at_any_boundary_everything_opens_and_the_next_rotation_finishes(
    house: House, way: str, boundaries: Callable[[Callable[[], object]], None]
) -> None:
    """A copy of the files at each boundary is what a kill leaves: all opens, before and after the rotation is done again."""
    shelf, running = house.shelf(), [True]
    left: list[House] = []

    def halt() -> None:
        if running:
            left.append(house.copied(f"left-{len(left)}"))

    boundaries(halt)
    WAYS[way](house.rotation(shelf=shelf), house.organisation)
    running.clear()
    for copy in left:
        assert copy.opens(copy.ring())
        copy.rotation().epoch()
        assert copy.opens(copy.ring())
        assert {copy.root().epoch} == set(copy.root().epochs)
        assert 3 == len(list((copy.folder / "root").iterdir()))
        assert copy.shelf().named(house.organisation, "retiring") is None

    assert 8 <= len(left)


def test_a_key_that_does_not_open_stops_the_rotation(house: House) -> None:
    """No root is destroyed while something hangs on it that cannot be rewrapped."""
    shelf = house.shelf()
    key_id, _, wrapped = shelf.living_keys(house.organisation)[0]
    shelf.rewrap(house.organisation, [(key_id, wrapped, wrapped[:-1] + bytes([wrapped[-1] ^ 1]))])

    with pytest.raises(KeyBroken):
        house.rotation(shelf=shelf).epoch()
    assert {1, 2} == set(house.root().epochs)


def test_a_rotation_waits_for_a_stopped_maker_of_keys_and_destroys_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process stopped while it makes a key holds the old root alive: the rotation says so, and can be done later."""
    monkeypatch.setattr(home_module, "TURN_SECONDS", 0.05)

    def stop(tell: Tell) -> None:
        with house.root().creating():
            tell("in")
            os.kill(os.getpid(), signal.SIGSTOP)

    child, told = forked(stop)
    with told:
        assert "in\n" == told.readline()
        os.waitpid(child, os.WUNTRACED)
        with pytest.raises(KeysBusy):
            house.rotation().epoch()
        assert house.opens(house.ring())
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    house.rotation().epoch()

    assert house.opens(house.ring())


@pytest.fixture
def swapped(house: House) -> Iterator[Callable[[bytes, bytes], None]]:
    """Put the wrapped bytes of one key in the place of another's, as somebody with the shelf's file can."""
    shelf = house.shelf()

    def swap(of: bytes, wrapped: bytes) -> None:
        with shelf._writing() as connection:
            connection.exec_driver_sql("UPDATE keys SET wrapped = ? WHERE key_id = ?", (wrapped, of))

    yield swap
    shelf.close()


def test_wrapped_keys_swapped_between_names_kinds_organisations_and_epochs_never_open(
    house: House, swapped: Callable[[bytes, bytes], None]
) -> None:
    """Another key's wrapping, be it of another day, kind, organisation or epoch, is refused in its place."""
    shelf = house.shelf()
    found = shelf.bucket(house.organisation, CATEGORY, DAYS[0])
    other_day = shelf.bucket(house.organisation, CATEGORY, DAYS[1])
    other_kind = shelf.named(house.organisation, f"traffic/{CATEGORY}")
    stranger = new_id()
    house.ring(shelf=shelf).day_key(stranger, CATEGORY, DAYS[0], create=True)
    theirs = shelf.bucket(stranger, CATEGORY, DAYS[0])
    assert found
    assert other_day
    assert other_kind
    assert theirs
    renumbered = head(2) + found[1][5:]
    house.root().begin("epoch", None)
    for wrapped in (other_day[1], other_kind[1], theirs[1], renumbered):
        swapped(found[0], wrapped)
        with pytest.raises(KeyBroken):
            house.ring().day_key(house.organisation, CATEGORY, DAYS[0], create=False)
    swapped(found[0], found[1])

    assert house.opens(house.ring())


def test_a_seal_of_before_does_not_open_under_a_key_of_after(house: House) -> None:
    """Rotation makes no key equal to another: a day's seal opens with that day's key only."""
    house.rotation().organisation(house.organisation)
    other = house.ring().day_key(house.organisation, CATEGORY, DAYS[1], create=False)
    assert other is not None

    with pytest.raises(SealBroken):
        other.open(house.sealed[DAYS[0]], b"to")
