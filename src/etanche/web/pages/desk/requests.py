"""
`/desk/{organisation}/requests`: what people ask, the nearest day first, without names; and one request, opened, with what can be done now.

Only those see it whose role reads requests; each opening is a line about who asks. What the state machine would turn away is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import EtancheError, NotFound, Unreadable
from etanche.instance import Desk, Desks
from etanche.notice import category_title
from etanche.rights import (
    OPEN,
    Around,
    Because,
    Clerk,
    Event,
    Filed,
    Ground,
    HandedOver,
    Happening,
    NobodySaysWhy,
    NotChecked,
    NotNamed,
    NotSaid,
    Outcome,
    RequestChanged,
    Right,
    State,
    TurnedAway,
    advance,
    answer_blocks,
    recipient_name,
    stays_words,
    telling_words,
)
from etanche.terms import Language
from etanche.vault import NotTaken, parse_person
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.by_hand import BY_HAND, PRINT, handed, handing, happening, printed
from etanche.web.pages.desk.desk import answers_requests, desk_of, drawn
from etanche.web.pages.desk.entering import entered, entering
from etanche.web.pages.desk.listing import at, listed
from etanche.words import date_words, say
from etanche.words.errors import told_in

_NOT_FOUND, _BAD = 404, 400

_EVENTS = (
    Event.ACKNOWLEDGED,
    Event.IDENTITY_NOT_SHOWN,
    Event.SPECIFICATION_ASKED,
    Event.SPECIFIED,
    Event.EXTENSION_TOLD,
    Event.RECIPIENTS_TOLD,
)
"""What is written down with one button."""

_LIFT, _DIED = "lift", "died"


def show(desks: Desks, asking: Asking) -> Response:
    """Show the list: those that wait, or those that are answered."""
    desk, _ = _working(desks, asking)
    return _list(asking, desk)


def enter(desks: Desks, asking: Asking) -> Response:
    """Enter what came on paper, and open it; what cannot be taken in is said, and what was typed is still there."""
    desk, clerk = _working(desks, asking)
    try:
        filed = entered(asking, desk, clerk)
    except (Unreadable, NotTaken) as error:
        wrong = say("request.enter.wrong", asking.view.language)
        return _list(asking, desk, wrong=wrong, because=told_in(error.what, asking.view.language), status=_BAD)
    return RedirectResponse(at(desk, filed), status_code=SEE_OTHER)


def _list(asking: Asking, desk: Desk, *, wrong: str = "", because: str = "", status: int = 200) -> Response:
    facts = listed(asking, desk) | entering(asking, desk)
    return drawn(asking, desk, "requests", status=status, wrong=wrong, because=because, **facts)


def open_one(desks: Desks, asking: Asking) -> Response:
    """Open one."""
    desk, clerk = _working(desks, asking)
    return _page(asking, desk, clerk, _filed(asking, desk))


def act(desks: Desks, asking: Asking) -> Response:
    """Do one thing with it; what is turned away is said with its rule, and what no letter can tell is shown, to be handed over."""
    desk, clerk = _working(desks, asking)
    filed = _filed(asking, desk)
    refusal: EtancheError
    try:
        sent = handed(asking, desk, clerk, filed)
        if asking.said(PRINT):
            return printed(desk, clerk, filed, sent)
        if sent is not None:
            return _page(asking, desk, clerk, filed, sent=sent)
        _act(asking, desk, clerk, filed)
    except (RequestChanged, NotSaid) as error:
        # Somebody was faster: the page says how it is by now.
        filed, refusal = _filed(asking, desk), error
    except (TurnedAway, NobodySaysWhy, NotChecked, NotNamed, NotFound, Unreadable) as error:
        refusal = error
    else:
        return RedirectResponse(at(desk, filed), status_code=SEE_OTHER)
    wrong = _why_not(refusal, asking.view.language)
    return _page(asking, desk, clerk, filed, wrong=wrong, status=refusal.http_status)


def _why_not(error: EtancheError, language: Language) -> str:
    match error:
        case TurnedAway():
            return say("request.desk.turned-away", language, reason=say(f"request.reason.{error.reason}", language))
        case NobodySaysWhy():
            return told_in(error.what, language)
        case RequestChanged() | NotSaid():
            return say("request.desk.changed", language)
        case NotChecked():
            return say("after.desk.not-checked", language)
        case NotNamed():
            return say("after.desk.not-named", language)
        case _:
            return say("after.desk.nobody", language)


def _act(asking: Asking, desk: Desk, clerk: Clerk, filed: Filed) -> None:
    requests, act_ = desk.house.requests, asking.said("act")
    grounds = tuple(ground for ground in Ground if asking.said(f"ground-{ground}"))
    if act_ in set(Outcome):
        words = asking.said("words")
        requests.answer(filed, clerk, outcome=Outcome(act_), grounds=grounds, words=words)
    elif act_ == _LIFT and filed.restricts:
        requests.lift(filed, clerk)
    elif act_ == _DIED:
        requests.died(filed, clerk, parse_person(asking.said("person").strip()))
    elif act_ == "mine":
        requests.assign(filed, clerk, to=clerk.actor)
    elif act_.partition("/")[0] in set(Event):
        happens = happening(asking)
        recipient = act_.partition("/")[2] if happens.event is Event.RECIPIENTS_TOLD else ""
        requests.advance(
            filed,
            happens.event,
            clerk,
            proof=happens.proof,
            recipient=recipient,
            by_hand=bool(asking.said(BY_HAND)),
            because=happens.because,
        )
    else:
        raise HTTPException(_BAD)


def _working(desks: Desks, asking: Asking) -> tuple[Desk, Clerk]:
    """Return the desk of whoever asks and as what they answer requests; raises 404 where they do not."""
    desk = desk_of(desks, asking)
    if not answers_requests(desk):
        raise HTTPException(_NOT_FOUND)
    role = min(desk.roles & set(desk.house.requests.around.roles))
    return desk, Clerk(actor=desk.member.actor, role=role)


def _filed(asking: Asking, desk: Desk) -> Filed:
    return desk.house.requests.register.named(str(asking.request.path_params["request"]))


def _page(
    asking: Asking,
    desk: Desk,
    clerk: Clerk,
    filed: Filed,
    *,
    wrong: str = "",
    status: int = 200,
    sent: HandedOver | None = None,
) -> Response:
    requests, language = desk.house.requests, asking.view.language
    shown = requests.show(filed, clerk)
    plan, charter = shown.plan, desk.house.charter
    known = charter.categories
    return drawn(
        asking,
        desk,
        "request",
        status=status,
        request_at=at(desk, filed),
        shown=shown,
        wrong=wrong,
        right=say(f"request.right.{filed.request.right}", language),
        state=say(f"request.state.{filed.request.state}", language),
        received=date_words(filed.request.received, language),
        due=date_words(filed.due, language),
        days=(filed.due - requests.around.today()).days,
        calls=[say(f"request.call.{one.call}", language) for one in shown.calls],
        going=[] if plan is None else [(category_title(charter, one, language), n) for one, n in plan.going.items()],
        kept=[] if plan is None else [stays_words(requests.around, one, language) for one in plan.kept],
        recipients=[telling_words(requests.around, one, language, staff=True) for one in shown.recipients],
        by_hand=[category_title(charter, one, language) for one in shown.by_hand if one in known],
        answer=answer_blocks(shown.answer),
        frozen_by=", ".join(one.name for one in shown.frozen_by),
        death=filed.request.right is Right.AFTER_DEATH and filed.request.state in OPEN,
        died="" if filed.about is None else filed.about.hex(),
        **handing(asking, sent),
        **_offered(requests.around, filed, language, unwritten=shown.unwritten),
    )


def _offered(around: Around, filed: Filed, language: Language, *, unwritten: bool) -> dict[str, object]:
    """Return what can be done now: what the state machine would take."""
    request, now = filed.request, around.clock.now()
    lawful = sorted(request.entitlement.refusals)
    events = [event for event in _EVENTS if _would(filed, Happening(event=event, at=now))]
    if not unwritten:
        # Who can be written to has a letter that says so, by itself.
        events = [event for event in events if event is not Event.ACKNOWLEDGED]
    proofs = [
        (event, proof)
        for event in (Event.IDENTITY_ASKED, Event.IDENTITY_SHOWN)
        for proof in request.promised.proofs
        if _would(filed, Happening(event=event, at=now, proof=proof))
    ]
    acts = [(str(event), say(f"request.desk.act.{event}", language)) for event in events]
    acts += [(f"{event}/{proof}", say(f"request.desk.act.{event}-{proof}", language)) for event, proof in proofs]
    if request.state is State.ANSWERED:
        acts += [(f"{Event.RECIPIENTS_TOLD}/{name}", words) for name, words in _untold(around, filed, language)]
    if filed.restricts:
        acts.append((_LIFT, say("request.desk.act.lift", language)))
    return {
        "acts": acts,
        "reasons": [(str(one), say(f"request.because.{one}", language)) for one in Because]
        if Event.EXTENSION_TOLD in events
        else [],
        "answers": request.state in OPEN and not request.needs_identity,
        "refuses": request.state in OPEN and bool(lawful),
        "grounds": [(str(one), say(f"request.ground.{one}", language)) for one in lawful],
    }


def _untold(around: Around, filed: Filed, language: Language) -> Iterator[tuple[str, str]]:
    """Yield whom somebody has to tell, where there are several, with the words of the button that says it was done."""
    waiting = [one.recipient for one in filed.recipients if one.by_hand]
    for name in waiting if len(filed.recipients) > 1 else ():
        yield name, say("request.desk.act.recipient-told", language, name=recipient_name(around, name, language))


def _would(filed: Filed, happening: Happening) -> bool:
    return advance(filed.request, happening).taken
