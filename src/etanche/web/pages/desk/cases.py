"""`/desk/{organisation}/cases`: who may read because of a case, by whose approval; given to somebody else, and closed."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import Unreadable
from etanche.instance import Desk, Desks
from etanche.notice import moment_words, told
from etanche.vault import NoGrant, NoSuchGrant
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import say

_NOT_FOUND = 404


@dataclass(frozen=True, kw_only=True)
class _Open:
    """One grant that holds."""

    case: str
    actor: str
    who: str
    role: str
    as_: str
    """The role, by its name in the charter."""

    until: str
    why: str


def show(desks: Desks, asking: Asking) -> Response:
    """Show what is open, and the form."""
    return _page(asking, _approving(desks, asking))


def grant(desks: Desks, asking: Asking) -> Response:
    """Let a colleague act in a role of theirs because of a case; the vault says who may approve it, and never oneself."""
    desk, language = _approving(desks, asking), asking.view.language
    role, who = asking.said("role"), asking.said("who")
    if not any(one.actor == who and role in one.roles for one in desk.colleagues):
        return _page(asking, desk, wrong=say("desk.cases.no-member", language), status=400)
    as_ = next(iter(sorted(desk.roles & desk.house.plan.approvers.get(role, frozenset()))), None)
    try:
        desk.house.vault.grant(
            asking.said("case").strip(),
            role=role,
            actor=who,
            reason=asking.said("reason"),
            by=desk.member.actor,
            as_=as_,
        )
    except (NoGrant, Unreadable) as error:
        return _page(asking, desk, wrong=say("desk.cases.wrong", language), status=error.http_status)
    return RedirectResponse(urls.own(urls.DESK_CASES, desk.name), status_code=SEE_OTHER)


def close(desks: Desks, asking: Asking) -> Response:
    """End every grant of a case that is open."""
    desk = _approving(desks, asking)
    case = asking.said("case")
    if case not in {one.case for one in desk.house.vault.grants() if one.over is None}:
        raise HTTPException(_NOT_FOUND)
    desk.house.vault.close_case(case, by=desk.member.actor)
    return RedirectResponse(urls.own(urls.DESK_CASES, desk.name), status_code=SEE_OTHER)


def revoke(desks: Desks, asking: Asking) -> Response:
    """End what a case grants one colleague; its other grants go on."""
    desk = _approving(desks, asking)
    try:
        desk.house.vault.revoke(
            asking.said("case"), role=asking.said("role"), actor=asking.said("who"), by=desk.member.actor
        )
    except (NoSuchGrant, Unreadable):
        raise HTTPException(_NOT_FOUND) from None
    return RedirectResponse(urls.own(urls.DESK_CASES, desk.name), status_code=SEE_OTHER)


def _approving(desks: Desks, asking: Asking) -> Desk:
    desk = desk_of(desks, asking)
    if not desk.approves:
        raise HTTPException(_NOT_FOUND)
    return desk


def _page(asking: Asking, desk: Desk, *, wrong: str = "", status: int = 200) -> Response:
    charter, plan, language = desk.house.charter, desk.house.plan, asking.view.language
    known = {one.actor: one.invited_as for one in desk.colleagues}
    titles = {role: told(charter.roles[role].title, language) for role in sorted(plan.cases) if role in charter.roles}
    return drawn(
        asking,
        desk,
        "cases",
        status=status,
        wrong=wrong,
        open_cases=[
            _Open(
                case=one.case,
                actor=one.actor,
                as_=one.role,
                who=known.get(one.actor, one.actor),
                role=titles.get(one.role, one.role),
                until=moment_words(one.until, plan.zone, language),
                why=one.reason,
            )
            for one in desk.house.vault.grants()
            if one.over is None
        ],
        roles=titles,
        people=[(one.actor, one.invited_as) for one in desk.colleagues if one.actor != desk.member.actor],
    )
