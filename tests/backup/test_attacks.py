"""
What a backup gives an attacker, and what a restore could bring back or hide.

Keys die on the shelf of now; a backup holds yesterday's shelf. So each way to put the two together is tried: by the command,
by hand with everything old, with an old shelf in the place of the new one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.addresses import behind
from tests.backup.conftest import Place
from tests.conftest import CHEAP_KDF, IN_FILES, PASSPHRASE, forked

from etanche.backup import BackupDamaged, BackupMissing, OtherInstance, Taken
from etanche.instance import BeingRestored, Instance, InstanceInUse, LaggingData, LaggingShelf, LaggingTombstones
from etanche.instance.holding import alone
from etanche.instance.settings import Settings
from etanche.journal import FaultKind, OtherHistory
from etanche.keyring import Keyring, RootFile, RootOutOfReach
from etanche.store import CutRow, Shelf, Store, Tombstones, entries


@pytest.fixture
def swept(place: Place) -> tuple[Taken, bytes, bytes]:
    """A backup, made before a day was destroyed; the id of that day's bucket, and its wrapped bytes."""
    instance = place.open()
    place.put(instance, "old", 179)
    place.put(instance, "young", 1)
    [(_, _, bucket)] = [each for each in instance.shelf.buckets(instance.organisation_id) if each[1] < "2026-08"]
    wrapped = instance.shelf.get(instance.organisation_id, bucket)
    assert wrapped is not None
    taken = place.back_up(instance)
    place.clock.advance(timedelta(days=1, hours=12))
    assert 1 == instance.vault.sweep().destroyed
    instance.close()
    return taken, bucket, wrapped


def bytes_of(folder: Path) -> bytes:
    """Return every byte of every file below a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


@pytest.mark.clause("C4")
@IN_FILES
def test_no_file_of_a_restored_instance_holds_the_key_of_a_day_destroyed_since(
    place: Place, swept: tuple[Taken, bytes, bytes]
) -> None:
    """The backup's shelf has the key still; after the restore, with the shelf kept or lost, no file of the instance has it."""
    taken, _, wrapped = swept
    assert wrapped in bytes_of(taken.folder)
    for lost in (False, True):
        place.restore(taken, shelf_lost=lost)
        again = place.open()
        assert {"young"} == place.pages(again)
        again.vault.bury()
        again.close()

        assert wrapped not in bytes_of(place.folder), lost


@IN_FILES
def test_a_backup_opens_nothing_without_the_root(
    place: Place, swept: tuple[Taken, bytes, bytes], tmp_path: Path
) -> None:
    """Old data and old shelf put together by hand are noise to who has no root: none is in the backup."""
    taken, _, _ = swept
    assert not [file for file in taken.folder.rglob("*") if "root" in file.name or "passphrase" in file.name]
    shutil.copytree(place.folder, tmp_path / "stolen")
    by_hand(taken, tmp_path / "stolen")
    shutil.rmtree(tmp_path / "stolen/root")

    with pytest.raises(RootOutOfReach):
        Instance.open(tmp_path / "stolen", passphrase=lambda: PASSPHRASE, clock=place.clock)
    assert b"/young" not in bytes_of(taken.folder)


def by_hand(taken: Taken, folder: Path) -> None:
    """Put the data and the shelf of a backup into a folder, as a person without the command would."""
    for name in ("data", "shelf"):
        for file in folder.glob(f"{name}.sqlite*"):
            file.unlink()
        shutil.copyfile(taken.folder / name / "store.sqlite", folder / f"{name}.sqlite")


