"""
How many demands came, by year and kind of authority: what is told to everybody.

A figure between one and four is told as "fewer than five", and what could be subtracted to find it is not told: of a kind with so few demands
nothing is said of what became of them, and a year with such a kind has no total. None is told as none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from etanche.incidents.demands.demand import Demand, Sort, State

FEWEST: Final = 5


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many demands of one kind came in one year; a figure that is nothing is too small to be told."""

    year: int
    sort: Sort
    came: int | None
    answered: int | None
    refused: int | None
    persons: int | None
    """How many people's data were given."""


def figures(found: Iterable[Demand]) -> tuple[Counted, ...]:
    """Return the figures of every year and kind that has a demand, the newest year first."""
    sorts: dict[tuple[int, Sort], list[Demand]] = {}
    for one in found:
        sorts.setdefault((one.received.year, one.sort), []).append(one)
    newest = sorted(sorts.items(), key=lambda one: (-one[0][0], one[0][1]))
    return tuple(_counted(year, sort, some) for (year, sort), some in newest)


def total(counted: Iterable[Counted], year: int) -> int | None:
    """Return how many demands came in a year; nothing if a kind of it is too small to be told, and would follow from it."""
    came = [one.came for one in counted if one.year == year]
    return None if None in came else sum(one or 0 for one in came)


def _counted(year: int, sort: Sort, some: list[Demand]) -> Counted:
    if len(some) < FEWEST:
        return Counted(year=year, sort=sort, came=None, answered=None, refused=None, persons=None)
    answered = sum(one.state is State.ANSWERED for one in some)
    refused = sum(one.state is State.REFUSED for one in some)
    parts = (answered, refused, len(some) - answered - refused)
    told = all(one == 0 or one >= FEWEST for one in parts)
    given = len({person for one in some for person in one.given_of})
    return Counted(
        year=year,
        sort=sort,
        came=len(some),
        answered=answered if told else None,
        refused=refused if told else None,
        persons=given if told and (given == 0 or given >= FEWEST) else None,
    )
