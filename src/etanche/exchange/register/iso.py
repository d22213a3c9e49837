"""Durations in ISO 8601, the form in which they are exchanged; a charter never uses it."""

from __future__ import annotations

from etanche.charter import Duration, Unit

_DATE = {Unit.DAY: "D", Unit.WEEK: "W", Unit.MONTH: "M", Unit.YEAR: "Y"}
_TIME = {Unit.MINUTE: "M", Unit.HOUR: "H"}


def iso(duration: Duration) -> str:
    """Return a duration as ISO 8601 writes it: `P180D`, `PT8H`."""
    if duration.unit in _TIME:
        return f"PT{duration.number}{_TIME[duration.unit]}"
    return f"P{duration.number}{_DATE[duration.unit]}"
