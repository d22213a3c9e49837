"""
`keep` rules (LANGUAGE §8): the nouns, and the one way to write each.

    >>> print_keep(After(duration=Duration(number=180, unit=Unit.DAY), event="collected"))
    '180 days after collected'

Reading is in `reading`, what a rule answers about a record is in `evaluate`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Units of a duration, in the singular."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


KEEP_UNITS: tuple[Unit, ...] = tuple(unit for unit in Unit if unit is not Unit.MINUTE)
"""Units of a time of keeping: minutes are for sessions and alarms."""


@dataclass(frozen=True, kw_only=True)
class Duration:
    """A number of calendar units, at least one."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        """Return the one way to write it: `1 day`, `2 days`."""
        return f"{self.number} {self.unit}{'s' if self.number > 1 else ''}"


@dataclass(frozen=True, kw_only=True)
class After:
    """`180 days after collected`."""

    duration: Duration
    event: str


@dataclass(frozen=True, kw_only=True)
class Between:
    """`between 7 days and 1 year after created`."""

    floor: Duration
    ceiling: Duration
    event: str


@dataclass(frozen=True, kw_only=True)
class While:
    """`while contract`."""

    state: str


@dataclass(frozen=True, kw_only=True)
class FirstOf:
    """`first of (…, …)`: whichever ends first."""

    rules: tuple[Keep, ...]


@dataclass(frozen=True, kw_only=True)
class LastOf:
    """`last of (…, …)`: whichever ends last."""

    rules: tuple[Keep, ...]


Keep = After | Between | While | FirstOf | LastOf


def print_keep(keep: Keep) -> str:
    """Return the one way to write a rule; reading it again gives the same rule."""
    match keep:
        case After(duration=duration, event=event):
            return f"{duration} after {event}"
        case Between(floor=floor, ceiling=ceiling, event=event):
            return f"between {floor} and {ceiling} after {event}"
        case While(state=state):
            return f"while {state}"
        case FirstOf(rules=rules):
            return f"first of ({', '.join(map(print_keep, rules))})"
        case LastOf(rules=rules):
            return f"last of ({', '.join(map(print_keep, rules))})"


def spans(keep: Keep) -> tuple[After | Between | While, ...]:
    """Return the rules that a rule is made of, without the choices between them."""
    if isinstance(keep, FirstOf | LastOf):
        return tuple(span for rule in keep.rules for span in spans(rule))
    return (keep,)


def durations(keep: Keep) -> tuple[Duration, ...]:
    """Return every duration that a rule names, in the order of writing."""
    found: list[Duration] = []
    for span in spans(keep):
        match span:
            case After(duration=duration):
                found.append(duration)
            case Between(floor=floor, ceiling=ceiling):
                found += [floor, ceiling]
    return tuple(found)


def agreed_for(keep: Keep) -> Duration | None:
    """Return how long one yes lets a rule run, if it says so: whatever else ends first, after that somebody has to be asked anew."""
    match keep:
        case After(duration=duration, event="consent-given"):
            return duration
        case FirstOf(rules=rules):
            return next((found for rule in rules if (found := agreed_for(rule)) is not None), None)
        case _:
            return None
