"""Old copies of the stores, put back by hand or by the command after somebody was erased of whom the law keeps everything."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP, CHEAP_KDF, MORNING, PASSPHRASE

from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance import Instance, LaggingShelf, Order, restore
from etanche.vault import Arrival


def _open(folder: Path, clock: FixedClock) -> Instance:
    return Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock)


def _reads(instance: Instance, person: bytes) -> bool:
    """Tell whether somebody's record opens for the purpose that their erasure ended."""
    session = instance.vault.acting("founder", purpose="licensing", actor="ann")
    try:
        return bool(session.of_person(person, "billing"))
    except GateRefused:
        return False


@pytest.fixture
def clock() -> FixedClock:
    """A clock of a working morning."""
    return FixedClock(MORNING)


@pytest.fixture
def erased(tmp_path: Path, clock: FixedClock) -> tuple[Path, bytes]:
    """An instance, copied to `before`, then a customer erased whose bill the law keeps."""
    folder = tmp_path / "data"
    instance = Instance.create(
        folder, charter=BOOKSHOP.with_name("play-sql.yaml"), passphrase=PASSPHRASE, clock=clock, kdf=CHEAP_KDF
    )
    with instance:
        person = instance.vault.new_person()
        sheet = {"name": "Jeanne Mer", "email": "jeanne@example.org"}
        door = instance.vault.door("marketplace", actor="shop")
        door.put("billing", Arrival(at=clock.now(), person=person, fields=sheet))
        instance.vault.tell(person, "contract-start", actor="ann", effective=clock.now() - timedelta(days=30))
        assert _reads(instance, person)
        instance.copies.make(tmp_path / "copies", by="ann")
    shutil.copytree(folder, tmp_path / "before")
    clock.advance(timedelta(hours=1))
    with _open(folder, clock) as instance:
        done = instance.vault.erase(person, actor="ann")
        assert ((), 1) == (done.keys, sum(kept.records for kept in done.kept))
        assert not _reads(instance, person)
    return folder, person


def test_data_and_shelf_of_before_an_erasure_do_not_open(
    erased: tuple[Path, bytes], tmp_path: Path, clock: FixedClock
) -> None:
    """Though no key died with the erasure, its tombstone shows that both are old."""
    folder, _ = erased
    for name in ("data", "shelf"):
        for file in folder.glob(f"{name}.sqlite*"):
            file.unlink()
        shutil.copyfile(tmp_path / "before" / f"{name}.sqlite", folder / f"{name}.sqlite")

    with pytest.raises(LaggingShelf, match="so are the data"):
        _open(folder, clock)


def test_a_lost_shelf_brings_nobody_back(erased: tuple[Path, bytes], tmp_path: Path, clock: FixedClock) -> None:
    """With the shelf of the backup and the tombstones of now, whoever was erased since is erased after the restore."""
    folder, person = erased
    (copy,) = (tmp_path / "copies").glob("*Z-*")
    shutil.copyfile(folder / "tombstones.log", tmp_path / "kept.log")
    for file in folder.glob("shelf.sqlite*"):
        file.unlink()
    order = Order(folder=folder, copy=copy, by="ann", shelf_lost=True, tombstones=tmp_path / "kept.log")
    restore(order, passphrase=lambda: PASSPHRASE, clock=clock)

    with _open(folder, clock) as instance:
        assert not _reads(instance, person)
