"""
What a person is asked before they are answered: who they are, and what they mean.

In proportion: by the mildest means of the charter first, by a stronger one when the answer left a doubt, by each once, never where the
right needs none: doubts come to an end, and with them the pauses of the clock.
Asking stops the clock where the law lets it, and only when it was done soon; in California it never does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from etanche.charter import Proof
from etanche.rights.clocks import Pause
from etanche.rights.facts import Doubt, Duty
from etanche.rights.request import OPEN, Request, State
from etanche.rights.steps import Happening, Reason, Step, Todo
from etanche.rights.taking import taken, turned_away


def identity_asked(request: Request, happening: Happening, day: date) -> Step:
    """Ask who somebody is, or ask again by something stronger; a doubt may arise later as well."""
    proof, known = happening.proof, request.promised.proofs
    refusal = None
    if request.state not in OPEN:
        refusal = Reason.NOT_NOW
    elif not request.entitlement.identity:
        refusal = Reason.NO_HURDLE
    elif proof is None or proof not in known:
        refusal = Reason.NO_SUCH_PROOF
    elif _strength(request, proof) > _next(request):
        refusal = Reason.MILDER_FIRST
    elif request.state is State.IDENTITY_PENDING or proof in request.asked or not _stronger(request, proof):
        refusal = Reason.DONE_BEFORE
    if refusal is not None or proof is None:
        return turned_away(request, happening, refusal or Reason.NO_SUCH_PROOF)
    step = taken(
        request,
        happening,
        day,
        state=State.IDENTITY_PENDING,
        proof=None,
        shown_on=None,
        asked=(*request.asked, proof),
        pauses=(*request.pauses, Pause(doubt=Doubt.IDENTITY, since=day)),
    )
    return _stopping(step)


def identity_shown(request: Request, happening: Happening, day: date) -> Step:
    """Take note that somebody showed who they are, by what was asked for or by something stronger."""
    proof = happening.proof
    refusal = None
    if request.state not in {State.RECEIVED, State.IDENTITY_PENDING}:
        refusal = Reason.IDENTITY_NOT_IN_DOUBT if request.state in OPEN else Reason.NOT_NOW
    elif proof is None or proof not in request.promised.proofs:
        refusal = Reason.NO_SUCH_PROOF
    elif request.asked and _strength(request, proof) < _strength(request, request.asked[-1]):
        refusal = Reason.PROOF_TOO_WEAK
    if refusal is not None:
        return turned_away(request, happening, refusal)
    stop = replace(request, proof=proof, shown_on=day).clock(Duty.STOP) is not None and request.stopped_on is None
    return taken(
        request,
        happening,
        day,
        todo=(*((Todo.STOP_USE,) if stop else ()), Todo.PREPARE, *_documents(proof)),
        state=State.IN_PROGRESS if request.extended_on is None else State.EXTENDED,
        proof=proof,
        shown_on=day,
        pauses=_closed(request, Doubt.IDENTITY, day),
    )


def identity_not_shown(request: Request, happening: Happening, day: date) -> Step:
    """Take note of an answer that does not settle the doubt: the clock goes on, and something stronger can be asked for."""
    if request.state is not State.IDENTITY_PENDING:
        return turned_away(request, happening, Reason.NOT_NOW)
    return taken(
        request,
        happening,
        day,
        reason=Reason.CLOCK_GOES_ON,
        todo=(Todo.ASK_IDENTITY, *_documents(request.asked[-1])),
        state=State.RECEIVED,
        pauses=_closed(request, Doubt.IDENTITY, day),
    )


def specification_asked(request: Request, happening: Happening, day: date) -> Step:
    """Ask what somebody means, where so much is held that the law allows to ask (GDPR, recital 63)."""
    refusal = None
    if request.state not in {State.IN_PROGRESS, State.EXTENDED}:
        refusal = Reason.NOT_NOW if not request.needs_identity else Reason.IDENTITY_NEEDED
    elif any(pause.doubt is Doubt.SPECIFICATION for pause in request.pauses):
        refusal = Reason.DONE_BEFORE
    if refusal is not None:
        return turned_away(request, happening, refusal)
    pause = Pause(doubt=Doubt.SPECIFICATION, since=day)
    return _stopping(taken(request, happening, day, pauses=(*request.pauses, pause)))


def specified(request: Request, happening: Happening, day: date) -> Step:
    """Take note of what somebody means: the clock goes on."""
    if request.state not in OPEN or _closed(request, Doubt.SPECIFICATION, day) == request.pauses:
        return turned_away(request, happening, Reason.NOT_NOW)
    return taken(
        request,
        happening,
        day,
        reason=Reason.CLOCK_GOES_ON,
        todo=(Todo.PREPARE,),
        pauses=_closed(request, Doubt.SPECIFICATION, day),
    )


def _strength(request: Request, proof: Proof) -> int:
    """Return how strong a means is: its place in the charter, which names the mildest first."""
    return request.promised.proofs.index(proof)


def _stronger(request: Request, proof: Proof) -> bool:
    """Tell whether a means is stronger than the one by which somebody showed who they are, if they did."""
    return request.proof is None or _strength(request, proof) > _strength(request, request.proof)


def _next(request: Request) -> int:
    """Return the strongest means that may be asked for at this point: one step beyond what was asked, or shown, before."""
    before = (*request.asked, *([request.proof] if request.proof is not None else []))
    return max((_strength(request, proof) + 1 for proof in before), default=_first(request))


def _first(request: Request) -> int:
    """Return the first means to ask for: an account, or, for who has none, what comes after it."""
    return 1 if request.promised.proofs[:1] == (Proof.ACCOUNT,) and len(request.promised.proofs) > 1 else 0


def _stopping(step: Step) -> Step:
    """Return the step with whether the clock stops, which the law decides."""
    clock = step.after.clock(Duty.ANSWER)
    stops = clock is not None and clock.stopped
    return replace(step, reason=Reason.CLOCK_STOPS if stops else Reason.CLOCK_GOES_ON)


def _closed(request: Request, doubt: Doubt, day: date) -> tuple[Pause, ...]:
    return tuple(
        replace(pause, until=day) if pause.doubt is doubt and pause.until is None else pause for pause in request.pauses
    )


def _documents(proof: Proof | None) -> tuple[Todo, ...]:
    return (Todo.DELETE_DOCUMENT,) if proof is Proof.DOCUMENT else ()
