"""From a file to text: what is no plain text of reasonable size is turned away, with its place, before it costs anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from etanche.charter import CharterUnreadable, load, read
from etanche.clock import stopwatch


def _refusal(data: bytes) -> CharterUnreadable:
    with pytest.raises(CharterUnreadable) as caught:
        read(data, file="charter.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", "1:1", "empty"),
        (b" \n\t\n", "1:1", "empty"),
        (b"\xef\xbb\xbf", "1:1", "empty"),
        (b"# only a comment\n", "1:1", "nothing here but comments"),
        ("etanche: 1".encode("utf-16"), "1:1", "UTF-16"),
        ("etanche: 1\nname: Café".encode("latin-1"), "2:10", "UTF-8"),
        (b"etanche: 1\nname: a\x00b\n", "2:8", "U+0000"),
        (b"etanche: 1\nname: \x1b[31m\n", "2:7", "U+001B"),
        ("etanche: 1\nname: a\u202eb\n".encode(), "2:8", "U+202E"),
        ("etanche: 1\nname: a\u2028b\n".encode(), "2:8", "U+2028"),
        (b"etanche: 1\nvault:\n\tregion: x\n", "3:1", "tab"),
        (b"etanche: 1\r\nvault:\r\n  \tregion: x\r\n", "3:3", "tab"),
        ("etanche: 1\nvault:\n\u00a0 region: x\n".encode(), "3:1", "no-break space"),
        ("etanche: 1\nvault:\n \u202fregion: x\n".encode(), "3:2", "no-break space"),
        (b"a" * (1024 * 1024 + 1), "1:1", "larger than 1\u00a0MiB"),
    ],
)
def test_bytes_that_are_no_text_are_refused_at_their_place(data: bytes, place: str, words: str) -> None:
    """Each kind of wrong byte gives one error, with line and column, a hint, and the exit code of unreadable words."""
    error = _refusal(data)

    assert f"charter.yaml:{place}: " in str(error)
    assert words in error.what
    assert error.hint
    assert 2 == error.exit_code


def test_the_one_reason_is_a_finding_too() -> None:
    """Programs that read lists of findings find the reason why a file cannot be read under one word, at its place."""
    finding = _refusal(b"etanche: 1\nname: a\x00b\n").finding

    assert ("unreadable", "error", "charter.yaml:2:8") == (finding.id, finding.severity, str(finding.place))
    assert all(told.what and told.hint for told in finding.told.values())


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated(small: str) -> None:
    """A charter saved by an editor of another system is the same charter, with the same lines."""
    plain = read(small.encode(), file="x")
    other = read(b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode(), file="x")

    assert plain.charter == other.charter
    broken = read(small.replace("sale: false", "sale: no").replace("\n", "\r\n").encode(), file="x")
    assert ["x:19:9"] == [str(finding.place) for finding in broken.findings]


def test_typographic_characters_are_text() -> None:
    """No-break spaces, French quotation marks and letters of every alphabet pass."""
    error = _refusal("«\u00a0Œuvre\u202f» ’ Ω 𝔸".encode())

    assert "list of sections" in error.what


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path) -> None:
    """A file of 100 MB costs one look at its size."""
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    start = stopwatch()
    with pytest.raises(CharterUnreadable, match="larger than 1\u00a0MiB"):
        load(huge)

    assert stopwatch() - start < 0.5


@pytest.mark.parametrize(
    ("name", "words"), [("absent.yaml", "no such file"), (".", "not an ordinary file"), ("a\0b", "cannot")]
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, words: str) -> None:
    """A missing file, a folder or an impossible name is told in one line."""
    with pytest.raises(CharterUnreadable, match=words) as caught:
        load(tmp_path / name)

    assert 2 == caught.value.exit_code


def test_a_device_is_no_charter() -> None:
    """A file that never ends is not even opened."""
    with pytest.raises(CharterUnreadable, match="not an ordinary file"):
        load(Path("/dev/zero"))
