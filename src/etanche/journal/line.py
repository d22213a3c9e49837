"""
A line of the journal as it is found: the entry, its number, and whether it is of our hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from etanche.journal.entry import Entry


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry with its number, and whether it is of our hand."""

    seq: int
    entry: Entry
    ours: bool
    """Whether its mark fits."""
