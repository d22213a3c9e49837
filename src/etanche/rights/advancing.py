"""
The state machine of a request, as one pure function: a request and what happened give a step.

    >>> advance(request, Happening(event=Event.ANSWERED, at=noon)).reason
    <Reason.IDENTITY_NEEDED: 'identity-needed'>

    received → (identity-pending ⇄) → in-progress → (extended) → answered → evidence-kept → evidence-erased

Kept true, whatever happens in whatever order: nothing is told to anybody who has not shown who they are, where the right needs it;
nobody is asked for it where it does not; a refusal has grounds that the law knows for this right; evidence is there as long as it has to be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime

from etanche.charter import Proof
from etanche.clock import day_of
from etanche.errors import Unreadable
from etanche.rights.answering import answered, evidence_erased, recipients_told, refused
from etanche.rights.asking import identity_asked, identity_not_shown, identity_shown, specification_asked, specified
from etanche.rights.facts import Duty, Right, law
from etanche.rights.promised import Promised
from etanche.rights.request import OPEN, Request, State
from etanche.rights.steps import Event, Happening, Reason, Step, Todo
from etanche.rights.taking import taken, turned_away


def open_request(
    id_: bytes,
    right: Right,
    *,
    received: date,
    at: datetime,
    promised: Promised,
    proof: Proof | None = None,
    minor: bool = False,
) -> Step:
    """
    Return the step that opens a request: its clock runs from the day of receipt, whenever it is entered.

    Args:
        id_: 16 random bytes.
        right: what is asked for.
        received: the day it came in, in the organisation's time zone.
        at: now, aware.
        promised: what the charter says.
        proof: how who asks has already shown who they are, as somebody logged in has.
        minor: whether the data are those of somebody who was a minor then.

    Raises:
        Unreadable: it would have been received after today; neither the charter nor the law of that day knows the right; the charter knows no such proof.
    """
    today = day_of(at, promised.zone)
    if received > today:
        raise Unreadable("a request cannot have been received after today", hint="give the day on which it came in")
    if proof is not None and proof not in promised.proofs:
        raise Unreadable(f"the charter does not settle a doubt by `{proof}`", hint="see `rights.identity.by`")
    if law().rights[right].regime not in promised.regimes:
        raise Unreadable(f"the charter gives no right `{right}`", hint="see `rights.regimes`")
    request = Request(
        id=id_,
        right=right,
        received=received,
        promised=promised,
        state=State.RECEIVED,
        last=received,
        minor=minor,
        proof=proof,
        shown_on=today if proof is not None else None,
    )
    if request.clock(Duty.ANSWER) is None:
        raise Unreadable(f"no law gave a right `{right}` on that day", hint="look at the day on which it came in")
    waits = request.needs_identity
    after = request if waits else replace(request, state=State.IN_PROGRESS)
    stop = (Todo.STOP_USE,) if request.clock(Duty.STOP) is not None else ()
    return Step(
        event=None,
        at=at,
        before=None,
        after=after,
        taken=True,
        reason=Reason.OPENED,
        law=request.entitlement.law,
        todo=(Todo.ACKNOWLEDGE, *stop, Todo.ASK_IDENTITY if waits else Todo.PREPARE),
    )


def advance(request: Request, happening: Happening) -> Step:
    """
    Return what comes of something that happened to a request; nothing is changed, nothing is read.

    Raises:
        ValueError: the moment has no time zone.
    """
    day = day_of(happening.at, request.promised.zone)
    if day < request.last:
        return turned_away(request, happening, Reason.BEFORE_THE_LAST)
    return _COMES_OF[happening.event](request, happening, day)


def _acknowledged(request: Request, happening: Happening, day: date) -> Step:
    if request.acknowledged_on is not None:
        return turned_away(request, happening, Reason.DONE_BEFORE)
    if request.state not in OPEN:
        return turned_away(request, happening, Reason.NOT_NOW)
    return taken(request, happening, day, duty=Duty.ACKNOWLEDGE, acknowledged_on=day)


def _use_stopped(request: Request, happening: Happening, day: date) -> Step:
    if request.clock(Duty.STOP) is None:
        waits = request.needs_identity and request.state in OPEN
        return turned_away(request, happening, Reason.IDENTITY_NEEDED if waits else Reason.NO_SUCH_DUTY)
    if request.stopped_on is not None:
        return turned_away(request, happening, Reason.DONE_BEFORE)
    if request.state not in OPEN:
        return turned_away(request, happening, Reason.NOT_NOW)
    return taken(request, happening, day, duty=Duty.STOP, stopped_on=day)


def _extension_told(request: Request, happening: Happening, day: date) -> Step:
    """Lengthen once, within the first time, where the law lets one (GDPR 12(3))."""
    if request.state not in OPEN:
        return turned_away(request, happening, Reason.NOT_NOW)
    if request.extended_on is not None:
        return turned_away(request, happening, Reason.DONE_BEFORE)
    tried = replace(request, extended_on=day).clock(Duty.ANSWER)
    plain = request.clock(Duty.ANSWER)
    if plain is None or tried is None or tried.raw <= plain.first:
        late = plain is not None and not plain.stopped and day > plain.first
        return turned_away(request, happening, Reason.TOO_LATE_TO_EXTEND if late else Reason.NO_EXTENSION)
    state = State.EXTENDED if request.state is State.IN_PROGRESS else request.state
    return taken(request, happening, day, duty=Duty.ANSWER, todo=(Todo.TELL_EXTENSION,), state=state, extended_on=day)


_COMES_OF: Mapping[Event, Callable[[Request, Happening, date], Step]] = {
    Event.ACKNOWLEDGED: _acknowledged,
    Event.IDENTITY_ASKED: identity_asked,
    Event.IDENTITY_SHOWN: identity_shown,
    Event.IDENTITY_NOT_SHOWN: identity_not_shown,
    Event.SPECIFICATION_ASKED: specification_asked,
    Event.SPECIFIED: specified,
    Event.USE_STOPPED: _use_stopped,
    Event.EXTENSION_TOLD: _extension_told,
    Event.ANSWERED: answered,
    Event.REFUSED: refused,
    Event.RECIPIENTS_TOLD: recipients_told,
    Event.EVIDENCE_ERASED: evidence_erased,
}
