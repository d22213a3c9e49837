"""
NDJSON: one JSON object a line (RFC 8259), UTF-8.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NoReturn

from etanche.intake.bulk.source import LONGEST, MOST_COLUMNS, MOST_PARTS, Raw, begin
from etanche.intake.logfile import LogFile


class Objects:
    """A file of objects."""

    head: Final = b""
    columns: Final = None

    def __init__(self, file: LogFile) -> None:
        self._file = file

    @property
    def read(self) -> int:
        """Bytes of the file read so far."""
        return self._file.read

    def records(self) -> Iterator[Raw]:
        """Yield one line after the other."""
        for number, line in enumerate(begin(self._file.lines()), start=1):
            yield Raw(number, line, _parsed(line), line.endswith(b"\n"))


def _parsed(line: bytes) -> Mapping[str, object] | None:
    """Return the members of an object; nothing of what is none, names a member twice, or has too many, or too many parts."""
    if len(line) > LONGEST or sum(map(line.count, (b",", b"[", b"{"))) > MOST_PARTS:
        return None
    try:
        # Numbers with a point stay what was written; a tree too deep, or a number without end, is no record of ours.
        found = _decode(line.decode("utf-8"))
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return found if isinstance(found, dict) and len(found) <= MOST_COLUMNS else None


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members


def _no_number(_word: str) -> NoReturn:
    raise ValueError("not a number of JSON")


_decode = json.JSONDecoder(object_pairs_hook=_members, parse_float=Decimal, parse_constant=_no_number).decode
