"""
A backup is put back for a moment, to see: the living are there, the dead stay dead, and nothing of it is left.

The attacks: a file missing, a byte changed, a shelf of before slipped in so that somebody erased opens, a process killed in the middle.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.backup.conftest import Place
from tests.backup.test_attacks import by_hand, flip
from tests.conftest import IN_FILES, forked

from etanche.backup import BackupMissing, Taken
from etanche.instance import Address, Instance, LaggingShelf, Stores
from etanche.instance.rehearsing import OnServer, rehearse
from etanche.proof import rehearsal

pytestmark = IN_FILES


def forget(folder: Path) -> None:
    """Let the data of an instance that nobody has open remember nothing of shelf and tombstones, as whoever writes to the file can."""
    with closing(sqlite3.connect(folder / "data.sqlite")) as data, data:
        data.execute("DELETE FROM sequences WHERE name IN ('key-changes', 'tombstones')")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for passing things, so that a test sees what is left in it."""
    folder = tmp_path / "passing"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.clause("C4")
def test_the_living_come_back_and_the_dead_do_not(
    place: Place, backed: tuple[Instance, Taken], elsewhere: Path
) -> None:
    """Of a backup made before a day was destroyed the young records open and the old one does not; the journal says how many."""
    instance, taken = backed
    place.clock.advance(timedelta(days=1, hours=12))
    instance.vault.sweep()
    seen = instance.rehearse(place.copies, by="ann")
    [line] = instance.journal.entries(act=rehearsal.ACT)

    assert (taken.manifest.id, "sound", 2, 1) == (seen.backup, seen.found, seen.seen.readable, seen.seen.shut)
    assert ("ann", "done", 2, 1) == (line.actor, line.decision, line.facts["readable"], line.facts["shut"])
    assert [] == list(elsewhere.iterdir())
    assert instance.journal.verify().intact


def test_a_rehearsal_changes_nothing_and_calls_nobody(place: Place, backed: tuple[Instance, Taken]) -> None:
    """The living instance goes on as it was, no file of the root is written, and no connection is opened."""
    instance, _ = backed
    root = {file: file.read_bytes() for file in (place.folder / "root").iterdir()}
    calls: list[str] = []
    watching = [True]

    def watch(event: str, _arguments: object) -> None:
        if watching[0] and event in {"socket.connect", "socket.getaddrinfo", "socket.bind"}:
            calls.append(event)

    sys.addaudithook(watch)
    instance.rehearse(place.copies, by="ann")
    watching[0] = False

    assert [] == calls
    assert root == {file: file.read_bytes() for file in (place.folder / "root").iterdir()}
    assert {"old", "young"} == place.pages(instance)


def test_a_record_deleted_since_stays_deleted(place: Place, backed: tuple[Instance, Taken]) -> None:
    """A visit whose visitor opted out after the backup is deleted again before it is looked at, and raises no alarm."""
    instance, _ = backed
    place.put(instance, "mine", 0, who="me")
    place.back_up(instance)
    ids = {record.id for record in place.read(instance)}
    instance.vault.door("site-visits", actor="site").forget("visit", who="me")
    gone = ids - {record.id for record in place.read(instance)}
    seen = instance.rehearse(place.copies, by="ann")

    assert 1 == len(gone)
    assert ("sound", 3) == (seen.found, seen.seen.readable)