@pytest.mark.clause("C4")
@IN_FILES
def test_everything_old_but_the_tombstones_stays_dead(place: Place, swept: tuple[Taken, bytes, bytes]) -> None:
    """With root, old data and old shelf, all put back by hand: the instance does not open, and to the keyring the day is dead."""
    taken, bucket, _ = swept
    by_hand(taken, place.folder)

    with pytest.raises(LaggingShelf):
        place.open()
    organisation = Settings.read(place.folder).organisation
    shelf = Shelf.open(place.folder / "shelf.sqlite")
    keyring = Keyring(
        RootFile.open(place.folder / "root", PASSPHRASE),
        shelf,
        Tombstones(place.folder / "tombstones.log"),
        place.clock,
    )
    lent = {
        key_id == bucket: keyring.day_key(organisation, category, day, create=False)
        for category, day, key_id in shelf.buckets(organisation)
    }
    shelf.close()
    assert lent[True] is None
    assert lent[False] is not None


@IN_FILES
def test_an_old_shelf_in_the_place_of_the_new_one_is_refused(place: Place, swept: tuple[Taken, bytes, bytes]) -> None:
    """A restore against a shelf in which dead keys live, or one older than the backup, stops before anything is changed."""
    taken, _, _ = swept
    by_hand(taken, place.folder)
    before = (place.folder / "data.sqlite").read_bytes()

    with pytest.raises(LaggingShelf):
        place.restore(taken)
    assert before == (place.folder / "data.sqlite").read_bytes()


@IN_FILES
def test_a_shelf_older_than_the_backup_is_refused(place: Place) -> None:
    """A shelf whose head stands before the backup's was lost in part: keys that the data need would be missing."""
    place.open().close()
    old = (place.folder / "shelf.sqlite").read_bytes()
    instance = place.open()
    place.put(instance, "one", 1)
    taken = place.back_up(instance)
    instance.close()
    (place.folder / "shelf.sqlite").write_bytes(old)

    with pytest.raises(LaggingShelf):
        place.restore(taken)


@IN_FILES
def test_older_tombstones_than_the_backups_are_refused(place: Place, swept: tuple[Taken, bytes, bytes]) -> None:
    """Without the newest tombstones a lost shelf is not replaced; without any at all they must be named."""
    _, _, wrapped = swept
    instance = place.open()
    taken = place.back_up(instance)
    instance.close()
    newest = (place.folder / "tombstones.log").read_bytes()
    (place.folder / "tombstones.log").write_bytes(newest.splitlines(keepends=True)[0])
    with pytest.raises(LaggingTombstones):
        place.restore(taken, shelf_lost=True)
    (place.folder / "tombstones.log").unlink()
    with pytest.raises(LaggingTombstones):
        place.restore(taken, shelf_lost=True)
    (place.copies / "newest").write_bytes(newest)

    place.restore(taken, shelf_lost=True, tombstones=place.copies / "newest")
    assert newest == (place.folder / "tombstones.log").read_bytes()
    assert wrapped not in bytes_of(place.folder)


