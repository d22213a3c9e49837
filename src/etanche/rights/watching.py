"""
Which last days are near or past: for an open request there is always an answer, so that none passes in silence.

A reminder is a function of the request and of the day, not something that happens once: whoever did not look for a week finds the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from etanche.charter import add
from etanche.rights.facts import Duty, law
from etanche.rights.request import Request, State


class Call(StrEnum):
    """What somebody is called for."""

    ASK_SOON = "ask-soon"
    """Nobody has been asked who they are yet; asked late, the clock does not stop."""

    WAITING = "waiting"
    """The clock stands and no answer comes: somebody has to decide."""

    SOON = "soon"
    OVERDUE = "overdue"
    """Past the day we keep."""

    UNLAWFUL = "unlawful"
    """Past the last day of the law, before weekends and holidays move it."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """One call for one duty of a request."""

    request: bytes
    duty: Duty
    clock: str
    call: Call
    due: date
    """The day we keep; for what waits, the day from which it waits too long."""

    ahead: int | None = None
    """Which of the law's times before a last day was reached, in days: a call of the same duty with the same number is the same call."""


def reminders(request: Request, day: date) -> tuple[Reminder, ...]:
    """Return what somebody has to be told of a request on a day of the organisation's time zone."""
    found = [reminder for duty in request.owed() if (reminder := _of(request, duty, day)) is not None]
    asking = _asking(request, day)
    return (*found, *([asking] if asking is not None else []))


def _of(request: Request, duty: Duty, day: date) -> Reminder | None:
    clock = request.clock(duty)
    if clock is None:
        return None
    if clock.stopped:
        return _waiting(request, duty, clock.id, day)
    told = Reminder(request=request.id, duty=duty, clock=clock.id, call=Call.UNLAWFUL, due=clock.promised)
    if day > clock.raw:
        return told
    if day > clock.promised:
        return _called(told, Call.OVERDUE)
    left = (clock.promised - day).days
    reached = [time.number for time in law().remind if left <= time.number]
    return _called(told, Call.SOON, min(reached)) if reached else None


def _called(told: Reminder, call: Call, ahead: int | None = None) -> Reminder:
    return Reminder(request=told.request, duty=told.duty, clock=told.clock, call=call, due=told.due, ahead=ahead)


def _waiting(request: Request, duty: Duty, clock: str, day: date) -> Reminder | None:
    """Return a call when the person was asked so long ago that somebody has to decide."""
    timing = request.timing(duty)
    since = min((pause.since for pause in request.pauses if pause.until is None), default=None)
    if timing is None or timing.waits is None or since is None or day <= add(since, timing.waits):
        return None
    due = add(since, timing.waits)
    return Reminder(request=request.id, duty=duty, clock=clock, call=Call.WAITING, due=due)


def _asking(request: Request, day: date) -> Reminder | None:
    timing = request.timing(Duty.ANSWER)
    if request.state is not State.RECEIVED or timing is None or timing.prompt is None:
        return None
    asked = max((pause.until for pause in request.pauses if pause.until is not None), default=request.received)
    last = add(asked, timing.prompt)
    call = Call.ASK_SOON
    return Reminder(request=request.id, duty=Duty.ANSWER, clock=timing.id, call=call, due=last) if day <= last else None