def test_what_was_written_since_is_not_missed(place: Place, backed: tuple[Instance, Taken]) -> None:
    """Records, and a day, younger than the backup are no loss of the backup's."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=1))
    place.put(instance, "later", 0, 5)

    assert "sound" == instance.rehearse(place.copies, by="ann").found


@pytest.mark.clause("C4")
def test_an_old_shelf_slipped_in_is_told_loudly(place: Place, backed: tuple[Instance, Taken], elsewhere: Path) -> None:
    """
    The shelf of before does not open beside the data and the tombstones of now.

    With these cut short to fit, and what the data remember written over, the dead open: the rehearsal says so.
    """
    instance, taken = backed
    place.clock.advance(timedelta(days=1, hours=12))
    instance.vault.sweep()
    instance.close()
    data = (place.folder / "data.sqlite").read_bytes()
    by_hand(taken, place.folder)
    (place.folder / "data.sqlite").write_bytes(data)
    with pytest.raises(LaggingShelf):
        place.open()
    shutil.copyfile(taken.folder / "tombstones.log", place.folder / "tombstones.log")
    with pytest.raises(LaggingShelf):
        place.open()
    forget(place.folder)
    raised = place.open().rehearse(place.copies, by="ann")

    assert ("raised", 1) == (raised.found, raised.seen.raised)
    assert not raised.sound
    assert [] == list(elsewhere.iterdir())


@pytest.mark.parametrize(("since", "found"), [("a day died", "old-tombstones"), ("a day began", "old-shelf")])
def test_files_that_agree_are_told_by_a_backup_younger_than_they(
    place: Place, backed: tuple[Instance, Taken], tmp_path: Path, since: str, found: str
) -> None:
    """Data, shelf and tombstones of one moment open: nobody among them knows better. The last backup does, and cannot be put back."""
    instance, _ = backed
    instance.close()
    shutil.copytree(place.folder, tmp_path / "before")
    with place.open() as instance:
        place.clock.advance(timedelta(days=1, hours=12))
        if since == "a day died":
            instance.vault.sweep()
        else:
            place.put(instance, "new", 0)
        place.back_up(instance)
    shutil.rmtree(place.folder)
    shutil.copytree(tmp_path / "before", place.folder)
    seen = place.open().rehearse(place.copies, by="ann")

    assert (found, False) == (seen.found, seen.sound)


@pytest.mark.parametrize("attack", ["a byte", "a file"])
def test_a_damaged_backup_fails_the_rehearsal(
    place: Place, backed: tuple[Instance, Taken], attack: str, elsewhere: Path
) -> None:
    """With one byte changed or one file gone the rehearsal fails, says so in the journal, and leaves nothing."""
    instance, taken = backed
    data = next((taken.folder / "data").iterdir())
    flip(data) if attack == "a byte" else data.unlink()
    seen = instance.rehearse(place.copies, by="ann")
    [line] = instance.journal.entries(act=rehearsal.ACT)

    assert ("damaged", "damaged", "failed") == (seen.found, line.facts["found"], line.decision)
    assert [] == list(elsewhere.iterdir())


def test_a_backup_of_another_hand_is_never_put_back(place: Place, backed: tuple[Instance, Taken]) -> None:
    """Without our signature a folder is no backup of ours: nothing is put back, and there is none to try."""
    instance, taken = backed
    (taken.folder / "manifest.sig").write_text("00" * 64)

    with pytest.raises(BackupMissing):
        instance.rehearse(place.copies, by="ann")


def test_a_backup_that_lacks_the_living_is_told(place: Place, backed: tuple[Instance, Taken]) -> None:
    """If a living day of before the backup is not in it, somebody would lose it: the rehearsal counts it as missing."""
    instance, _ = backed
    place.clock.advance(timedelta(hours=1))
    place.put(instance, "new", 3)
    with instance.store.writing() as connection:
        newest = "opened = (SELECT max(opened) FROM days)"
        connection.exec_driver_sql(f"UPDATE days SET opened = '2000-01-01T00:00:00.000000+00:00' WHERE {newest}")
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", 1) == (seen.found, seen.seen.missing)


def test_nothing_readable_lies_about_while_it_lasts_and_nothing_after_a_kill(
    place: Place, backed: tuple[Instance, Taken], elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle, it leaves no record in clear, no root and no passphrase; the next rehearsal clears that away."""
    instance, _ = backed
    instance.close()

    def die(*_anything: object, **_more: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def doomed(_tell: object) -> None:
        monkeypatch.setattr(rehearsal, "revive", die)
        place.open().rehearse(place.copies, by="ann")

    child, telling = forked(doomed)
    telling.close()
    _, status = os.waitpid(child, 0)
    left = [file for file in elsewhere.rglob("*") if file.is_file()]
    content = b"".join(file.read_bytes() for file in left)

    assert os.WIFSIGNALED(status)
    assert left
    assert not {file.name for file in left} & {"root", "passphrase", "provider", "recovery"}
    assert b"/young" not in content
    assert b"/old" not in content
    place.open().rehearse(place.copies, by="ann")
    assert [] == list(elsewhere.iterdir())


@pytest.mark.clause("C4")
def test_a_person_erased_since_does_not_open(place: Place, choir: tuple[Instance, bytes, bytes]) -> None:
    """Of two persons in the backup one was erased: their record stays shut, the other's opens, and one who came later is not missed."""
    instance, gone, _ = choir
    place.back_up(instance)
    place.clock.advance(timedelta(hours=1))
    instance.vault.erase(gone, actor="ann")
    instance.vault.tell(instance.vault.new_person(), "contract-start", actor="ann", effective=place.clock.now())
    seen = instance.rehearse(place.copies, by="ann")

    assert ("sound", 1, 1) == (seen.found, seen.seen.readable, seen.seen.shut)


@pytest.mark.clause("C4")
def test_a_person_who_opens_again_is_told_loudly(place: Place, choir: tuple[Instance, bytes, bytes]) -> None:
    """With shelf and tombstones of before the erasure slipped in, and forgotten by the data, the person opens from the backup: so it is found."""
    instance, gone, _ = choir
    taken = place.back_up(instance)
    instance.vault.erase(gone, actor="ann")
    instance.close()
    data = (place.folder / "data.sqlite").read_bytes()
    by_hand(taken, place.folder)
    (place.folder / "data.sqlite").write_bytes(data)
    shutil.copyfile(taken.folder / "tombstones.log", place.folder / "tombstones.log")
    forget(place.folder)
    again = place.open()
    seen = again.rehearse(place.copies, by="ann")

    assert ("raised", 1) == (seen.found, seen.seen.raised)
    assert ["failed"] == [line.decision for line in again.journal.entries(act=rehearsal.ACT)]


def test_a_living_person_who_is_not_in_it_is_missed(place: Place, choir: tuple[Instance, bytes, bytes]) -> None:
    """Somebody written down before the backup who is not in it would be lost by a restore."""
    instance, _, _ = choir
    place.back_up(instance)
    place.clock.advance(timedelta(hours=1))
    instance.vault.tell(instance.vault.new_person(), "contract-start", actor="ann", effective=place.clock.now())
    with instance.store.writing() as connection:
        newest = "recorded = (SELECT max(recorded) FROM persons)"
        connection.exec_driver_sql(f"UPDATE persons SET recorded = '2000-01-01T00:00:00.000000+00:00' WHERE {newest}")
    seen = instance.rehearse(place.copies, by="ann")

    assert ("missing", 1) == (seen.found, seen.seen.missing)


def test_stores_on_a_server_are_not_rehearsed(place: Place, backed: tuple[Instance, Taken]) -> None:
    """Nothing is put back on a server for a moment; it is refused, and said what to do instead."""
    instance, _ = backed
    elsewhere = replace(instance.settings, stores=Stores(data=Address(url="postgresql://nowhere/data")))

    with pytest.raises(OnServer):
        rehearse(
            instance.copies.newest(place.copies),
            ground=replace(instance._ground, settings=elsewhere),
            living=[instance.bench],
            open_houses=lambda _folder: nullcontext([instance.bench]),
            by="ann",
        )
