"""
The records of a file, one after the other, with bounded memory whatever the file holds.

What cannot be read is a record without values: it has its number, and its content goes nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from etanche.errors import Unreadable
from etanche.intake.logfile import LogFile

LONGEST: Final = 16 * 1024 * 1024
"""Bytes of one record: the largest file that a record may hold, as base64, and what stands beside it."""

MOST_COLUMNS: Final = 1_000

MOST_PARTS: Final = 250_000
"""Signs that part values in one record, those within texts too: each can become an object of Python forty times its size."""


class RecordFormat(StrEnum):
    """What a file of records is written as."""

    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    TEXT = "text"
    """One value a line, called `address`."""


class Raw(NamedTuple):
    """One record as it came: the number of its (first) line, its bytes, its values if it can be read, and whether its line had its end."""

    number: int
    data: bytes
    values: Mapping[str, object] | None
    ended: bool = True


class Source(Protocol):
    """An open file of records."""

    @property
    def head(self) -> bytes:
        """What the file says of all its records before the first."""

    @property
    def columns(self) -> frozenset[str] | None:
        """The columns that every record has, if the file says."""

    @property
    def read(self) -> int:
        """Bytes of the file read so far."""

    def records(self) -> Iterator[Raw]:
        """Yield one record after the other."""


class Plain:
    """A file with one value a line, UTF-8."""

    head = b""
    columns = frozenset({"address"})

    def __init__(self, file: LogFile) -> None:
        self._file = file

    @property
    def read(self) -> int:
        """Bytes of the file read so far."""
        return self._file.read

    def records(self) -> Iterator[Raw]:
        """Yield one line after the other; an empty one is no record."""
        for number, line in enumerate(begin(self._file.lines()), start=1):
            try:
                text = line.decode("utf-8").strip() if len(line) <= LONGEST else None
            except UnicodeDecodeError:
                text = None
            if text != "":
                yield Raw(number, line, None if text is None else {"address": text}, line.endswith(b"\n"))


def begin(lines: Iterator[bytes]) -> Iterator[bytes]:
    """
    Yield lines without the mark of UTF-8 that some programs write before the first.

    Raises:
        Unreadable: the file is UTF-16, or no text.
    """
    for number, line in enumerate(lines):
        if number == 0 and line[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise Unreadable("the file is UTF-16", hint="save it as UTF-8")
        yield line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line
