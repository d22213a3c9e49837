"""
A copy of records taken away: it says until when it may exist, and is whole only if its last line says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from hashlib import sha256

from etanche_client.nouns import Record
from etanche_client.problems import Unfinished

Lines = Callable[[], AbstractContextManager[Iterator[bytes]]]


class Copy:
    """
    The records of a copy, once, as they come.

        copy = etanche.acting("watching").copy("ledger")
        for record in copy: ...
        copy.destroy_after, copy.sha256
    """

    def __init__(self, lines: Lines) -> None:
        """Keep what lends the lines; nothing is asked yet."""
        self._lines = lines
        self.destroy_after: date | None = None
        """The last day on which the copy may exist; known with the first record."""

        self.records = 0
        self.altered = 0
        """How many records did not open, because somebody changed them."""

        self.sha256: str | None = None
        """By what the copy is known again where it is found; known once all of it is here."""

    def __iter__(self) -> Iterator[Record]:
        """
        Yield the records.

        Raises:
            Unfinished: it ended before its last line, or what came is not what was sent.
        """
        digest = sha256()
        with self._lines() as lines:
            for line in lines:
                told = json.loads(line)
                if "copy" in told:
                    self.destroy_after = date.fromisoformat(told["copy"]["destroy-after"])
                elif "problem" in told:
                    raise Unfinished(told["problem"]["title"])
                elif "end" in told:
                    self._finish(told["end"], digest.hexdigest())
                    return
                else:
                    digest.update(line + b"\n")
                    self.records += 1
                    yield Record.read(told)
        raise Unfinished("the copy ended before its last line")

    def _finish(self, end: dict[str, int | str], digest: str) -> None:
        if (end["records"], end["sha256"]) != (self.records, digest):
            raise Unfinished("what came of the copy is not what was sent")
        self.altered, self.sha256 = int(end["altered"]), digest
