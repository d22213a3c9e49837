"""
How a request ends: answered, whole or in part; refused, on grounds that the law knows; and what is owed after.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from etanche.rights.facts import SAYS_NOTHING, Duty, Ground
from etanche.rights.request import OPEN, Outcome, Request, State
from etanche.rights.steps import Happening, Reason, Step, Todo
from etanche.rights.taking import taken, turned_away


def answered(request: Request, happening: Happening, day: date) -> Step:
    """Answer: only who has shown who they are, where the right needs it, and after the use has ended, where it must end first."""
    refusal = _not_to_be_answered(request, happening)
    if refusal is not None:
        return turned_away(request, happening, refusal, duty=Duty.ANSWER)
    partly = happening.outcome is Outcome.PARTLY
    done = _ended(request, day, happening.outcome, happening.grounds)
    tell = (Todo.TELL_RECIPIENTS,) if done.state is State.ANSWERED else ()
    lifts = (Todo.RESUME_USE,) if partly and request.stopped_on is not None else ()
    todo = (Todo.SEND_ANSWER, *((Todo.SAY_REMEDIES,) if partly else ()), *tell, *lifts)
    step = taken(request, happening, day, duty=Duty.ANSWER, todo=todo)
    return replace(step, after=done)


def _not_to_be_answered(request: Request, happening: Happening) -> Reason | None:
    if request.state not in OPEN:
        return Reason.NOT_NOW
    if request.needs_identity:
        return Reason.IDENTITY_NEEDED
    if happening.outcome is Outcome.REFUSED:
        return Reason.NOT_NOW
    if request.clock(Duty.STOP) is not None and request.stopped_on is None:
        return Reason.USE_GOES_ON
    if happening.outcome is Outcome.PARTLY:
        return _unlawful(request, happening.grounds)
    return Reason.GRANTED_HAS_NO_GROUNDS if happening.grounds else None


def refused(request: Request, happening: Happening, day: date) -> Step:
    """
    Refuse, with grounds and remedies (GDPR 12(4)).

    It has to be done within the first time: an extension is for acting, unless the law says otherwise, as California's does.
    """
    refusal = _not_to_be_refused(request, happening)
    if refusal is not None:
        return turned_away(request, happening, refusal, duty=Duty.ANSWER)
    timing = request.timing(Duty.ANSWER)
    clock = request.clock(Duty.ANSWER)
    last = None
    if timing is not None and clock is not None and not clock.stopped:
        last = clock.raw if timing.refusals_extended else clock.first
    lifts = (Todo.RESUME_USE,) if request.stopped_on is not None else ()
    step = taken(
        request,
        happening,
        day,
        duty=Duty.ANSWER,
        todo=(Todo.SEND_ANSWER, Todo.SAY_REMEDIES, *lifts),
        late=last is not None and day > last,
    )
    return replace(step, after=_ended(request, day, Outcome.REFUSED, happening.grounds))


def _not_to_be_refused(request: Request, happening: Happening) -> Reason | None:
    if request.state not in OPEN:
        return Reason.NOT_NOW
    unlawful = _unlawful(request, happening.grounds)
    if unlawful is not None:
        return unlawful
    if Ground.UNIDENTIFIED in happening.grounds:
        if request.proof is not None:
            return Reason.IDENTITY_NOT_IN_DOUBT
        return Reason.IDENTITY_NOT_ASKED if not request.asked else None
    return None


def _unlawful(request: Request, grounds: tuple[Ground, ...]) -> Reason | None:
    """Return why grounds cannot be given: there are none, the law knows them not, or they would tell a stranger what is held."""
    if not grounds:
        return Reason.GROUNDS_NEEDED
    if not set(grounds) <= request.entitlement.refusals:
        return Reason.GROUNDS_NOT_LAWFUL
    return Reason.GROUNDS_WOULD_TELL if request.needs_identity and not set(grounds) <= SAYS_NOTHING else None


def recipients_told(request: Request, happening: Happening, day: date) -> Step:
    """Take note that those who had received the data were told, or that it is impossible (GDPR 19)."""
    if request.state is not State.ANSWERED:
        return turned_away(request, happening, Reason.NOT_NOW, duty=Duty.RECIPIENTS)
    return taken(request, happening, day, duty=Duty.RECIPIENTS, state=State.EVIDENCE_KEPT)


def evidence_erased(request: Request, happening: Happening, day: date) -> Step:
    """Erase what shows that the request was answered, not before the law lets it go; how long it is kept at most, the charter says."""
    if request.state is not State.EVIDENCE_KEPT:
        return turned_away(request, happening, Reason.NOT_NOW, duty=Duty.EVIDENCE)
    clock = request.clock(Duty.EVIDENCE)
    if clock is not None and day < clock.raw:
        return turned_away(request, happening, Reason.EVIDENCE_NEEDED, duty=Duty.EVIDENCE)
    todo = (Todo.ERASE_EVIDENCE,)
    return taken(request, happening, day, todo=todo, duty=Duty.EVIDENCE, late=False, state=State.EVIDENCE_ERASED)


def _ended(request: Request, day: date, outcome: Outcome, grounds: tuple[Ground, ...]) -> Request:
    """Return a request that has its answer; recipients are told of what was done, and of nothing when it was refused."""
    done = replace(
        request,
        last=day,
        answered_on=day,
        outcome=outcome,
        grounds=grounds,
        pauses=tuple(replace(pause, until=pause.until or day) for pause in request.pauses),
    )
    owes = outcome is not Outcome.REFUSED and done.clock(Duty.RECIPIENTS) is not None
    return replace(done, state=State.ANSWERED if owes else State.EVIDENCE_KEPT)
