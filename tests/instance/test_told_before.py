"""What changes the root is written down before it is done: where that cannot be, nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, PASSPHRASE

from etanche.clock import FixedClock
from etanche.errors import EtancheError
from etanche.instance import Instance
from etanche.instance.passphrases import recovered, set_passphrase
from etanche.instance.stores import DATA
from etanche.journal import Journal

OTHER = b"quite another passphrase"


@pytest.fixture
def instance(tmp_path: Path, clock: FixedClock) -> Iterator[Instance]:
    """An instance of a bookshop."""
    with Instance.create(
        tmp_path / "data", charter=BOOKSHOP, passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF
    ) as made:
        yield made


def private(path: Path, text: bytes) -> Path:
    """Write a file that only its owner reads."""
    path.touch(mode=0o600)
    path.write_bytes(text)
    return path


def root_files(instance: Instance) -> dict[str, bytes]:
    """Return what lies in the folder of the root."""
    return {one.name: one.read_bytes() for one in sorted((instance.folder / "root").iterdir()) if one.is_file()}


@contextmanager
def busy(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let another process write to the data meanwhile."""
    monkeypatch.setattr("etanche.store.sqlite.BUSY_SECONDS", 0.05)
    other = sqlite3.connect(instance.folder / DATA, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def change_passphrase(instance: Instance) -> None:
    """Ask for another passphrase."""
    new = private(instance.folder.parent / "other", OTHER)
    set_passphrase(instance, old=lambda: PASSPHRASE, new_file=new, new_descriptor=None, by="ann")


CHANGES: dict[str, Callable[[Instance], object]] = {
    "kit": lambda instance: instance.keys.new_kit(by="ann"),
    "passphrase": change_passphrase,
    "epoch": lambda instance: instance.keys.rotate("epoch", by="ann"),
    "organisation": lambda instance: instance.keys.rotate("organisation", by="ann"),
    "provider": lambda instance: instance.keys.rotate("provider", by="ann"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_who_cannot_write_it_down_changes_nothing(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, change: Callable[[Instance], object]
) -> None:
    """While somebody else writes, or after the instance was closed, no file of the root is changed."""
    before = root_files(instance)
    with busy(instance, monkeypatch), pytest.raises(EtancheError):
        change(instance)
    instance.close()
    with pytest.raises(EtancheError):
        change(instance)

    assert before == root_files(instance)


def test_a_kit_is_shown_though_its_last_line_cannot_be_written(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    """Once the kit before is dead the new one is shown, whatever happens to the journal; that it was asked for stands there."""
    note = Journal.note

    def refused(self: Journal, entry: object) -> None:
        if getattr(entry, "act", "") == "kit-made":
            raise EtancheError("the disk is full")
        note(self, entry)  # type: ignore[arg-type]

    monkeypatch.setattr(Journal, "note", refused)
    code = instance.keys.new_kit(by="ann")
    assert 1 == len(list(instance.journal.entries(act="kit-asked")))
    folder = instance.folder
    instance.close()
    recovered(
        folder,
        kit_file=private(folder.parent / "kit", code.encode()),
        kit_descriptor=None,
        new_file=private(folder.parent / "new", OTHER),
        new_descriptor=None,
        by="ann",
        clock=clock,
    )

    with Instance.open(folder, passphrase=lambda: OTHER, clock=clock) as again:
        assert 1 == len(list(again.journal.entries(act="passphrase-recovered")))
