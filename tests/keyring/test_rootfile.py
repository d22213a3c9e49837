"""The folder of the root opens with its passphrase, and with nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from etanche.keyring import PRODUCTION_KDF, Kdf, RootBroken, RootFile, RootOutOfReach
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import unwrap, wrap

PASSPHRASE = b"six random words will always do"
FILES = ("lock", "epoch-1", "provider")


@pytest.fixture
def folder(tmp_path: Path, cheap: Kdf) -> Path:
    """A root on disk, made cheaply."""
    RootFile.create(tmp_path / "root", PASSPHRASE, cheap)
    return tmp_path / "root"


def test_the_root_opened_is_the_root_made(tmp_path: Path, cheap: Kdf) -> None:
    """What was wrapped under the new root unwraps under the one read back from disk."""
    made = RootFile.create(tmp_path / "deep/down/root", PASSPHRASE, cheap)
    opened = RootFile.open(tmp_path / "deep/down/root", PASSPHRASE)
    secret = Secret.random()
    wrapped = wrap(secret, root=made, parent=made.provider, kind="k", organisation=b"o", key_id=b"i")

    assert secret == unwrap(wrapped, root=opened, parent=opened.provider, kind="k", organisation=b"o", key_id=b"i")


@pytest.mark.parametrize("wrong", [b"", b"six", PASSPHRASE + b"\n", PASSPHRASE.upper()])
def test_a_wrong_passphrase_never_opens(folder: Path, wrong: bytes) -> None:
    """Another passphrase is told to be wrong, with a hint, and is not repeated."""
    with pytest.raises(RootOutOfReach, match="does not open") as refused:
        RootFile.open(folder, wrong)

    assert 5 == refused.value.exit_code
    assert refused.value.hint


def test_only_the_owner_can_read_the_files(folder: Path) -> None:
    """The folder is 0700 and each file 0600, and there is no other."""
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert dict.fromkeys(FILES, 0o600) == {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert [folder] == list(folder.parent.iterdir())


@pytest.mark.parametrize("name", FILES)
def test_a_file_open_to_others_is_refused(folder: Path, name: str) -> None:
    """A root that others may have read is not used silently."""
    (folder / name).chmod(0o640)

    with pytest.raises(RootOutOfReach, match="open to others"):
        RootFile.open(folder, PASSPHRASE)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_told(folder: Path, name: str) -> None:
    """A root of which a file is gone says that its keys are out of reach."""
    (folder / name).unlink()

    with pytest.raises(RootOutOfReach):
        RootFile.open(folder, PASSPHRASE)


@pytest.mark.parametrize("name", FILES)
def test_any_changed_character_is_refused(folder: Path, name: str) -> None:
    """No character of a file of the root can be changed, its readable head included."""
    original = (folder / name).read_bytes()
    for at in range(len(original)):
        changed = bytearray(original)
        changed[at] = ord("0") if original[at] != ord("0") else ord("1")
        (folder / name).write_bytes(changed)
        with pytest.raises((RootOutOfReach, RootBroken)):
            RootFile.open(folder, PASSPHRASE)
    (folder / name).write_bytes(original)

    assert 1 == RootFile.open(folder, PASSPHRASE).epoch


def test_files_cannot_stand_for_one_another(folder: Path) -> None:
    """The provider's key put in the place of the epoch's is refused, though the same passphrase sealed it."""
    (folder / "epoch-1").write_bytes((folder / "provider").read_bytes())

    with pytest.raises(RootBroken):
        RootFile.open(folder, PASSPHRASE)


@pytest.mark.parametrize("costs", ["999999999 1 1", "64 999999999 1", "64 1 999999999", "1 1 1", "64 0 1", "64 1 0"])
def test_a_hostile_file_cannot_ask_for_more_work_than_we_ever_do(folder: Path, costs: str) -> None:
    """Parameters out of bounds are refused before any memory is asked for."""
    lock = folder / "lock"
    lock.write_text(lock.read_text().replace("argon2id 64 1 1", f"argon2id {costs}"))

    with pytest.raises(RootBroken, match="more work"):
        RootFile.open(folder, PASSPHRASE)


@pytest.mark.parametrize("junk", [b"", b"\xff\xfe", b"etanche root 2\n", b"x" * 100_000])
def test_junk_is_no_root(folder: Path, junk: bytes) -> None:
    """Any other file in the place of one of the root's is refused, however long."""
    (folder / "lock").write_bytes(junk)

    with pytest.raises(RootBroken):
        RootFile.open(folder, PASSPHRASE)


def test_a_root_is_never_overwritten(folder: Path, cheap: Kdf) -> None:
    """Making a root where there is one is refused, and the one there still opens."""
    with pytest.raises(RootOutOfReach, match="already"):
        RootFile.create(folder, b"another", cheap)

    assert 1 == RootFile.open(folder, PASSPHRASE).epoch


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, cheap: Kdf) -> None:
    """A root below something that is no folder is refused without a traceback of the system."""
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(RootOutOfReach):
        RootFile.create(tmp_path / "file/root", PASSPHRASE, cheap)


def test_no_key_and_no_passphrase_lies_in_the_folder_in_clear(folder: Path) -> None:
    """The files hold nothing of the passphrase, and two roots under one passphrase share nothing secret."""
    RootFile.create(folder.parent / "second", PASSPHRASE, Kdf(memory_kib=64, iterations=1, lanes=1))
    for name in FILES:
        text = (folder / name).read_bytes()

        assert PASSPHRASE not in text
        assert text.splitlines()[-1] != (folder.parent / "second" / name).read_bytes().splitlines()[-1]


def test_production_makes_guessing_dear() -> None:
    """Without being told otherwise, a root costs a guess 64 MiB, three rounds and four lanes (RFC 9106)."""
    assert Kdf(memory_kib=65_536, iterations=3, lanes=4) == PRODUCTION_KDF


def test_a_root_is_made_with_production_parameters_by_default(tmp_path: Path) -> None:
    """The file says the parameters it was made with, and they are production's."""
    RootFile.create(tmp_path / "root", PASSPHRASE)

    assert "argon2id 65536 3 4" in (tmp_path / "root/lock").read_text()
