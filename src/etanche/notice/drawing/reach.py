"""
How far a `keep` rule reaches, for drawing only: what is sure, what is the most, and what nobody can date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from etanche.charter import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While
from etanche.notice.keeping import STATE_OF_END

DAYS = {Unit.MINUTE: 1 / 1440, Unit.HOUR: 1 / 24, Unit.DAY: 1.0, Unit.WEEK: 7.0, Unit.MONTH: 365 / 12, Unit.YEAR: 365.0}

FIXED = frozenset({"collected", "created", "fiscal-year-end"})
"""Events whose date is known with the record: a term that hangs on one is a bound."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How a term lies on the scale, in days after its event."""

    before: Literal["", "loop", "again"]
    """What comes before zero: nothing, a state that lasts, or an event that can come again."""

    sure: float
    most: float
    longest: Duration | None
    """What is written where one figure has to do."""


def days(duration: Duration) -> float:
    """Return about how many days a duration lasts; for drawing only, never for deciding."""
    return duration.number * DAYS[duration.unit]


def reach(keep: Keep) -> Reach:
    """Return how far a rule reaches."""
    match keep:
        case After():
            length = days(keep.duration)
            return Reach(before=_before(keep.event), sure=length, most=length, longest=keep.duration)
        case Between():
            return Reach(
                before=_before(keep.event), sure=days(keep.floor), most=days(keep.ceiling), longest=keep.ceiling
            )
        case While():
            return Reach(before="loop", sure=0.0, most=0.0, longest=None)
        case FirstOf():
            return _first(keep)
        case LastOf():
            return _last(keep)


def _before(event: str) -> Literal["", "loop", "again"]:
    """Return what comes before the event that starts a term."""
    if event in STATE_OF_END:
        return "loop"
    return "again" if event.startswith("last-") or event == "updated" else ""


def _first(keep: FirstOf) -> Reach:
    """Return the bound of `first of`: of the members fixed at collection the nearest, else of all that have one."""
    fixed = [reach(rule) for rule in keep.rules if _fixed(rule)]
    ends = fixed or [found for found in map(reach, keep.rules) if found.longest]
    if not ends:
        return Reach(before="loop", sure=0.0, most=0.0, longest=None)
    end = min(ends, key=lambda found: found.most)
    return Reach(before="" if fixed else end.before, sure=0.0, most=end.most, longest=end.longest)


def _fixed(keep: Keep) -> bool:
    """Tell whether the end of a rule is known with the record."""
    return isinstance(keep, After | Between) and keep.event in FIXED


def _last(keep: LastOf) -> Reach:
    """Return the furthest end of `last of`; a state among its members comes before."""
    found = [reach(rule) for rule in keep.rules]
    end = max(found, key=lambda one: one.most)
    states: Sequence[Literal["", "loop", "again"]] = [one.before for one in found if one.before]
    before = "loop" if "loop" in states else end.before
    return Reach(before=before, sure=end.most, most=end.most, longest=end.longest)
