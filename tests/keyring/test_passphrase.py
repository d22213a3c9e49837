"""A passphrase comes from a closed file or a descriptor, and loses one line end at most."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etanche.keyring import PassphraseUnreadable, read_passphrase


def _file(tmp_path: Path, content: bytes, mode: int = 0o600) -> Path:
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    file.chmod(mode)
    return file


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"words", b"words"),
        (b"words\n", b"words"),
        (b"words\r\n", b"words"),
        (b"words\n\n", b"words\n"),
        (b" words ", b" words "),
        (b"\xff\x00\x01\n", b"\xff\x00\x01"),
    ],
)
def test_one_line_end_is_taken_off(tmp_path: Path, content: bytes, passphrase: bytes) -> None:
    """Editors add a line end; it is no part of the passphrase, and everything else is."""
    assert passphrase == read_passphrase(_file(tmp_path, content))


def test_a_descriptor_is_read_to_its_end() -> None:
    """A passphrase handed through a pipe in two pieces arrives whole."""
    reading, writing = os.pipe()
    os.write(writing, b"six ")
    os.write(writing, b"words\n")
    os.close(writing)

    assert b"six words" == read_passphrase(descriptor=reading)
    os.close(reading)


def test_the_first_descriptor_is_a_descriptor(tmp_path: Path) -> None:
    """Descriptor 0, the standard input, is taken like any other."""
    saved = os.dup(0)
    with _file(tmp_path, b"words\n").open("rb") as file:
        os.dup2(file.fileno(), 0)
    try:
        found = read_passphrase(descriptor=0)
    finally:
        os.dup2(saved, 0)
        os.close(saved)

    assert b"words" == found


@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n"])
def test_an_empty_passphrase_is_refused(tmp_path: Path, content: bytes) -> None:
    """Nothing, or only a line end, is no passphrase."""
    with pytest.raises(PassphraseUnreadable, match="empty"):
        read_passphrase(_file(tmp_path, content))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o666])
def test_a_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    """A passphrase that others can read or change is not used, and the hint says what to do."""
    with pytest.raises(PassphraseUnreadable, match="open to others") as refused:
        read_passphrase(_file(tmp_path, b"words", mode))

    assert "chmod 600" in refused.value.hint


def test_a_file_too_long_is_not_read_to_its_end(tmp_path: Path) -> None:
    """A file that is plainly not a passphrase is refused; the longest one is taken whole."""
    assert b"x" * 4_096 == read_passphrase(_file(tmp_path, b"x" * 4_096))

    with pytest.raises(PassphraseUnreadable, match="too long"):
        read_passphrase(_file(tmp_path, b"x" * 5_000_000))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A missing file, a folder and a closed descriptor are refused in our words."""
    for source in (tmp_path / "missing", tmp_path):
        with pytest.raises(PassphraseUnreadable):
            read_passphrase(source)
    with pytest.raises(PassphraseUnreadable):
        read_passphrase(descriptor=987)


def test_exactly_one_source_is_named(tmp_path: Path) -> None:
    """No source and two sources are both refused: nobody guesses where a passphrase is."""
    with pytest.raises(PassphraseUnreadable, match="one source"):
        read_passphrase()
    with pytest.raises(PassphraseUnreadable, match="one source"):
        read_passphrase(_file(tmp_path, b"words"), descriptor=0)
