"""
From a file to text: everything that is not a plain UTF-8 text of reasonable size is turned away here.

The size is asked of the file system before a byte is read, so a huge file costs nothing.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from etanche.charter.findings import CharterUnreadable
from etanche.errors import Place

LIMIT = 1024 * 1024
"""A charter of two thousand lines has some 80 kB."""

_BOM = b"\xef\xbb\xbf"
_NOT_TEXT = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Control characters, line ends that only some editors show, and marks that change the direction of writing."""

_INDENTING_SPACE = re.compile(r"^[ \t]*([\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000])\s*[^\s#]", re.MULTILINE)
_INDENTING_TAB = re.compile(r"^( *)\t+[^\s#]", re.MULTILINE)


def read_file(path: Path) -> bytes:
    """
    Return the bytes of a file that may be a charter.

    Raises:
        CharterUnreadable: there is no such file, it is not an ordinary one, or it is too large.
    """
    start = Place(file=str(path), line=1, column=1)
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):
            raise CharterUnreadable("no-file-of-its-own", place=start)
        if facts.st_size > LIMIT:
            raise _too_large(start)
        with path.open("rb") as file:
            return file.read(LIMIT + 1)
    except FileNotFoundError:
        raise CharterUnreadable("no-such-file", place=start) from None
    except (OSError, ValueError):
        raise CharterUnreadable("shut", place=start) from None


def decode(data: bytes, *, file: str) -> str:
    """
    Return the text of a charter.

    Raises:
        CharterUnreadable: the bytes are too many, none, not UTF-8, or not text.
    """
    start = Place(file=file, line=1, column=1)
    if len(data) > LIMIT:
        raise _too_large(start)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise CharterUnreadable("utf-16", place=start)
    data = data.removeprefix(_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise CharterUnreadable("not-utf-8", place=_at(before, file)) from None
    if not text.strip():
        raise CharterUnreadable("empty", place=start)
    _refuse_odd_characters(text, file)
    return text


def unseen(text: str) -> re.Match[str] | None:
    """Return the first character that has no place in a charter, be it in the file or written as an escape."""
    return _NOT_TEXT.search(text)


def _refuse_odd_characters(text: str, file: str) -> None:
    odd = unseen(text)
    if odd:
        raise CharterUnreadable("odd-character", place=_at(text[: odd.start()], file), code=f"U+{ord(odd.group()):04X}")
    space = _INDENTING_SPACE.search(text)
    if space:
        raise CharterUnreadable("odd-space", place=_at(text[: space.start(1)], file))
    tab = _INDENTING_TAB.search(text)
    if tab:
        raise CharterUnreadable("tab", place=_at(text[: tab.end(1)], file))


def _at(before: str, file: str) -> Place:
    lines = re.split(r"\r\n|\r|\n", before)
    return Place(file=file, line=len(lines), column=len(lines[-1]) + 1)


def _too_large(place: Place) -> CharterUnreadable:
    return CharterUnreadable("too-large", place=place, size=str(LIMIT // 1024 // 1024))
