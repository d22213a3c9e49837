"""
Letters of strangers are looked at before they are parsed: the library's parser is slow, or falls, on what nobody writes.

Parts within parts cost it time in the square of their depth, and so do addresses in one header: a letter of 16 kB could keep a processor
busy for seconds. Bounds that no letter of a person or of a mail server comes near stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

LARGEST: Final = 1 << 20
"""So many bytes has a letter at most, attachments included."""

_MOST_CONTAINERS: Final = 40
_MOST_PARTS: Final = 1_000
_MOST_LINES: Final = 50_000
_MOST_BLANKS: Final = 5_000
_MOST_BLOCKS: Final = 500
"""So many blank lines has a letter with a report inside: each begins a block of its own for the parser."""

_LONGEST_HEADER: Final = 1_000
_LONGEST_OF_PARTS: Final = 16_000
_MOST_PIECES: Final = 500
"""So many parameters and comments have the headers about parts, taken together: the parser looks at each of them again for each other."""

_BEGUN: Final = rb"(?:\A|[\r\n])"
_VALUE: Final = rb"[ \t]*:([^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*)"
_LINE: Final = re.compile(rb"\r\n|\r|\n")
_BLANK: Final = re.compile(rb"(?>\r\n|\r|\n)(?=[\r\n])")
"""Atomic: taken apart, the end of each line of a letter as it travels would be a blank line."""

_PART: Final = re.compile(rb"[\r\n]--")
_HEAD_ENDS: Final = re.compile(rb"\r\n\r\n|\n\n|\r\r")
_CONTAINER: Final = re.compile(
    _BEGUN + rb"content-type[ \t]*:(?!\s*(?:text|application|image|audio|video|font)/)", re.IGNORECASE
)
_OF_PARTS: Final = re.compile(_BEGUN + rb"content-[a-z-]+" + _VALUE, re.IGNORECASE)
_OF_HEAD: Final = re.compile(
    _BEGUN + rb"(?:from|reply-to|subject|return-path|auto-submitted|precedence)" + _VALUE, re.IGNORECASE
)


def within_bounds(data: bytes) -> bool:
    """Tell whether bytes can be parsed as a letter in a short while: neither too long nor too deep, and no endless header among those that are read."""
    blanks = _MOST_BLOCKS if b"delivery-status" in data.lower() else _MOST_BLANKS
    counted = (_LINE, _MOST_LINES), (_BLANK, blanks), (_PART, _MOST_PARTS), (_CONTAINER, _MOST_CONTAINERS)
    if len(data) > LARGEST or not all(_at_most(most, sort.finditer(data)) for sort, most in counted):
        return False
    parts = [one[1] for one in _OF_PARTS.finditer(data)]
    of_parts = [len(one) for one in parts]
    of_head = [len(one[1]) for one in _OF_HEAD.finditer(_HEAD_ENDS.split(data, maxsplit=1)[0])]
    return (
        max((*of_parts, *of_head), default=0) <= _LONGEST_HEADER
        and sum(of_parts) <= _LONGEST_OF_PARTS
        and sum(one.count(b";") + one.count(b"(") for one in parts) <= _MOST_PIECES
    )


def _at_most(most: int, found: Iterator[re.Match[bytes]]) -> bool:
    return next(islice(found, most, None), None) is None
