"""
Working days: not Saturday, not Sunday, not a public holiday of the place.

A day is off only where *every* place asked says so, and of a country with regions only what is off in all of it counts:
a day too few makes a last day earlier, which harms nobody.
What this module does *not* do: decide when something is due; nothing here is what we promise, only what the law would still accept.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import holidays

_FRIDAY = 5
_ONE = timedelta(days=1)


def working(day: date, places: tuple[str, ...]) -> bool:
    """
    Return whether people work on a day.

    Args:
        day: the day.
        places: countries, or parts of them as ISO 3166 writes it (`FR`, `US-CA`); of one nobody knows holidays of, only weekends are off.
    """
    if day.isoweekday() > _FRIDAY:
        return False
    return not places or not all(day in _off(place, day.year) for place in places)


def next_working(day: date, places: tuple[str, ...]) -> date:
    """Return the day itself when people work on it, otherwise the first day after on which they do."""
    while not working(day, places):
        day += _ONE
    return day


def working_days_after(day: date, count: int, places: tuple[str, ...]) -> date:
    """Return the last of so many working days after a day, which itself is not counted."""
    for _ in range(count):
        day = next_working(day + _ONE, places)
    return day


@cache
def _off(place: str, year: int) -> frozenset[date]:
    country, _, part = place.partition("-")
    try:
        return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
    except NotImplementedError:
        return frozenset()
