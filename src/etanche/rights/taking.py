"""
How a step is written down: what was taken, with whether it was late, and what was turned away.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from etanche.rights.facts import Duty
from etanche.rights.request import Request
from etanche.rights.steps import Happening, Reason, Step, Todo


def taken(
    request: Request,
    happening: Happening,
    day: date,
    *,
    duty: Duty | None = None,
    reason: Reason = Reason.TAKEN,
    todo: tuple[Todo, ...] = (),
    late: bool | None = None,
    **changed: Any,
) -> Step:
    """
    Return a step that changes a request.

    Args:
        request: before.
        happening: what happened.
        day: the day it did.
        duty: which duty it fulfils or touches; it gives the provision, and the last day.
        reason: why the step is as it is.
        todo: what has to be done now.
        late: whether it is past the last day; worked out from the duty when it is not said.
        changed: the fields of the request that are new.
    """
    after = replace(request, last=day, **changed)
    clock = request.clock(duty) if duty is not None else None
    past = clock is not None and not clock.stopped and day > clock.raw
    return Step(
        event=happening.event,
        at=happening.at,
        before=request,
        after=after,
        taken=True,
        reason=reason,
        law=provision(request, duty),
        todo=todo,
        late=past if late is None else late,
    )


def turned_away(request: Request, happening: Happening, reason: Reason, *, duty: Duty | None = None) -> Step:
    """Return a step that changes nothing, and says why."""
    return Step(
        event=happening.event,
        at=happening.at,
        before=request,
        after=request,
        taken=False,
        reason=reason,
        law=provision(request, duty),
    )


def provision(request: Request, duty: Duty | None) -> str:
    """Return the name of the clock that a step is about, or the article that gives the right."""
    timing = request.timing(duty) if duty is not None else None
    return timing.id if timing is not None else request.entitlement.law