def flip(file: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def lie(copy: Path) -> None:
    """Change a figure of the manifest."""
    said = json.loads((copy / "manifest.json").read_text())
    (copy / "manifest.json").write_text(json.dumps(said | {"taken": "2036-01-01T00:00:00+00:00"}))


TAMPERED: dict[str, Callable[[Path], object]] = {
    "data": lambda copy: flip(next((copy / "data").iterdir())),
    "shelf": lambda copy: flip(next((copy / "shelf").iterdir())),
    "tombstones": lambda copy: (copy / "tombstones.log").write_bytes(b"etanche tombstones 1\n0"),
    "a file more": lambda copy: (copy / "data/more").touch(),
    "a file less": lambda copy: next((copy / "data").iterdir()).unlink(),
    "the manifest": lie,
    "the signature": lambda copy: flip(copy / "manifest.sig"),
}


def test_a_backup_that_was_changed_is_refused(place: Place) -> None:
    """Whatever was changed in a backup, it is refused before anything is touched."""
    instance = place.open()
    place.put(instance, "kept", 1)
    taken = place.back_up(instance)
    instance.close()
    for name, tamper in TAMPERED.items():
        changed = place.copies.with_name("changed")
        shutil.copytree(taken.folder, changed)
        tamper(changed)
        with pytest.raises(BackupDamaged):
            place.restore(changed)
        shutil.rmtree(changed)
        assert not (place.folder / "restore.begun").exists(), name
    with pytest.raises(BackupMissing):
        place.restore(place.copies)
    assert {"kept"} == place.pages(place.open())


@IN_FILES
def test_the_backup_of_another_instance_is_refused(place: Place, tmp_path: Path, charter: Path) -> None:
    """A whole, signed backup of somebody else's instance is not put in the place of ours."""
    with Instance.create(
        tmp_path / "other", charter=charter, passphrase=PASSPHRASE, clock=place.clock, kdf=CHEAP_KDF
    ) as other:
        taken = other.copies.make(place.copies, by="ann")

    with pytest.raises(OtherInstance):
        place.restore(taken)


def test_an_instance_in_use_is_not_restored_over(place: Place) -> None:
    """While a process has the instance open a restore is refused, and while it is restored nobody opens it."""
    instance = place.open()
    taken = place.back_up(instance)

    with pytest.raises(InstanceInUse):
        place.restore(taken)
    instance.close()
    with alone(place.folder), pytest.raises(BeingRestored):
        place.open()


def test_a_backup_made_while_others_write_is_one_moment(place: Place) -> None:
    """Of a batch either all is in the backup or nothing, and no record is without its key."""
    instance = place.open()
    stop = threading.Event()
    batches: list[int] = []

    def write() -> None:
        while not stop.is_set():
            place.put(instance, f"batch-{len(batches)}", *range(1, 21))
            batches.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [place.back_up(instance) for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    instance.close()
    for taken in copies:
        rows = taken.manifest.counts["records"]

        assert 0 == rows % 20
        place.restore(taken)
        again = place.open()
        assert rows == len(place.read(again))
        assert () == again.vault.missing()
        assert again.journal.verify().fault is None
        again.close()
    assert len(batches) > 0


BOUNDARIES = ("rename", "fsync", "mkdir", "rmdir", "unlink")


def killed_at(number: int, act: Callable[[], object]) -> bool:
    """Do something in a child that is killed before its nth word to the file system; tell whether it came so far."""

    def doomed(_tell: object) -> None:
        left = [number]

        def hooked(word: Callable[..., Any]) -> Callable[..., Any]:
            def said(*args: Any, **more: Any) -> Any:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return word(*args, **more)

            return said

        for name in BOUNDARIES:
            setattr(os, name, hooked(getattr(os, name)))
        act()

    child, telling = forked(doomed)
    telling.close()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def test_a_backup_killed_anywhere_leaves_none_or_a_whole_one(place: Place) -> None:
    """Each copy that can be seen is whole and signed; what was half made goes with the next prune."""
    instance = place.open()
    place.put(instance, "kept", 1)
    instance.close()

    def back_up() -> None:
        with Instance.open(place.folder, passphrase=lambda: PASSPHRASE, clock=place.clock) as opened:
            place.back_up(opened)

    number = 1
    # Of the many files of a server's tables one in seven is enough.
    while killed_at(number, back_up):
        number += 1 if place.stores.data is None else 7
    with place.open() as again:
        seen = [path for path in place.copies.iterdir() if not path.name.startswith(".")]
        held = again.copies.listed(place.copies)
        assert again.journal.verify().fault is None
        again.copies.prune(place.copies, by="ann")

    assert number > 10
    assert len(seen) == len(held) == len(list(place.copies.iterdir()))
    assert all(one.manifest is not None for one in held)


def test_a_restore_killed_anywhere_ends_old_or_new_and_can_be_done_again(place: Place) -> None:
    """Whoever opens the instance next finds the data of before or those of the backup, whole, and a journal that verifies."""
    instance = place.open()
    place.put(instance, "kept", 1)
    taken = place.back_up(instance)
    place.put(instance, "lost", 1)
    instance.close()
    seen = set()
    number = 1
    while killed_at(number, lambda: place.restore(taken)):
        with place.open() as again:
            pages = frozenset(place.pages(again))
            assert pages in ({"kept"}, {"kept", "lost"}), number
            assert again.journal.verify().fault is None, number
            if "lost" not in pages:
                place.put(again, "lost", 1)
        assert not list(place.folder.glob("restore.*"))
        seen.add(pages)
        number += 1
    with place.open() as again:
        assert {"kept"} == place.pages(again)
        assert again.journal.verify().fault is None
    if place.stores.data is None:
        assert 2 == len(seen)


@IN_FILES
def test_data_rolled_back_by_hand_are_refused_and_a_broken_chain_as_ever(place: Place) -> None:
    """A restore explains its own break and no other: older data put back without the key are told by the head, gap or no gap."""
    instance = place.open()
    first = place.back_up(instance)
    place.put(instance, "one", 1)
    instance.close()
    place.restore(first)
    instance = place.open()
    assert instance.journal.verify().fault is None
    with instance.store.reading() as connection:
        gaps = entries.all_cuts(connection, instance.organisation_id)
    place.put(instance, "two", 1)
    instance.close()
    for file in place.folder.glob("data.sqlite*"):
        file.unlink()
    shutil.copyfile(first.folder / "data/store.sqlite", place.folder / "data.sqlite")

    with pytest.raises(LaggingData):
        place.open()
    # Who also writes over the number of the last line gets it opened, and the journal tells.
    rolled = Store.open(place.folder / "data.sqlite")
    with behind(rolled) as say:
        say("INSERT INTO sequences VALUES (?, 'entries', 1000)", instance.organisation_id)
    rolled.close()
    opened = place.open()
    assert FaultKind.HEAD == opened.journal.verify().fault.kind  # type: ignore[union-attr]  # the assertion says so
    # The old gap, played again in the old data, explains nothing either.
    put_cut(opened, gaps[0])
    assert opened.journal.verify().fault is not None


def put_cut(instance: Instance, row: CutRow) -> None:
    """Write a cut or a gap into the data, as who has the file and no key can: a copy of a signed one."""
    with instance.store.writing() as connection:
        entries.cut(connection, row)


@IN_FILES
def test_a_gap_without_its_line_is_a_missing_line(place: Place) -> None:
    """Who takes away the line that says by whom data were put back, and when, breaks the chain."""
    instance = place.open()
    taken = place.back_up(instance)
    place.put(instance, "lost", 1)
    instance.close()
    place.restore(taken)
    again = place.open()
    with behind(again.store) as said:
        said("DELETE FROM entries WHERE act = 'restored'")

    assert again.journal.verify().fault is not None


@IN_FILES
def test_a_shelf_of_another_history_is_refused(place: Place) -> None:
    """A head on the shelf that does not follow from the journal put back is no loss that a restore may explain."""
    instance = place.open()
    place.put(instance, "kept", 1)
    taken = place.back_up(instance)
    instance.close()
    shelf = Shelf.open(place.folder / "shelf.sqlite")
    head = shelf.head(instance.organisation_id)
    assert head is not None
    shelf.put_head(instance.organisation_id, taken.manifest.position, bytes(32), head.at)
    shelf.close()

    with pytest.raises((OtherHistory, LaggingShelf)):
        place.restore(taken)


@IN_FILES
def test_a_backup_past_its_time_is_overdue_and_goes(place: Place) -> None:
    """On the thirty-first day a backup is listed as overdue; prune deletes it, and the journal says so."""
    instance = place.open()
    old = place.back_up(instance)
    place.clock.advance(timedelta(days=31))
    young = place.back_up(instance)
    listed = instance.copies.listed(place.copies)
    dead = instance.copies.prune(place.copies, by="ann")

    assert [(old.folder, True), (young.folder, False)] == [(one.folder, one.overdue) for one in listed]
    assert [old.manifest.id] == [one.id for one in dead]
    assert [young.folder] == list(place.copies.iterdir())
    assert [old.manifest.id] == [line.facts["backup"] for line in instance.journal.entries(act="backup-deleted")]
