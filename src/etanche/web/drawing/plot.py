"""
Visits a day, as bars on a scale of days: x in per cent, so that they read at every width; y in pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

HEIGHT = 180
TOP = 26
_GAP = 0.22


@dataclass(frozen=True, kw_only=True)
class PlotBar:
    """One day."""

    day: date
    visits: int
    people: int
    x: float
    width: float
    height: float
    people_height: float


@dataclass(frozen=True, kw_only=True)
class Plot:
    """All days of a stretch, with the marks of both scales."""

    bars: tuple[PlotBar, ...]
    months: tuple[tuple[float, date], ...]
    """Where each month begins."""

    levels: tuple[tuple[float, int], ...]
    """Height above the axis, and the number there."""

    total: int
    most: int
    busiest: date
    first: date
    """First day with a visit."""

    last: date
    """Last day with a visit."""


def plot(visits: Mapping[date, int], people: Mapping[date, int], first: date, last: date) -> Plot | None:
    """Return the plot of the days from first to last; nothing when there was no visit at all."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    counted = {day: visits.get(day, 0) for day in days}
    most = max(counted.values(), default=0)
    if most == 0:
        return None
    top = round_top(most)
    step = 100 / len(days)
    bars = tuple(
        PlotBar(
            day=day,
            visits=counted[day],
            people=people.get(day, 0),
            x=round(number * step + step * _GAP / 2, 3),
            width=round(step * (1 - _GAP), 3),
            height=round(HEIGHT * counted[day] / top, 1),
            people_height=round(HEIGHT * min(people.get(day, 0), counted[day]) / top, 1),
        )
        for number, day in enumerate(days)
    )
    return Plot(
        bars=bars,
        months=tuple((round(number * step, 2), day) for number, day in enumerate(days) if day.day == 1),
        levels=tuple((round(HEIGHT * level / top, 1), level) for level in (top // 2, top) if level),
        total=sum(counted.values()),
        most=most,
        busiest=max(counted, key=lambda day: (counted[day], day)),
        first=min(day for day in days if counted[day]),
        last=max(day for day in days if counted[day]),
    )


def round_top(most: int) -> int:
    """Return the next number with one digit and zeros, and even, so that its half is whole; of nothing 2."""
    step = max(2, int(10 ** (len(str(most)) - 1)))
    return max(step, step * -(-most // step))
