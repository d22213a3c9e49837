"""A recovery kit opens the root when its passphrase is lost; a new passphrase takes the place of the old one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.keyring import Kdf, Kit, KitUnreadable, RootBroken, RootFile, RootOutOfReach

PASSPHRASE = b"six random words will always do"
VECTORS = Path(__file__).parents[1] / "vectors/kit.txt"
NEW = b"six other random words will do too"


@pytest.fixture
def folder(tmp_path: Path, cheap: Kdf) -> Path:
    """A root on disk, made cheaply."""
    RootFile.create(tmp_path / "root", PASSPHRASE, cheap)
    return tmp_path / "root"


@pytest.mark.parametrize("vector", VECTORS.read_text("utf-8").split("\n\n")[1].splitlines())
def test_a_kit_is_written_as_its_vector_says(vector: str) -> None:
    """A code is written down, and read, as the public vectors say."""
    code, written = vector.split()

    assert written == Kit(bytes.fromhex(code)).written()
    assert bytes.fromhex(code) == Kit.read(written.encode()).secret.reveal()


@given(st.binary(min_size=20, max_size=20))
def test_a_kit_read_is_the_kit_written(code: bytes) -> None:
    """Whatever the code, what is written down reads back: in small letters, with spaces, with an O for a nought."""
    text = Kit(code).written()

    for said in (text, text.lower(), text.replace("-", " "), text.replace("0", "O"), f"  {text}\n"):
        assert Kit(code).secret == Kit.read(said.encode()).secret
    assert 44 == len(text)


@given(st.binary(min_size=20, max_size=20), st.integers(0, 35), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_slip_of_the_pen_is_noticed(code: bytes, at: int, character: str) -> None:
    """One character changed is refused before anything is tried with it, but for one slip in a million."""
    text = Kit(code).written().replace("-", "")
    slipped = text[:at] + character + text[at + 1 :]
    if slipped == text:
        return
    try:
        read = Kit.read(slipped.encode())
    except KitUnreadable:
        return

    assert read.secret != Kit(code).secret


@pytest.mark.parametrize("text", [b"", b"B2X4", b"U" * 36, b"\xff" * 36, b"1" * 37, b"correct horse battery staple"])
def test_what_is_no_code_is_refused_without_being_repeated(text: bytes) -> None:
    """Anything else is refused, and stands neither in the sentence nor in its hint."""
    with pytest.raises(KitUnreadable) as refused:
        Kit.read(text)

    assert text == b"" or text.decode("latin-1") not in f"{refused.value} {refused.value.hint}"


def test_a_kit_shows_nothing(folder: Path) -> None:
    """A kit prints as a kit; only `written` says its code."""
    kit = RootFile.new_kit(folder, PASSPHRASE)

    assert "<Kit>" == f"{kit}" == repr(kit)


def test_a_kit_sets_a_new_passphrase(folder: Path, cheap: Kdf) -> None:
    """With the kit the root gets a passphrase that opens it, the lost one opens it no more, and the kit stays good."""
    kit = Kit.read(RootFile.new_kit(folder, PASSPHRASE).written().encode())
    RootFile.recover(folder, kit, NEW, cheap)

    assert 1 == RootFile.open(folder, NEW).epoch
    with pytest.raises(RootOutOfReach):
        RootFile.open(folder, PASSPHRASE)
    RootFile.recover(folder, kit, PASSPHRASE, cheap)
    assert 1 == RootFile.open(folder, PASSPHRASE).epoch


def test_a_kit_stays_good_when_the_epoch_changes(folder: Path, cheap: Kdf) -> None:
    """A kit printed once opens the roots that come later."""
    kit = RootFile.new_kit(folder, PASSPHRASE)
    root = RootFile.open(folder, PASSPHRASE)
    with root.alone():
        root.begin("epoch", None)
        root.end("epoch")
    RootFile.recover(folder, kit, NEW, cheap)

    assert 2 == RootFile.open(folder, NEW).epoch


def test_another_kit_or_an_older_one_opens_nothing(folder: Path, cheap: Kdf, tmp_path: Path) -> None:
    """A stranger's kit, one of another root, and the one before the newest are refused, and change nothing."""
    older = RootFile.new_kit(folder, PASSPHRASE)
    RootFile.new_kit(folder, PASSPHRASE)
    RootFile.create(tmp_path / "other", PASSPHRASE, cheap)

    for kit in (older, Kit.random(), RootFile.new_kit(tmp_path / "other", PASSPHRASE)):
        with pytest.raises(RootOutOfReach, match="kit"):
            RootFile.recover(folder, kit, NEW, cheap)
    assert 1 == RootFile.open(folder, PASSPHRASE).epoch


