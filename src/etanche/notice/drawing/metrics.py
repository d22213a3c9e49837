"""
How wide a text is before anybody draws it, so that boxes are as large as what stands in them.

The widths are the largest of the sans-serif fonts that `system-ui` can mean (DejaVu, Noto, Liberation, Roboto, Segoe),
in thousandths of the font's size: a text measured here is never wider on a screen, and at most a tenth narrower on most.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

_WIDTHS = {
    280: "'ijl\u202f",
    320: " ,.·\u00a0",
    340: ":;I’",
    360: "f",
    380: "-/\\",
    400: "()[]t",
    420: "!r",
    460: '"',
    500: "J`°",
    540: "sz",
    560: "*?_c|–",
    580: "k",
    600: "vxy•",
    620: "FLTaeo«»ø",
    640: "$0123456789bdghnpqu{}ß€",
    680: "EPS",
    700: "BZ",
    740: "ACKRUVXY",
    760: "HN",
    780: "&DG",
    800: "OQ",
    820: "w",
    840: "#+<=>^~",
    920: "M",
    960: "%",
    980: "m",
    1000: "W…—æÆ",
    1020: "@",
    1080: "œŒ№",
}
_BY_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 820
_FULL = 1100
_BOLD = 1.13
_JOINTS = "-/·.@_"
"""A word too long for its line breaks behind one of these, if it has one."""


@cache
def _letter(letter: str) -> int:
    """Return the width of one letter; letters nobody measured are taken for wide ones."""
    bare = unicodedata.normalize("NFD", letter)[0]
    if bare in _BY_LETTER:
        return _BY_LETTER[bare]
    if unicodedata.category(bare) in {"Mn", "Me", "Cf"}:
        return 0
    return _FULL if unicodedata.east_asian_width(bare) in {"W", "F"} or ord(bare) > 0xFFFF else _OTHER  # noqa: PLR2004  # beyond the basic plane: pictures


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how much room a line of text takes at most, in the units of its size."""
    return sum(map(_letter, text)) * size * (_BOLD if bold else 1) / 1000


def lines_of(text: str, room: float, size: float, *, most: int, bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines that fit, broken between words, at most so many; what is cut ends with an ellipsis."""
    lines: list[str] = []
    for gap, piece in _pieces(drawable(text), room, size, bold=bold):
        longer = f"{lines[-1]}{gap}{piece}" if lines else piece
        if lines and width_of(longer, size, bold=bold) <= room:
            lines[-1] = longer
        elif len(lines) == most:
            lines[-1] = _cut(longer, room, size, bold=bold)
            break
        else:
            lines.append(piece)
    return tuple(lines)


def drawable(text: str) -> str:
    """Return a text without the characters that XML cannot hold, in one line."""
    kept = (" " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp", "Cn"} else letter for letter in text)
    return " ".join("".join(kept).split(" ")).strip(" ")


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[tuple[str, str]]:
    """Return what may stand on a line of its own, each piece with the space before it; a word too long is taken apart."""
    for word in filter(None, text.split(" ")):
        gap, rest = " ", word
        while width_of(rest, size, bold=bold) > room:
            piece = _first(rest, room, size, bold=bold)
            yield gap, piece
            gap, rest = "", rest[len(piece) :]
        if rest:
            yield gap, rest


def _first(word: str, room: float, size: float, *, bold: bool) -> str:
    """Return the longest beginning of a word that fits, ending behind a joint when it has one there."""
    length = 1
    while length < len(word) and width_of(word[: length + 1], size, bold=bold) <= room:
        length += 1
    joints = [at for at in range(1, length + 1) if word[at - 1] in _JOINTS]
    return word[: joints[-1]] if joints else word[:length]


def _cut(line: str, room: float, size: float, *, bold: bool) -> str:
    """Return the beginning of a line that fits with an ellipsis behind it."""
    while line and width_of(f"{line}…", size, bold=bold) > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
