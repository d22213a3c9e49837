"""
What a walk over the chain tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FaultKind(StrEnum):
    """What is wrong with a chain; one word per finding."""

    EDITED = "edited"
    DROPPED = "dropped"
    REORDERED = "reordered"
    SIGNATURE = "signature"
    HEAD = "head"
    FORGED = "forged"


@dataclass(frozen=True, kw_only=True)
class ChainFault:
    """The first thing wrong, and the position where it shows."""

    kind: FaultKind
    position: int


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Lines that were lost when data were put back from a backup: positions, both ends included, and when that was."""

    first: int
    last: int
    at: datetime

    @property
    def lines(self) -> int:
        """Return how many lines were lost."""
        return self.last - self.first + 1


@dataclass(frozen=True, kw_only=True)
class ChainReport:
    """What a walk over the whole chain saw."""

    intact: bool
    entries: int
    """Chained lines that were walked."""

    unsealed: int
    """Lines not chained yet: those of about the last second."""

    cut: int
    """Lines taken out by signed cuts, past their term."""

    head: str
    """The last link that holds, 64 hex digits."""

    fault: ChainFault | None = None

    gaps: tuple[Gap, ...] = ()
    """What restores lost of the chain; each is signed, and explained by the line after it."""

    @property
    def lost(self) -> int:
        """Return how many lines restores lost."""
        return sum(gap.lines for gap in self.gaps)

    def as_json(self) -> dict[str, object]:
        """Return the report for programs."""
        fault = None if self.fault is None else {"kind": str(self.fault.kind), "position": self.fault.position}
        return {
            "intact": self.intact,
            "entries": self.entries,
            "unsealed": self.unsealed,
            "cut": self.cut,
            "head": self.head,
            "fault": fault,
            "gaps": [{"first": gap.first, "last": gap.last, "at": gap.at.isoformat()} for gap in self.gaps],
        }
