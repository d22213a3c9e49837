"""Tests of reading a log file line by line with bounded memory."""

from __future__ import annotations

import gzip
import os
import tracemalloc
from pathlib import Path

import pytest

from etanche.errors import NotFound, Unreadable
from etanche.intake.combined import LONGEST_LINE, parse
from etanche.intake.logfile import open_log


def lines_of(path: Path) -> list[bytes]:
    """Read all lines of a file."""
    with open_log(path) as log:
        return list(log.lines())


@pytest.mark.parametrize("content", [b"", b"a\n", b"a", b"a\nb\r\n\nc", b"\x00\xff\n\x1f\x8b\n"])
def test_plain_and_gzipped_files_have_the_same_lines(tmp_path: Path, content: bytes) -> None:
    """A gzipped file is known by its first bytes, whatever its name is."""
    (tmp_path / "plain.gz").write_bytes(content)
    (tmp_path / "zipped.log").write_bytes(gzip.compress(content))

    assert content.splitlines(keepends=True) == lines_of(tmp_path / "plain.gz") == lines_of(tmp_path / "zipped.log")


def test_a_line_without_end_costs_no_memory(tmp_path: Path) -> None:
    """Of a line of sixty-four million bytes, and of one that a gzipped file of a few kilobytes unpacks to, only a beginning is held."""
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"x" * (64 << 20) + b"\nnext\n"))
    tracemalloc.start()
    with open_log(tmp_path / "bomb.gz") as log:
        read = [line[:5] for line in log.lines() if parse(line) is None]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [b"xxxxx", b"next\n"] == read
    assert peak < 4 << 20


def test_the_place_in_the_file_is_told(tmp_path: Path) -> None:
    """How far reading has come is told in bytes of the file on the disk."""
    path = tmp_path / "a.log"
    path.write_bytes(b"a\n" * 100_000)
    with open_log(path) as log:
        lines = log.lines()
        next(lines)
        early = log.read
        for _ in lines:
            pass

        assert early < log.read == 200_000


@pytest.mark.parametrize("cut", [5, 40])
def test_a_damaged_file_is_an_error_where_it_breaks(tmp_path: Path, cut: int) -> None:
    """A gzipped file that ends too early is told with the number of lines read, not with what they hold."""
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(b"secret\n" * 1_000)[:-cut] if cut < 20 else b"\x1f\x8b" + b"rubbish" * 20)
    with pytest.raises(Unreadable) as raised:
        lines_of(path)

    assert "secret" not in str(raised.value)
    assert "the file is damaged" in raised.value.what


def test_files_that_are_none_are_told_apart(tmp_path: Path) -> None:
    """No file, a folder, a pipe that nobody writes to and a device are told by name with a hint; none is waited for."""
    os.mkfifo(tmp_path / "pipe")
    told = {
        tmp_path / "missing": "no such file",
        tmp_path / "missing" / "below": "no such file",
        tmp_path: "is a folder",
        tmp_path / "pipe": "is a pipe or a device",
        Path("/dev/zero"): "is a pipe or a device",
        Path("a\0b"): "cannot open",
    }
    for path, words in told.items():
        with pytest.raises(NotFound if "no such" in words else Unreadable, match=words) as raised:
            lines_of(path)

        assert f"`{path}`" in raised.value.what
        assert raised.value.hint

    assert LONGEST_LINE < 1 << 20
