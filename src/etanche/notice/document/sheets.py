"""
What papers have and a notice can do without: a matrix with conditions, a list for machines, places to sign.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MatrixCell:
    """One crossing: yes or no in words, for which purposes, and on which conditions."""

    granted: bool
    word: str
    purposes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MatrixColumn:
    """One role, with what it may read of each category, in the order of the rows."""

    id: str
    title: str
    note: str
    summary: str
    """How many categories it reads, and how many not, in words."""

    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Role × category with purposes and conditions: a table where there is room, a list for each role where there is not."""

    caption: str
    label: str
    corner: str
    rows: tuple[str, ...]
    columns: tuple[MatrixColumn, ...]
    joint: str
    """What stands between two purposes."""

    none: str
    """What stands in the list of a role that reads nothing."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Text for machines, letter for letter."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Where one party signs."""

    party: str
    lines: tuple[str, ...]
    """What is written in by hand: name, function, date, signature."""


@dataclass(frozen=True, kw_only=True)
class Signatures:
    """Where the parties sign, side by side."""

    places: tuple[Signature, ...]
