"""
A spreadsheet before it is a file: sheets of rows of cells, texts and dates only.

There is no cell that computes: a text that begins like a formula is a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from etanche.errors import Unreadable

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for something to compute, if it is let."""

LONGEST_TEXT = 32_767
"""Letters in a cell of an .xlsx file."""

Cell = str | date


class Look(Enum):
    """What a row is."""

    TITLE = auto()
    SECTION = auto()
    """A row that names the section below it, and its columns."""

    ROW = auto()
    NOTE = auto()
    """A line about the file itself."""

    BLANK = auto()


@dataclass(frozen=True, kw_only=True)
class Row:
    """Cells from left to right."""

    cells: tuple[Cell, ...] = ()
    look: Look = Look.ROW


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Rows from top to bottom; the name fits every spreadsheet."""

    name: str
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    """How many letters wide each column is."""


@dataclass(frozen=True, kw_only=True)
class Workbook:
    """All sheets, with what the file says of itself."""

    title: str
    author: str
    made: date
    language: str
    sheets: tuple[Sheet, ...]


def lines_of(row: Row, widths: Sequence[int]) -> int:
    """Return how many lines high a row is, when each of its texts is broken at the width of its column."""
    if row.look not in {Look.ROW, Look.SECTION}:
        return 1
    return max((-(-len(str(cell)) // width) for cell, width in zip(row.cells, widths, strict=False)), default=1) or 1


def looks_computed(cell: Cell) -> bool:
    """Tell whether a spreadsheet could take a cell for a formula."""
    return isinstance(cell, str) and cell.startswith(FORMULA_SIGNS)


class CellTooLong(Unreadable):
    """A text of the charter is longer than a cell of a spreadsheet can be."""


def fitting(text: str) -> str:
    """
    Return a text that a cell can hold.

    Raises:
        CellTooLong: no spreadsheet could hold it, and cutting it would change what is said.
    """
    if len(text) > LONGEST_TEXT:
        raise CellTooLong(
            f"a text of {len(text)} letters does not fit into a cell of a spreadsheet",
            hint=f"write the register with `--as json`, or shorten the text that begins `{text[:40]}`",
        )
    return text
