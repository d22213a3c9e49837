"""
How long something of an account holds: to the minute, calendar units in the time zone of the organisation that asks.

    >>> later(datetime(2026, 3, 28, 9, 0, tzinfo=UTC), Duration(number=1, unit=Unit.DAY), zone="Europe/Paris").hour
    8

A day later is the same time of the next day on the clock of the place, not twenty-four hours: that night has twenty-three.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from etanche.charter import Duration, Unit, add

_SHORT: Final = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}

_DAYS: Final = {
    Unit.MINUTE: 1 / 1440,
    Unit.HOUR: 1 / 24,
    Unit.DAY: 1.0,
    Unit.WEEK: 7.0,
    Unit.MONTH: 30.436875,
    Unit.YEAR: 365.2425,
}


def later(moment: datetime, duration: Duration, *, zone: str) -> datetime:
    """Return the aware moment that lies a duration after another one; 31 January and one month is 28 February."""
    if duration.unit in _SHORT:
        return moment.astimezone(UTC) + duration.number * _SHORT[duration.unit]
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(add(local.date(), duration), local.timetz()).astimezone(UTC)


def size(duration: Duration) -> float:
    """Return the length of a duration in mean days: only to find the shorter of two, never to add."""
    return duration.number * _DAYS[duration.unit]
