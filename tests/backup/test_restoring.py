"""Data put back from a backup come back; what was destroyed or deleted since does not."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.backup.conftest import Place
from tests.conftest import CHEAP_KDF, IN_FILES, PASSPHRASE
from tests.servers import Databases, Server

from etanche import backup
from etanche.instance import Instance, InstanceMissing, Stores
from etanche.proof import State
from etanche.store import Shelf
from etanche.vault import ClockJumped


def test_what_was_backed_up_comes_back(place: Place) -> None:
    """After a restore the instance reads what it read at the moment of the backup, and the journal verifies."""
    instance = place.open()
    place.put(instance, "kept", 1, 2)
    taken = place.back_up(instance)
    place.put(instance, "lost", 1)
    instance.close()

    place.restore(taken)
    again = place.open()

    assert {"kept"} == place.pages(again)
    assert again.journal.verify().fault is None
    assert () == again.vault.missing()


def test_a_day_destroyed_since_stays_destroyed(place: Place) -> None:
    """A day swept between backup and restore is read by nobody, and its rows go with the first sweep."""
    instance = place.open()
    place.put(instance, "old", 179)
    place.put(instance, "young", 1)
    taken = place.back_up(instance)
    place.clock.advance(timedelta(days=1, hours=12))
    assert 1 == instance.vault.sweep().destroyed
    instance.close()

    place.restore(taken)
    again = place.open()

    assert {"young"} == place.pages(again)
    assert again.vault.bury() > 0
    assert () == again.vault.missing()
    assert again.journal.verify().fault is None


def test_a_visit_deleted_since_stays_deleted(place: Place) -> None:
    """Who opted out after the backup was made is not counted again, although the key of their day lives on."""
    instance = place.open()
    place.put(instance, "theirs", 0, who="her browser")
    place.put(instance, "others", 0, who="another")
    taken = place.back_up(instance)
    assert 1 == instance.vault.door("site-visits", actor="site").forget("visit", "her browser")
    instance.close()

    restored = place.restore(taken)

    assert 1 == restored.deleted
    assert {"others"} == place.pages(place.open())


@IN_FILES
def test_what_the_journal_lost_is_named_and_stays_visible(place: Place) -> None:
    """The lines after the backup are named by a signed gap and by a line; `verify` tells of it for ever, and calls it no fault."""
    instance = place.open()
    taken = place.back_up(instance)
    place.put(instance, "lost", 1)
    instance.journal.seal()
    end = instance.journal.head().position + 1  # closing says that a salt was dropped
    instance.close()

    restored = place.restore(taken)
    again = place.open()
    report = again.journal.verify()

    assert restored.lost is not None
    assert (restored.lost.last, end) == (end, again.shelf.head(again.organisation_id).position - 1)  # type: ignore[union-attr]  # it has one
    assert (None, restored.lost.lines) == (report.fault, report.lost)
    assert restored.lost.first == again.journal.entries(act="restored")[0].facts["first"]


@IN_FILES
def test_a_new_machine_begins_with_the_root_and_a_backup(place: Place, tmp_path: Path) -> None:
    """With nothing but the recovery kit, a backup and the newest tombstones, an instance stands on a new machine."""
    instance = place.open()
    place.put(instance, "kept", 1)
    taken = place.back_up(instance)
    place.closing.close()
    newest = tmp_path / "newest"
    shutil.copyfile(place.folder / "tombstones.log", newest)
    shutil.copytree(place.folder / "root", tmp_path / "new/root")
    shutil.rmtree(place.folder)
    place.folder = tmp_path / "new"
    with pytest.raises(InstanceMissing):
        place.restore(taken)

    place.restore(taken, shelf_lost=True, tombstones=newest)
    again = place.open()

    assert {"kept"} == place.pages(again)
    assert again.journal.verify().fault is None
    assert "from-backup" == again.journal.entries(act="restored")[0].facts["shelf"]


@IN_FILES
def test_a_dry_run_changes_nothing(place: Place) -> None:
    """It says what would be lost, and leaves every byte as it was."""
    instance = place.open()
    taken = place.back_up(instance)
    place.put(instance, "lost", 1)
    instance.close()
    before = {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}
    tried = place.restore(taken, dry_run=True)

    assert tried.lost is not None
    assert before == {path: path.read_bytes() for path in place.folder.rglob("*") if path.is_file()}


@IN_FILES
def test_lines_not_yet_chained_in_a_backup_are_chained_as_they_were(place: Place) -> None:
    """A backup that holds lines chained only later ends in the same chain, to the byte, and loses only what followed."""
    instance = place.open()
    instance.journal.seal()
    place.put(instance, "kept", 1)
    taken = backup.take(instance.copies.sources, place.copies)
    sealed = instance.journal.seal().head
    instance.journal.seal()
    end = instance.journal.head().position + 1  # closing says that a salt was dropped
    instance.close()
    restored = place.restore(taken)

    assert restored.lost is not None
    assert (sealed.position + 1, end) == (restored.lost.first, restored.lost.last)
    assert place.open().journal.verify().fault is None


@IN_FILES
def test_a_restored_instance_goes_on_and_is_restored_again(place: Place) -> None:
    """A second restore names its own gap; the journal goes on after each, and its own term cuts lines and gaps in their turn."""
    instance = place.open()
    first = place.back_up(instance)
    place.put(instance, "one", 1)
    instance.close()
    place.restore(first)
    instance = place.open()
    second = place.back_up(instance)
    place.put(instance, "two", 1)
    instance.close()
    place.restore(second)
    instance = place.open()
    report = instance.journal.verify()
    assert (None, 2) == (report.fault, len(report.gaps))
    for _ in range(3):
        place.clock.advance(timedelta(days=200))
        place.put(instance, "later", 0)
        instance.journal.seal()
        instance.journal.cut(actor="ann")
        instance.journal.seal()
        assert instance.journal.verify().fault is None

    assert instance.journal.verify().cut > 0


@IN_FILES
def test_a_restored_instance_still_proves_its_journal(place: Place) -> None:
    """`logs:chain` is kept in other words: how many lines a restore lost is in its sentence."""
    instance = place.open()
    taken = place.back_up(instance)
    place.put(instance, "lost", 1)
    instance.close()
    lost = place.restore(taken).lost
    again = place.open()
    again.journal.receipt(by="ann")
    verdicts = {str(verdict.id): verdict for verdict in again.prove().verdicts}

    assert lost is not None
    assert State.KEPT == verdicts["logs:chain"].state
    assert lost.lines == verdicts["logs:chain"].measured["lost"]
    assert State.KEPT == verdicts["logs:journal"].state


@IN_FILES
def test_a_day_whose_key_is_nowhere_is_data_loss_and_is_told(place: Place) -> None:
    """Rows without a key and without a tombstone are named, not swept: somebody has to find out."""
    instance = place.open()
    place.put(instance, "kept", 1)
    taken = place.back_up(instance)
    instance.close()
    shelf = Shelf.open(place.folder / "shelf.sqlite")
    shelf.destroy(instance.organisation_id, [key for _, _, key in shelf.buckets(instance.organisation_id)])
    shelf.close()
    place.restore(taken)
    again = place.open()
    again.vault.bury()

    assert (("visit", place.day(1)),) == again.vault.missing()


def test_stores_on_two_servers_that_were_lost_come_from_the_backup(
    charter: Path, databases: Databases, other_server: Server, tmp_path: Path
) -> None:
    """Data on one server, keys on another, both lost: an empty database each is enough, with the root and the tombstones."""
    there = Databases(other_server)
    data, shelf = databases.empty(), there.empty()
    place = Place(folder=tmp_path / "data", copies=tmp_path / "copies")
    with place.closing:
        Instance.create(
            place.folder,
            charter=charter,
            passphrase=PASSPHRASE,
            clock=place.clock,
            kdf=CHEAP_KDF,
            stores=Stores(data=data, shelf=shelf),
        ).close()
        instance = place.open()
        place.put(instance, "kept", 1)
        taken = place.back_up(instance)
        place.closing.close()
        settings = place.folder / "instance.toml"
        said = settings.read_text(encoding="utf-8")
        for lost, new in ((data, databases.empty()), (shelf, there.empty())):
            said = said.replace(f'"{lost.url}"', f'"{new.url}"')
        settings.write_text(said, encoding="utf-8")
        place.restore(taken, shelf_lost=True)

        with place.open() as again:
            assert {"kept"} == place.pages(again)
            assert again.journal.verify().fault is None
    there.drop()


@IN_FILES
def test_after_the_restore_of_an_old_backup_a_named_person_lets_the_sweep_go_on(place: Place) -> None:
    """The clock jumped, as seen from the data put back: the guard stops the sweep as after any jump, and nothing is destroyed."""
    instance = place.open()
    place.put(instance, "kept", 1)
    taken = place.back_up(instance)
    for _ in range(3):
        place.clock.advance(timedelta(days=1))
        instance.vault.sweep()
    instance.close()
    place.restore(taken)
    again = place.open()

    with pytest.raises(ClockJumped):
        again.vault.sweep()
    assert again.vault.sweep(confirmed_by="Ann Smith").final
    assert {"kept"} == place.pages(again)
