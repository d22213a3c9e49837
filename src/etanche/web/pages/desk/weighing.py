"""`/desk/{organisation}/objections`: objections that somebody has to weigh; upheld or overruled, with a reason, by somebody of the office."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import Unreadable
from etanche.instance import Desk, Desks
from etanche.notice import basis_words, moment_words, purpose_title, told
from etanche.rights import AnsweredElsewhere, asked_beside, weigh_objection
from etanche.terms import Language
from etanche.vault import NothingToWeigh, Weighed, parse_person
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import say

MOST = 50
_DECISIONS = frozenset({"upheld", "overruled"})
_BAD = 400


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """One objection that waits for a decision."""

    person: str
    purpose: str
    title: str
    basis: str
    interest: str
    since: str
    requests: str
    """The open requests that suspend the use too."""

    alone: bool
    """Whether nothing but these does: it is decided with their answers."""


def show(desks: Desks, asking: Asking) -> Response:
    """Show them, the oldest first."""
    return _page(asking, desk_of(desks, asking, office=True))


def weigh(desks: Desks, asking: Asking) -> Response:
    """Decide on one; the reason is sealed, and is what the person is answered."""
    desk = desk_of(desks, asking, office=True)
    said = asking.said("decision")
    if said not in _DECISIONS:
        raise HTTPException(_BAD)
    try:
        weigh_objection(
            desk.house.requests.around,
            parse_person(asking.said("person")),
            asking.said("purpose"),
            heard=said == "upheld",
            reason=asking.said("reason"),
            by=desk.member.actor,
        )
    except (Unreadable, NothingToWeigh, AnsweredElsewhere) as error:
        return _page(asking, desk, wrong=say("desk.objections.wrong", asking.view.language), status=error.http_status)
    desk.house.looked_up.forget()
    return RedirectResponse(urls.own(urls.DESK_OBJECTIONS, desk.name), status_code=SEE_OTHER)


def _waits(desk: Desk, one: Weighed, language: Language) -> _Waits:
    charter = desk.house.charter
    purpose = charter.purposes[one.purpose]
    asked = asked_beside(desk.house.requests.around, one.person, one.purpose)
    return _Waits(
        person=one.person.hex(),
        purpose=one.purpose,
        title=purpose_title(charter, one.purpose, language),
        basis=basis_words(purpose, language),
        interest=told(purpose.interest, language) if purpose.interest else "",
        since=moment_words(one.since, desk.house.plan.zone, language),
        requests=", ".join(asked.names) if asked.shown else "",
        alone=asked.alone,
    )


def _page(asking: Asking, desk: Desk, *, wrong: str = "", status: int = 200) -> Response:
    return drawn(
        asking,
        desk,
        "objections",
        status=status,
        wrong=wrong,
        most=MOST,
        waits=[_waits(desk, one, asking.view.language) for one in desk.house.vault.weighing(most=MOST)],
    )
