"""
What the pages of a Parquet file say of themselves, read before anything of them is unfolded.

What the end of such a file says of its columns is anybody's word, and pyarrow obeys something else: the header of each page, that says
how large it unfolds. So it is the headers that are read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import BinaryIO, Final, NamedTuple

from etanche.intake.bulk.compact import Compact, Fields, NotCompact, number
from etanche.intake.bulk.footer import Said

_BEGINS_WITH: Final = 1 << 10
_LONGEST_HEADER: Final = 1 << 20
_PREFIXED: Final = 7
"""The encoding in which a value is what the one before it began with, and more."""


class Kind(IntEnum):
    """What a page is, as Parquet numbers it."""

    DATA = 0
    DICTIONARY = 2
    DATA_V2 = 3


class Page(NamedTuple):
    """One page: what it is, how large it unfolds, how many rows it has, and whether its values are made of those before them."""

    kind: int
    size: int
    rows: int
    prefixed: bool


class Chunk(NamedTuple):
    """One column of a group of rows: how many rows it has, its largest page of data, its dictionary, and what a row of it can unfold to."""

    rows: int
    largest: int
    dictionary: int
    repeated: int
    """Bytes that one value can have which many rows share: those of the whole page that it is in, at worst."""

    dense: float
    """Bytes of a row among rows that share nothing, where there are most."""


def chunk_of(file: BinaryIO, said: Said) -> Chunk:
    """
    Return what the pages of one column of one group say.

    Args:
        file: the file; where it stands is not kept.
        said: what the end of the file says of the column.

    Raises:
        NotCompact: they say nothing that can be read, or have other values than the end of the file says of their column.
    """
    rows, largest, dictionary, repeated, dense = 0, 0, 0, 0, 0.0
    for page in _pages(file, said.begin, said.begin + said.length):
        if page.kind == Kind.DICTIONARY:
            dictionary = max(dictionary, page.size)
            continue
        largest = max(largest, page.size)
        if page.rows:
            rows += page.rows
            dense = max(dense, page.size / page.rows)
            repeated = max(repeated, page.size if page.prefixed else 0)
    if rows != said.values:
        raise NotCompact
    return Chunk(rows, largest, dictionary, max(repeated, dictionary), dense)


def _pages(file: BinaryIO, begin: int, end: int) -> Iterator[Page]:
    while begin < end:
        fields, length = _header(file, begin)
        kind, unfolded, folded = (number(fields, one) for one in (1, 2, 3))
        page = Page(kind, max(unfolded, folded), 0, prefixed=False)
        if kind in {Kind.DATA, Kind.DATA_V2}:
            inner = fields.get(5 if kind == Kind.DATA else 8)
            if not isinstance(inner, dict):
                raise NotCompact
            prefixed = number(inner, 2 if kind == Kind.DATA else 4) == _PREFIXED
            page = page._replace(rows=number(inner, 1), prefixed=prefixed)
        yield page
        begin += length + folded


def _header(file: BinaryIO, begin: int) -> tuple[Fields, int]:
    """Return the fields of the header that begins here, and how long it is."""
    size = _BEGINS_WITH
    while True:
        file.seek(begin)
        data = file.read(size)
        reader = Compact(data)
        try:
            return reader.fields(), reader.at
        except IndexError:
            if len(data) < size or size >= _LONGEST_HEADER:
                raise NotCompact from None
            size *= 32
