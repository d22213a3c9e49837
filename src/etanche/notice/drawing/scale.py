"""
One scale for hours and for decades: marks at equal distances, so that short times get as much room as long ones.

Positions are per cent of the width and so read at every width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from etanche.charter import Unit
from etanche.notice.drawing.reach import DAYS
from etanche.terms import Language
from etanche.words import say

ZERO, LAST, EDGE = 10.0, 93.0, 100.0
"""Per cent of the width at which the event stands, the scale ends, and the paper ends."""

_MARKS = (
    (1, Unit.DAY),
    (30, Unit.DAY),
    (90, Unit.DAY),
    (180, Unit.DAY),
    (1, Unit.YEAR),
    (2, Unit.YEAR),
    (5, Unit.YEAR),
    (10, Unit.YEAR),
    (30, Unit.YEAR),
    (100, Unit.YEAR),
)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A number of units that has a line of its own."""

    number: int
    unit: Unit | None

    @property
    def days(self) -> float:
        """Return about how many days it stands for."""
        return self.number * DAYS[self.unit] if self.unit else 0.0

    def label(self, language: Language) -> str:
        """Return what is written at the line."""
        return (
            say(f"unit.short.{self.unit}", language, n=self.number) if self.unit else say("paper.terms.zero", language)
        )


class Scale:
    """The marks needed to reach past the longest term; where one stands for almost nothing it is left out."""

    def __init__(self, longest: float) -> None:
        marks = [Mark(number=0, unit=None)]
        for number, unit in _MARKS:
            mark = Mark(number=number, unit=unit)
            if mark.days == 1.0 and longest > DAYS[Unit.YEAR] / 2:
                continue
            marks.append(mark)
            if mark.days >= longest:
                break
        self.marks: Sequence[Mark] = tuple(marks)

    def at(self, days: float) -> float:
        """Return where a number of days stands, straight between two marks."""
        step = (LAST - ZERO) / (len(self.marks) - 1)
        for number, (low, high) in enumerate(pairwise(self.marks)):
            if days <= high.days:
                return round(ZERO + step * (number + (days - low.days) / (high.days - low.days)), 2)
        return LAST
