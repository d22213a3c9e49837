"""
The plan of the compartments: a hull with one compartment for each kind of promise, and one cell a promise.

Bow and stern are shallow, so the two smallest kinds stand there; the hull grows in length with the kinds
and in depth with the promises, and its sides keep their curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

COLUMN, ROW = 52, 44
_LEFT, _DECK = 62, 34
_LETTER = 8.2
_MARGIN = 62
_LONGEST_COLUMNS = 24
_SHALLOWEST = 3
_END_COLUMNS = 2


@dataclass(frozen=True, kw_only=True)
class HullCell:
    """One promise in its place."""

    state: str
    x: int
    y: int
    mark: int
    """Size of the mark: what is not kept is drawn larger."""


@dataclass(frozen=True, kw_only=True)
class Compartment:
    """One kind of promise."""

    title: str
    middle: float
    wall: int
    """Where the bulkhead before it stands."""

    cells: tuple[HullCell, ...]


@dataclass(frozen=True, kw_only=True)
class HullPlan:
    """The whole drawing, for a view box of `width` × `height`."""

    width: int
    height: int
    outline: str
    deep: int
    """Height of the keel."""

    waterline: int
    right: int
    """Where the deck ends at the bow."""

    compartments: tuple[Compartment, ...]


def hull(kinds: Sequence[tuple[str, Sequence[str]]]) -> HullPlan:
    """Return the plan of (title, states of its promises) pairs; the order is kept but for the two ends."""
    ordered = _ends_first(kinds)
    rows = _SHALLOWEST
    while sum(_columns(title, len(states), rows) for title, states in ordered) > _LONGEST_COLUMNS:
        rows += 1
        if all(len(states) <= rows for _, states in ordered):
            break
    widths = _widths(ordered, rows)
    total = sum(widths)
    compartments, at = [], 0
    for (title, states), columns in zip(ordered, widths, strict=True):
        compartments.append(_compartment(title, states, range(at, at + columns), total=total, rows=rows))
        at += columns
    right = _LEFT + total * COLUMN - 4 + 32
    deep = _DECK + rows * ROW + 10
    return HullPlan(
        width=right + _MARGIN,
        height=deep + 16,
        outline=_outline(right, deep),
        deep=deep,
        waterline=_DECK + 58,
        right=right,
        compartments=tuple(compartments),
    )


def _ends_first(kinds: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[str, Sequence[str]]]:
    """Put the two smallest kinds at stern and bow."""
    if len(kinds) < _SHALLOWEST:
        return list(kinds)
    smallest = sorted(range(len(kinds)), key=lambda number: (len(kinds[number][1]), number))[:2]
    stern, bow = sorted(smallest)
    return [kinds[stern], *(kind for number, kind in enumerate(kinds) if number not in smallest), kinds[bow]]


def _columns(title: str, count: int, rows: int) -> int:
    """Return how many columns a kind needs, for its promises and for its name above them."""
    return max(1, ceil(count / rows), ceil(len(title) * _LETTER / COLUMN))


def _widths(kinds: Sequence[tuple[str, Sequence[str]]], rows: int) -> list[int]:
    """Return how many columns each kind gets: enough for its name and, where the hull is shallow, for its promises."""
    widths = [_columns(title, len(states), rows) for title, states in kinds]
    while True:
        total, at = sum(widths), 0
        for number, (_, states) in enumerate(kinds):
            room = sum(_depth(column, total, rows) for column in range(at, at + widths[number]))
            if room < len(states):
                widths[number] += 1
                break
            at += widths[number]
        else:
            return widths


def _depth(column: int, total: int, rows: int) -> int:
    """Return how many cells a column of the hull can hold."""
    from_end = min(column, total - 1 - column)
    if from_end < _END_COLUMNS:
        return 1
    return rows - 1 if from_end == _END_COLUMNS else rows


def _compartment(title: str, states: Sequence[str], columns: range, *, total: int, rows: int) -> Compartment:
    """Put the promises of a kind into its columns, row by row; a row that is not full stands in the middle."""
    waiting, cells = list(states), []
    for row in range(rows):
        deep_enough = [column for column in columns if row < _depth(column, total, rows)]
        placed, waiting = waiting[: len(deep_enough)], waiting[len(deep_enough) :]
        spare = (len(deep_enough) - len(placed)) * COLUMN // 2
        cells += [
            HullCell(
                state=state,
                x=_LEFT + column * COLUMN + spare,
                y=_DECK + 2 + row * ROW,
                mark=18 if state == "kept" else 26,
            )
            for state, column in zip(placed, deep_enough, strict=False)
        ]
    left = _LEFT + columns.start * COLUMN - 2
    return Compartment(title=title, middle=left + len(columns) * COLUMN / 2, wall=left, cells=tuple(cells))


def _outline(right: int, deep: int) -> str:
    """Return the side of the ship: a straight deck, a stern that falls steeply, a bow that runs out."""
    mid = _DECK + (deep - _DECK) * 0.58
    low = deep - 14
    return (
        f"M42 {_DECK}H{right}C{right - 16} {mid:.0f} {right - 86} {low - 36} {right - 134} {low}"
        f"Q{right - 154} {deep} {right - 180} {deep}H194Q168 {deep} 152 {low - 2}"
        f"C110 {low - 46} 54 {mid + 12:.0f} 42 {_DECK}Z"
    )
