"""
What the journal was last told of each request, and which rows of the register are so still: nothing is forgotten on the word of a row alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from etanche.journal import Journal
from etanche.rights.facts import Right
from etanche.rights.lines import KEPT, OBJECT, digests_of_row
from etanche.rights.steps import Event
from etanche.store import RequestRow


class Told(NamedTuple):
    """What the newest line that came with the row of a request says of it."""

    right: Right
    kept: str | None
    """The digest of the row; nothing where an older version wrote the line."""

    def of(self, digests: frozenset[str] | None) -> bool:
        """Tell whether a row of these digests, if there is one, is what was told."""
        return digests is not None and (self.kept is None or self.kept in digests)


def as_told(journal: Journal, rows: Sequence[RequestRow]) -> list[RequestRow]:
    """Return those of some rows of the register that are as the journal was last told, or of which it holds no line any more."""
    told = last_told(journal) if rows else {}
    return [row for row in rows if row.id not in told or told[row.id].of(digests_of_row(row))]


def last_told(journal: Journal) -> Mapping[bytes, Told]:
    """Return what was told of every request that was not forgotten at the end of its time; lines of another hand say nothing."""
    told: dict[bytes, Told] = {}
    for line in journal.lines(object_begins=OBJECT):
        entry = line.entry
        if not line.ours or entry.decision != "done":
            continue
        with suppress(ValueError):
            id_ = bytes.fromhex(entry.object.removeprefix(OBJECT))
            if entry.act == f"request-{Event.EVIDENCE_ERASED}":
                told.pop(id_, None)
            elif "right" in entry.facts and (KEPT in entry.facts or "to" in entry.facts):
                kept = entry.facts.get(KEPT)
                told[id_] = Told(Right(str(entry.facts["right"])), None if kept is None else str(kept))
    return told
