"""
What the end of a Parquet file says of its groups of rows, read by ourselves: pyarrow ends the whole process over some ends that are damaged.
"""

from __future__ import annotations

import os
from typing import BinaryIO, Final, NamedTuple

from etanche.intake.bulk.compact import LONG, NUMBER, STRUCT, TEXT, Compact, Fields, Lists, NotCompact, number

LONGEST_END: Final = 16 * 1024 * 1024
"""Bytes of the end of a file: it grows with groups and columns, and is held whole."""

_TAIL: Final = 8
_MAGIC: Final = b"PAR1"
_SIZES: Final[Lists] = {2: (LONG, None), 3: (LONG, None)}
_COLUMN: Final[Lists] = {
    2: (NUMBER, None),
    3: (TEXT, None),
    **dict.fromkeys((5, 7, 9, 11), (LONG, None)),
    8: (STRUCT, None),
    13: (STRUCT, None),
    16: (STRUCT, _SIZES),
    17: (STRUCT, {2: (NUMBER, None)}),
}
_CHUNK: Final[Lists] = {3: (STRUCT, _COLUMN), 8: (STRUCT, {2: (STRUCT, {1: (TEXT, None)})})}
_GROUP: Final[Lists] = {1: (STRUCT, _CHUNK), 3: (LONG, None), 4: (STRUCT, None)}
_FILE: Final[Lists] = {2: (STRUCT, None), 3: (LONG, None), 4: (STRUCT, _GROUP), 5: (STRUCT, None), 7: (STRUCT, None)}


class EndTooLong(ValueError):
    """The end of a file takes more memory than an import gives it."""


class Said(NamedTuple):
    """What is said of one column of a group: its values, where its pages begin, and how long they are together."""

    values: int
    begin: int
    length: int


class Footer:
    """The end of one file."""

    def __init__(self, file: BinaryIO) -> None:
        """
        Read it.

        Raises:
            NotCompact: there is none.
            EndTooLong: as its name says.
        """
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != _MAGIC or length > size - _TAIL:
            raise NotCompact
        if length > LONGEST_END:
            raise EndTooLong
        file.seek(size - _TAIL - length)
        self._data = file.read(length)
        fields = self._fields(0, _FILE)
        begins = fields.get(4)
        self.rows = number(fields, 3)
        self._groups = begins if isinstance(begins, list) else []
        self.rows_of = [number(self._fields(begin, _GROUP), 3) for begin in self._groups]
        """How many rows each group has by its own word."""

    def columns_of(self, group: int) -> list[Said]:
        """
        Return what is said of the columns of a group.

        Raises:
            NotCompact: it says nothing.
        """
        begins = self._fields(self._groups[group], _GROUP).get(1)
        return [
            self._said(self._fields(begin, _CHUNK).get(3)) for begin in (begins if isinstance(begins, list) else [])
        ]

    def _fields(self, begin: int, lists: Lists) -> Fields:
        try:
            return Compact(self._data, at=begin).fields(lists)
        except IndexError:
            raise NotCompact from None

    @staticmethod
    def _said(column: object) -> Said:
        if not isinstance(column, dict):
            raise NotCompact
        data, dictionary = number(column, 9), column.get(11)
        # pyarrow begins to read there, where a dictionary is said to stand before the data.
        before = isinstance(dictionary, int) and 0 < dictionary < data
        return Said(number(column, 5), number(column, 11) if before else data, number(column, 7))
