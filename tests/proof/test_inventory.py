"""A file passes for one of the instance's by its whole name and by what it reads like, not by the folder it lies in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.proof.conftest import CHEAP_KDF, NOW, PASSPHRASE

from etanche.clock import FixedClock
from etanche.keyring import Keyring, RootFile, Rotation
from etanche.proof.inventory import unlisted_files
from etanche.proof.look import files_below
from etanche.store import Living, Shelf, Tombstones
from etanche.terms import new_id

PEOPLE = b"name,day\nJeanne,2026-05-25\n"


def count(folder: Path) -> int:
    """Return how many files of a folder are in no list."""
    return unlisted_files(folder, files_below(folder))


@pytest.mark.parametrize(
    "name",
    [
        *("living/people.csv", "living/a/b", "living/0123", f"living/{'a' * 32}.csv", f"living/{'a' * 32}"),
        *("root/epoch-1.csv", "root/epoch-people", "root/epoch-1/people", "root/epoch-1", "root/epoch-01"),
        *("root/provider-2", "root/provider-", "root/lock", "root/recovery", "root/lock.new", "root/people.new"),
        *("data.sqlite.csv", "adata.sqlite", "old/instance.toml"),
    ],
)
def test_a_list_of_people_passes_under_no_name_of_a_folder_of_ours(tmp_path: Path, name: str) -> None:
    """Neither a name that begins as ours do, nor one of ours outright, hides a file that reads like nothing of ours."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(PEOPLE)

    assert 1 == count(tmp_path)


@pytest.mark.parametrize(
    "tail", [b"1" * 21, b"12\n12", b"\0", b" " * 5_000], ids=["long", "two lines", "zero", "longer than any"]
)
def test_the_file_of_a_process_is_one_number(tmp_path: Path, tail: bytes) -> None:
    """What stands in it beside so many digits is not of ours."""
    (tmp_path / "living").mkdir()
    (tmp_path / "living" / ("0" * 32)).write_bytes(tail)

    assert 1 == count(tmp_path)


def test_every_file_of_the_root_and_of_a_process_passes(tmp_path: Path) -> None:
    """What is made, turned over, given a kit, and left behind by a kill is of ours."""
    root, clock = tmp_path / "root", FixedClock(NOW)
    RootFile.create(root, PASSPHRASE, kdf=CHEAP_KDF)
    RootFile.new_kit(root, PASSPHRASE)
    shelf = Shelf.create(tmp_path / "shelf.sqlite")
    graves = Tombstones.create(tmp_path / "tombstones.log")
    opened = RootFile.open(root, PASSPHRASE)
    Keyring(opened, shelf, graves, clock).signer(new_id())
    for turned in ("epoch", "provider"):
        getattr(Rotation(opened, shelf, graves, clock), turned)()
    living = Living(tmp_path / "living")
    living.acknowledge(4_096)
    (root / "epoch-2.new").write_bytes((root / "epoch-2").read_bytes()[:50])
    (root / "epoch-1.ended").write_bytes(bytes(200))
    names = {path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)}
    strange = count(tmp_path)
    living.leave()
    shelf.close()

    assert {"root/lock", "root/recovery", "root/epoch-2", "root/provider-2"} <= names
    assert 0 == strange
