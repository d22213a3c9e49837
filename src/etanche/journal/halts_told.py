"""What the journal tells of halts: the number of each is in a line of our hand that committed with its word, and outlives it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from etanche.errors import Fault
from etanche.journal.chain import mark_of
from etanche.journal.entry import entry_of
from etanche.keyring import Signer
from etanche.store import Connection, entries

_MOST: Final = 1 << 62
"""No number is ever higher: one that is was written by somebody else."""


def halts_told(connection: Connection, organisation: bytes, signer: Signer) -> dict[str, int]:
    """Return the highest number that lines of our hand tell, by what was halted or goes on again; they are found by an index."""
    told: dict[str, int] = {}
    for row in entries.of_halts(connection, organisation):
        with suppress(Fault):
            line = entry_of(row)
            number = line.facts.get("number")
            if isinstance(number, int) and 0 < number < _MOST and row.mark == mark_of(signer, row):
                told[line.object] = max(number, told.get(line.object, 0))
    return told
