"""
Requests and their clocks: what somebody may ask, until when they are answered, and what may never happen on the way.

    >>> due(timing, date(2026, 1, 31), places=("FR",)).raw
    datetime.date(2026, 2, 28)

A clock is a pure function of values; the law is data (`clocks.toml`).
What this room does *not* do yet: keep requests, or act on anybody's data.
"""

from etanche.rights.calendars import next_working, working, working_days_after
from etanche.rights.clocks import Clock, Effect, Pause, due, ends
from etanche.rights.facts import Doubt, Duty, Entitlement, Ground, Law, Right, Timing, clock_of, law, read_law

__all__ = [
    "Clock",
    "Doubt",
    "Duty",
    "Effect",
    "Entitlement",
    "Ground",
    "Law",
    "Pause",
    "Right",
    "Timing",
    "clock_of",
    "due",
    "ends",
    "law",
    "next_working",
    "read_law",
    "working",
    "working_days_after",
]
