"""
Thrift's compact protocol, in which a Parquet file speaks of itself: as much of it as such files use.

Whoever reads the same bytes with less care must not find something else in them. So a field that is there twice is refused, and so
is a list of other things than its place calls for, which others read as what they expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Union

NUMBER: Final = 5
LONG: Final = 6
TEXT: Final = 8
STRUCT: Final = 12
_NUMBERS: Final = frozenset({4, NUMBER, LONG})
_LISTS: Final = frozenset({9, 10})
_LENGTHS: Final = {1: 0, 2: 0, 3: 1, 7: 8}
"""Bytes of a yes, a no, a small number and a fraction."""

_DEEPEST: Final = 10
_LONGEST_NUMBER: Final = 10
_MANY: Final = 15
_MOST: Final = 1_000_000
"""Things in a list: pyarrow takes no more either."""

_MORE: Final = 0x80

Lists = Mapping[int, tuple[int, Union["Lists", None]]]
"""Of a struct: field → which number it is, or what it is a list of, or that it is a struct; and the same of these."""

Fields = dict[int, object]


class NotCompact(ValueError):
    """Bytes are not what this protocol writes."""


class Compact:
    """Reads one value after the other; raises `IndexError` where the bytes end before a value does."""

    def __init__(self, data: bytes, *, at: int = 0) -> None:
        """Begin to read somewhere."""
        self._data = data
        self.at = at

    def fields(self, lists: Lists | None = None, depth: int = 0) -> Fields:
        """
        Return the fields of a struct by their numbers: a number, a struct, where each struct of a list begins; nothing of what else there is.

        Raises:
            NotCompact: this is no struct.
        """
        found: Fields = {}
        which = 0
        if depth > _DEEPEST:
            raise NotCompact
        while (head := self._byte()) & 15:
            which = which + (head >> 4) if head >> 4 else self._signed()
            if which in found:
                raise NotCompact
            found[which] = self._value(head & 15, (lists or {}).get(which), depth)
        return found

    def _value(self, kind: int, said: tuple[int, Lists | None] | None, depth: int) -> object:
        if kind in _NUMBERS:
            if said is not None and said[0] != kind:
                raise NotCompact
            return self._signed()
        if kind in _LISTS:
            return self._list(said, depth)
        if kind == STRUCT:
            return self.fields(said[1] if said else None, depth + 1)
        if kind not in {*_LENGTHS, TEXT}:
            raise NotCompact
        self._skip(self._varint() if kind == TEXT else _LENGTHS[kind])
        return None

    def _list(self, said: tuple[int, Lists | None] | None, depth: int) -> list[int]:
        """Read a list, and return where its structs begin."""
        head = self._byte()
        count, kind = head >> 4, head & 15
        if kind in _LISTS or _LENGTHS.get(kind) == 0 or (said is not None and kind != said[0]):
            raise NotCompact
        count = self._varint() if count == _MANY else count
        if count > _MOST:
            raise NotCompact
        begins: list[int] = []
        for _ in range(count):
            if kind == STRUCT:
                begins.append(self.at)
            self._value(kind, said, depth)
        return begins

    def _byte(self) -> int:
        found = self._data[self.at]
        self.at += 1
        return found

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self._data):
            raise IndexError

    def _varint(self) -> int:
        found = 0
        for place in range(_LONGEST_NUMBER):
            byte = self._byte()
            found |= (byte & ~_MORE) << (7 * place)
            if byte < _MORE:
                return found
        raise NotCompact

    def _signed(self) -> int:
        found = self._varint()
        return (found >> 1) ^ -(found & 1)


def number(fields: Fields, which: int) -> int:
    """
    Return a number that must be there, and is none below zero.

    Raises:
        NotCompact: it is not there, or it is below.
    """
    found = fields.get(which)
    if not isinstance(found, int) or found < 0:
        raise NotCompact
    return found
