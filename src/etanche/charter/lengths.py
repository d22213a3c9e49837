"""
Which of two durations is longer, when months and years have no fixed length.

    >>> surely_longer(Duration(number=26, unit=Unit.MONTH), Duration(number=2, unit=Unit.YEAR))
    True

A duration has a shortest and a longest length, over all days from which it can be counted.
One is *surely* longer than another when even its shortest beats the other's longest: `31 days` is not surely longer than `1 month`.
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.charter.keep import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While

_FEWEST_DAYS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
_MOST_DAYS = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)
_MINUTES_A_DAY = 24 * 60
_MINUTES = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.DAY: _MINUTES_A_DAY, Unit.WEEK: 7 * _MINUTES_A_DAY}


def shortest(duration: Duration) -> int:
    """Return the fewest minutes that a duration can have."""
    return _minutes(duration, _FEWEST_DAYS, 365)


def longest(duration: Duration) -> int:
    """Return the most minutes that a duration can have."""
    return _minutes(duration, _MOST_DAYS, 366)


def _minutes(duration: Duration, months: tuple[int, ...], year: int) -> int:
    if duration.unit in _MINUTES:
        return duration.number * _MINUTES[duration.unit]
    count = duration.number * (12 if duration.unit is Unit.YEAR else 1)
    return (count // 12 * year + months[count % 12]) * _MINUTES_A_DAY


def surely_longer(one: Duration, other: Duration) -> bool:
    """Return whether a duration is longer than another, from whichever days both are counted."""
    if one.unit is other.unit:
        return one.number > other.number
    return shortest(one) > longest(other)


def reach(keep: Keep) -> Duration | None:
    """Return the time after which a rule has ended, once its event has happened; none when a state alone decides."""
    match keep:
        case After(duration=duration) | Between(ceiling=duration):
            return duration
        case While():
            return None
        case FirstOf(rules=rules):
            known = _known(map(reach, rules))
            return min(known, key=longest, default=None)
        case LastOf(rules=rules):
            known = _known(map(reach, rules))
            return max(known, key=longest) if len(known) == len(rules) else None


def floor_of(keep: Keep) -> Duration | None:
    """Return the time before which a rule cannot have ended, once its event has happened; none when there is no such time."""
    match keep:
        case After(duration=duration) | Between(floor=duration):
            return duration
        case While():
            return None
        case FirstOf(rules=rules):
            known = _known(map(floor_of, rules))
            return min(known, key=longest) if len(known) == len(rules) else None
        case LastOf(rules=rules):
            return max(_known(map(floor_of, rules)), key=longest, default=None)


def _known(times: Iterable[Duration | None]) -> list[Duration]:
    return [time for time in times if time is not None]
