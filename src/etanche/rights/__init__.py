"""
Requests and their clocks: what somebody may ask, until when they are answered, and what may never happen on the way.

    >>> step = advance(request, Happening(event=Event.IDENTITY_SHOWN, at=noon, proof=Proof.SIGNED_LINK))
    >>> step.after.state, step.todo
    (<State.IN_PROGRESS: 'in-progress'>, (<Todo.PREPARE: 'prepare'>,))

A clock and a step are pure functions of values; the law is data (`clocks.toml`).
What this room does *not* do yet: keep requests, or act on anybody's data.
"""

from etanche.rights.advancing import advance, open_request
from etanche.rights.calendars import next_working, working, working_days_after
from etanche.rights.clocks import Clock, Effect, Pause, due, ends
from etanche.rights.facts import Doubt, Duty, Entitlement, Ground, Law, Right, Timing, clock_of, law, read_law
from etanche.rights.lines import entry_of
from etanche.rights.promised import Promised, promised_by
from etanche.rights.request import OPEN, Outcome, Request, State
from etanche.rights.steps import Event, Happening, Reason, Step, Todo
from etanche.rights.watching import Call, Reminder, reminders

__all__ = [
    "OPEN",
    "Call",
    "Clock",
    "Doubt",
    "Duty",
    "Effect",
    "Entitlement",
    "Event",
    "Ground",
    "Happening",
    "Law",
    "Outcome",
    "Pause",
    "Promised",
    "Reason",
    "Reminder",
    "Request",
    "Right",
    "State",
    "Step",
    "Timing",
    "Todo",
    "advance",
    "clock_of",
    "due",
    "ends",
    "entry_of",
    "law",
    "next_working",
    "open_request",
    "promised_by",
    "read_law",
    "reminders",
    "working",
    "working_days_after",
]
