"""
What follows from a request without anybody deciding: a receipt, a link that proves the address, the end of a use, a confirmation.

It is worked out from the request as it is, never remembered as something to do: whoever comes by after a crash does what is left.
"""

from __future__ import annotations

from dataclasses import replace

from etanche.charter import Proof
from etanche.rights.advancing import advance
from etanche.rights.around import ITSELF, Around
from etanche.rights.facts import DONE_BY_STOPPING, Duty, Right
from etanche.rights.filed import Doing, Filed
from etanche.rights.letters import address_in, asked_of, letter, posting
from etanche.rights.lines import entry_of
from etanche.rights.notifying import followed
from etanche.rights.recognising import destroy_documents
from etanche.rights.register import Beside, Register
from etanche.rights.replying import carry_out, decide
from etanche.rights.request import OPEN, Outcome, Request, State
from etanche.rights.steps import Event, Happening, Todo
from etanche.rights.stopping import stop, suspend
from etanche.vault import Record


def follows(request: Request) -> tuple[Todo, ...]:
    """Return what follows now, in the order in which it is done."""
    if request.state not in OPEN:
        return ()
    found = [Todo.ACKNOWLEDGE] if request.acknowledged_on is None else []
    if request.clock(Duty.STOP) is not None and request.stopped_on is None:
        found.append(Todo.STOP_USE)
    asks = request.needs_identity and request.state is State.RECEIVED and not request.asked
    if asks and Proof.SIGNED_LINK in request.promised.proofs:
        found.append(Todo.ASK_IDENTITY)
    if request.right in DONE_BY_STOPPING and request.stopped_on is not None and not request.needs_identity:
        found.append(Todo.SEND_ANSWER)
    return tuple(found)


def follows_unproved(request: Request) -> bool:
    """Tell whether a request has just come in from somebody who is still to show who they are."""
    return request.state is State.RECEIVED and request.needs_identity and request.acknowledged_on is None


def take_effect(around: Around, filed: Filed, *, email: str, actor: str) -> None:
    """Do to uses what a request does before anybody answers it: end them where it may, and where nobody showed who asks only suspend what a withdrawal names."""
    if Todo.STOP_USE in follows(filed.request):
        stop(around, filed, email=email, actor=actor)
    elif filed.request.right is Right.WITHDRAWAL and follows_unproved(filed.request):
        suspend(around, filed, email=email, actor=actor)


def tend(around: Around, filed: Filed) -> Filed:
    """
    Do what follows from a request, and go on with an answer that a killed process was giving; return it as it is then.

    Raises:
        RequestChanged: somebody else acts on it; they do what follows.
    """
    if filed.doing is not None:
        filed = carry_out(around, filed)
    if filed.document:
        filed = destroy_documents(around, filed)
    if follows_unproved(filed.request):
        take_effect(around, filed, email=address_in(around, asked_of(around, filed)), actor=ITSELF)
    while todo := _possible(around, filed):
        after = _do(around, filed, todo)
        if after.request == filed.request:
            # Nobody can be written to: staff find out who it is by another means, and the reminder says so.
            return filed
        filed = after
    return followed(around, filed)


def _possible(around: Around, filed: Filed) -> tuple[Todo, ...]:
    """Return what follows and can be done here: who gave no address is told by hand that their request came in, and somebody says so then."""
    todo = follows(filed.request)
    if Todo.ACKNOWLEDGE in todo and not address_in(around, asked_of(around, filed)):
        return tuple(one for one in todo if one is not Todo.ACKNOWLEDGE)
    return todo


def _do(around: Around, filed: Filed, todo: tuple[Todo, ...]) -> Filed:
    record = asked_of(around, filed)
    match todo[0]:
        case Todo.ACKNOWLEDGE:
            return _acknowledge(around, filed, record, asks=Todo.ASK_IDENTITY in todo)
        case Todo.ASK_IDENTITY:
            return _ask(around, filed, record)
        case Todo.STOP_USE:
            take_effect(around, filed, email=address_in(around, record), actor=ITSELF)
            return _advanced(around, filed, Happening(event=Event.USE_STOPPED, at=around.clock.now()))
        case _:
            doing = Doing(at=around.clock.now(), by=ITSELF, role="", outcome=Outcome.GRANTED)
            return decide(around, filed, doing, words="")


def _acknowledge(around: Around, filed: Filed, record: Record | None, *, asks: bool) -> Filed:
    """Say that it came in and until when it is answered; where an address has to be proved, the letter with the link says so too."""
    address = address_in(around, record)
    with_link = asks and bool(around.page)
    told = None
    if address and not with_link:
        told = posting(around, letter(around, filed, "request-received", to=address))
    return _advanced(around, filed, Happening(event=Event.ACKNOWLEDGED, at=around.clock.now()), told)


def _ask(around: Around, filed: Filed, record: Record | None) -> Filed:
    address = address_in(around, record)
    if not address or not around.page:
        return filed
    asking = Happening(event=Event.IDENTITY_ASKED, at=around.clock.now(), proof=Proof.SIGNED_LINK)
    return _advanced(around, filed, asking, posting(around, letter(around, filed, "request-proof", to=address)))


def _advanced(around: Around, filed: Filed, happening: Happening, beside: Beside | None = None) -> Filed:
    step = advance(filed.request, happening)
    if not step.taken:
        return filed
    entry = entry_of(step, organisation=around.organisation, actor=ITSELF)
    return Register(around).change(filed, replace(filed, request=step.after), entry, beside=beside)
