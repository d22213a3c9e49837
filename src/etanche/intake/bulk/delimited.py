"""
CSV: cells between delimiters, quoted where they must be (RFC 4180), with the names of the columns in the first line.

A quoted cell may hold line ends. A quote that is never closed must not swallow the records after it: if the lines that it joins
are no record together, the first of them is one by itself, good or bad, and reading goes on with the second.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Final

from etanche.errors import Unreadable
from etanche.intake.bulk.formula import restored
from etanche.intake.bulk.source import LONGEST, MOST_COLUMNS, MOST_PARTS, Raw, begin
from etanche.intake.logfile import LogFile

LONGEST_JOINED: Final = 2 * 1024 * 1024
"""Bytes of a record of several lines: the longest text that a record may hold, and what stands beside it."""

MOST_BLANK: Final = 10_000
"""So many blank lines in a row are no end of a file: they are bad records."""

_QUOTE: Final = b'"'


class Delimited:
    """A file of cells."""

    def __init__(self, file: LogFile, *, delimiter: str, encoding: str) -> None:
        """
        Read the names of the columns.

        Raises:
            Unreadable: there are none, too many, one twice, or they are not written in this encoding.
        """
        csv.field_size_limit(LONGEST)
        self._file = file
        self._delimiter = delimiter
        self._encoding = encoding
        self._lines = begin(file.lines())
        self._waiting: deque[bytes] = deque()
        self.head = next(self._lines, b"")
        cells = self._cells(self.head)
        names = [cell.strip() for cell in cells or ()]
        if not any(names):
            raise Unreadable(
                "the first line does not name the columns",
                hint="write their names there, in UTF-8 or as `encoding` says",
            )
        if len(names) > MOST_COLUMNS:
            raise Unreadable(f"the file has more than {MOST_COLUMNS:,} columns", hint="leave out those not needed")
        if len(set(names)) < len(names):
            raise Unreadable("two columns have the same name", hint="rename one in the first line")
        self._names = names
        self.columns: frozenset[str] | None = frozenset(names)

    @property
    def read(self) -> int:
        """Bytes of the file read so far."""
        return self._file.read

    def records(self) -> Iterator[Raw]:
        """Yield one record after the other."""
        number = 2
        blank: list[Raw] = []
        while (line := self._next()) is not None:
            if not line.strip():
                # Before other lines it is a bad record like any other; at the end, where editors leave one, it is none.
                blank.append(self._raw(number, line))
                number += 1
                if len(blank) < MOST_BLANK:
                    continue
            yield from blank
            blank.clear()
            if not line.strip():
                continue
            if line.count(_QUOTE) % 2 == 0 or not line.endswith(b"\n"):
                yield self._raw(number, line)
                number += 1
                continue
            joined = self._joined(line)
            raw = self._raw(number, b"".join(joined)) if len(joined) > 1 else None
            if raw is None or raw.values is None:
                self._waiting.extendleft(reversed(joined[1:]))
                raw, joined = self._raw(number, line), [line]
            yield raw
            number += len(joined)

    def _next(self) -> bytes | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _joined(self, line: bytes) -> list[bytes]:
        """Return the lines up to the one that closes the quote opened in the first."""
        joined, size, quotes = [line], len(line), line.count(_QUOTE)
        while quotes % 2 and size <= LONGEST_JOINED and (more := self._next()) is not None:
            joined.append(more)
            size += len(more)
            quotes += more.count(_QUOTE)
        return joined

    def _raw(self, number: int, data: bytes) -> Raw:
        cells = self._cells(data)
        values: Mapping[str, object] | None = None
        if cells is not None and len(cells) == len(self._names):
            values = {name: restored(cell) for name, cell in zip(self._names, cells, strict=True) if cell}
        return Raw(number, data, values, data.endswith(b"\n"))

    def _cells(self, data: bytes) -> list[str] | None:
        if len(data) > LONGEST or data.count(self._delimiter.encode()) > MOST_PARTS:
            return None
        try:
            rows = list(csv.reader([data.decode(self._encoding)], delimiter=self._delimiter, strict=True))
        except (UnicodeDecodeError, csv.Error):
            return None
        return rows[0] if len(rows) == 1 else None
