"""Where the settings name a folder, backups are made, deleted and put back to see as the charter says, by themselves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.backup.conftest import Place
from tests.conftest import IN_FILES

from etanche.backup import BackupUnderWay, locked
from etanche.instance import InstanceUnreadable
from etanche.proof import State, rehearsal

pytestmark = IN_FILES


@pytest.fixture
def kept(place: Place) -> Place:
    """An instance whose settings name the folder of its backups."""
    settings = place.folder / "instance.toml"
    settings.write_text(settings.read_text() + '\n[backups]\nfolder = "../copies"\n')
    return place


def copies(place: Place) -> list[Path]:
    """Return what is in the folder of backups."""
    return sorted(place.copies.iterdir()) if place.copies.exists() else []


def test_a_backup_is_made_each_day_and_none_outlives_its_term(kept: Place) -> None:
    """The first is made at once, the next when its day begins, none in between; after thirty days the first is gone."""
    instance = kept.open()
    made = []
    for hours in (0, 1, 23, 1):
        kept.clock.advance(timedelta(hours=hours))
        instance.keep_backups()
        made.append(len(copies(kept)))
    [first, *_] = copies(kept)
    for _ in range(31):
        kept.clock.advance(timedelta(days=1))
        instance.keep_backups()

    assert [1, 1, 2, 2] == made
    assert first not in copies(kept)
    assert len(copies(kept)) <= 31
    assert {"worker"} == {line.actor for line in instance.journal.entries(act="backup-deleted")}


@pytest.mark.clause("G10")
def test_a_backup_is_put_back_when_the_charter_says_and_again_after_a_failure(kept: Place) -> None:
    """The first is tried at once, then none for three months; after a failed try the next backup is tried."""
    instance = kept.open()

    def tries() -> list[object]:
        return [line.facts["found"] for line in instance.journal.entries(act=rehearsal.ACT)]

    instance.keep_backups()
    kept.clock.advance(timedelta(days=1))
    instance.keep_backups()
    assert ["sound"] == tries()
    next((copies(kept)[-1] / "data").iterdir()).unlink()
    instance.rehearse(by="ann")
    instance.keep_backups()
    assert ["sound", "damaged"] == tries()
    kept.clock.advance(timedelta(days=1))
    instance.keep_backups()
    kept.clock.advance(timedelta(days=93))
    instance.keep_backups()

    assert ["sound", "damaged", "sound", "sound"] == tries()


def test_backups_are_made_one_at_a_time(kept: Place) -> None:
    """While a backup is being made, another one is refused to who asks, and left for later by the worker."""
    instance = kept.open()
    instance.keep_backups()
    kept.clock.advance(timedelta(days=1))
    with locked(kept.copies):
        with pytest.raises(BackupUnderWay):
            instance.copies.make(kept.copies, by="ann")
        instance.keep_backups()

    assert 1 == len(copies(kept))


def test_without_a_folder_nothing_is_made_and_the_promise_is_unproven(place: Place) -> None:
    """An instance whose settings name no folder makes no backup by itself, and does not pretend to."""
    instance = place.open()
    instance.keep_backups()
    found = next(it for it in instance.prove().verdicts if it.id == "continuity:backups")

    assert [] == copies(place)
    assert (State.UNPROVEN, "continuity.nowhere") == (found.state, found.because)


@pytest.mark.clause("G10")
def test_a_promise_of_backups_is_kept_late_and_broken(kept: Place) -> None:
    """Made and tried, the promise is kept; two days without a worker, and it is broken, with the age of the last one."""
    instance = kept.open()
    instance.keep_backups()
    told = []
    for days in (0, 3):
        kept.clock.advance(timedelta(days=days))
        found = next(it for it in instance.prove().verdicts if it.id == "continuity:backups")
        told.append((found.state, found.because))

    assert [(State.KEPT, "continuity.backed-up"), (State.BROKEN, "continuity.late")] == told


@pytest.mark.parametrize("wrong", ["folder = 7", 'folder = ""', 'folders = "x"'])
def test_settings_that_cannot_be_meant_are_refused(kept: Place, wrong: str) -> None:
    """A section `[backups]` that says something else is no settings."""
    settings = kept.folder / "instance.toml"
    settings.write_text(settings.read_text().replace('folder = "../copies"', wrong))

    with pytest.raises(InstanceUnreadable):
        kept.open()


def test_a_folder_of_backups_is_its_owners_alone(kept: Place) -> None:
    """Nobody but its owner can look into the folder that was made."""
    kept.open().keep_backups()

    assert 0o700 == kept.copies.stat().st_mode & 0o777