def test_another_roots_recovery_file_is_refused(folder: Path, cheap: Kdf, tmp_path: Path) -> None:
    """A file `recovery` put here from another root, with its kit, does not lock this root up under a key that is not its own."""
    RootFile.create(tmp_path / "other", PASSPHRASE, cheap)
    kit = RootFile.new_kit(tmp_path / "other", PASSPHRASE)
    (folder / "recovery").write_bytes((tmp_path / "other/recovery").read_bytes())
    (folder / "recovery").chmod(0o600)

    with pytest.raises(RootBroken):
        RootFile.recover(folder, kit, NEW, cheap)
    assert 1 == RootFile.open(folder, PASSPHRASE).epoch


def test_without_a_kit_there_is_nothing_to_recover_with(folder: Path, cheap: Kdf) -> None:
    """A root for which no kit was ever made says so."""
    with pytest.raises(RootOutOfReach, match="recovery"):
        RootFile.recover(folder, Kit.random(), NEW, cheap)


def test_no_character_of_the_recovery_file_can_be_changed(folder: Path, cheap: Kdf) -> None:
    """Every change of the file is noticed."""
    kit = RootFile.new_kit(folder, PASSPHRASE)
    original = (folder / "recovery").read_bytes()
    for at in range(len(original)):
        changed = bytearray(original)
        changed[at] = ord("0") if original[at] != ord("0") else ord("1")
        (folder / "recovery").write_bytes(changed)
        with pytest.raises((RootOutOfReach, RootBroken)):
            RootFile.recover(folder, kit, NEW, cheap)

    assert 1 == RootFile.open(folder, PASSPHRASE).epoch


def test_a_new_passphrase_takes_the_place_of_the_old_one(folder: Path) -> None:
    """The new one opens, the old one does not, a guess costs what it cost, and a process that runs goes on."""
    running = RootFile.open(folder, PASSPHRASE)
    RootFile.set_passphrase(folder, PASSPHRASE, NEW)
    with running.alone():
        running.begin("epoch", None)

    assert (1, 2) == RootFile.open(folder, NEW).epochs
    assert "argon2id 64 1 1" in (folder / "lock").read_text()
    with pytest.raises(RootOutOfReach):
        RootFile.open(folder, PASSPHRASE)


def test_the_old_lock_is_overwritten(folder: Path, tmp_path: Path) -> None:
    """What somebody holds of the old file, by another name, is zeros."""
    (tmp_path / "held").hardlink_to(folder / "lock")
    RootFile.set_passphrase(folder, PASSPHRASE, NEW)

    assert {0} == set((tmp_path / "held").read_bytes())


def test_the_kit_and_the_passphrase_lie_nowhere_in_the_folder(folder: Path) -> None:
    """No file of the root holds the code, in bytes or as it is written, nor a passphrase."""
    kit = RootFile.new_kit(folder, PASSPHRASE)
    RootFile.set_passphrase(folder, PASSPHRASE, NEW)
    everything = b"".join(file.read_bytes() for file in folder.iterdir())

    for secret in (kit.secret.reveal(), kit.secret.reveal().hex().encode(), kit.written().encode(), PASSPHRASE, NEW):
        assert secret not in everything
