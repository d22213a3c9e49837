"""
What goes week by week, as bars that lie one below the other: x in per cent, so that they read at every width; y in pixels.

A thick stroke ends each bar, as everywhere where something is destroyed. Two categories have a colour of their own, the weightiest;
the others share a third, for more could not be told apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from etanche.web.drawing.plot import round_top

NUMBER = 12
ROW = 34
TOP = 26
_LEFT, _RIGHT = 19.0, 84.0
_COLOURS = ("use", "people", "archive")
_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Part:
    """What goes of some categories in a week."""

    colour: str
    records: int
    x: float
    width: float


@dataclass(frozen=True, kw_only=True)
class Week:
    """Seven days, from the first on."""

    first: date
    y: int
    total: int
    parts: tuple[Part, ...]
    by_category: tuple[tuple[str, int], ...]
    end: float
    """Where its bar ends."""


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """Some weeks that follow each other, the scale above them, and what lies before and after."""

    rows: tuple[Week, ...]
    levels: tuple[tuple[float, int], ...]
    """Place on the scale, and the number there."""

    key: tuple[tuple[str, tuple[str, ...]], ...]
    """Each colour, and the categories it stands for."""

    past: int
    """Records whose day is over: the next sweep takes them, or a hold keeps them."""

    later: int
    last: date | None
    """The last day on which anything goes."""

    @property
    def height(self) -> int:
        """The height of the drawing, in pixels."""
        return TOP + ROW * len(self.rows)

    @property
    def left(self) -> float:
        """Where the scale begins."""
        return _LEFT

    @property
    def busiest(self) -> Week:
        """The week in which the most goes."""
        return max(self.rows, key=lambda one: one.total)


def weeks(due: Mapping[tuple[str, date], int], today: date, number: int = NUMBER) -> Weeks:
    """Return what goes in the weeks that begin today."""
    counted = [Counter[str]() for _ in range(number)]
    past = later = 0
    for (category, day), records in due.items():
        week = (day - today).days // _DAYS
        if week < 0:
            past += records
        elif week >= number:
            later += records
        else:
            counted[week][category] += records
    order = [name for name, _ in sum(counted, Counter[str]()).most_common()]
    colours = {name: _COLOURS[min(at, len(_COLOURS) - 1)] for at, name in enumerate(order)}
    most = max((some.total() for some in counted), default=0)
    top = round_top(most)
    return Weeks(
        rows=tuple(
            _week(some, order, colours, first=today + timedelta(days=_DAYS * at), y=TOP + ROW * at, top=top)
            for at, some in enumerate(counted)
        ),
        levels=tuple((_x(level, top), level) for level in dict.fromkeys((0, top // 2, top))),
        key=tuple(
            (colour, names) for colour in _COLOURS if (names := tuple(one for one in order if colours[one] == colour))
        ),
        past=past,
        later=later,
        last=max((day for _, day in due), default=None),
    )


def _week(
    counted: Mapping[str, int], order: Sequence[str], colours: Mapping[str, str], *, first: date, y: int, top: int
) -> Week:
    by_colour: Counter[str] = Counter()
    for name in order:
        by_colour[colours[name]] += counted.get(name, 0)
    parts, before = [], 0
    for colour in _COLOURS:
        records = by_colour[colour]
        if records:
            x = _x(before, top)
            before += records
            parts.append(Part(colour=colour, records=records, x=x, width=round(_x(before, top) - x, 2)))
    return Week(
        first=first,
        y=y,
        total=before,
        parts=tuple(parts),
        by_category=tuple((name, counted[name]) for name in order if counted.get(name)),
        end=_x(before, top),
    )


def _x(records: int, top: int) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * records / top, 2)
