"""`/desk/{organisation}/holds`: what is kept from destruction because of a case; placed on a person or a record, and lifted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.responses import RedirectResponse, Response

from etanche.clock import day_of
from etanche.errors import EtancheError, Unreadable
from etanche.instance import Desk, Desks
from etanche.notice import category_title
from etanche.terms import Language
from etanche.vault import DestructionBegun, Hold, NoSuchPerson, NoSuchRecord
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.acting import place_of
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.web.pages.desk.opening import about_of
from etanche.words import date_words, say

_FIELDS = ("about", "case", "reason", "owner", "review")


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """One hold that stands."""

    case: str
    about: str
    owner: str
    since: str
    review: str
    overdue: bool
    held: str
    place: str
    """What the form that lifts it calls it; empty where no case can lift it."""


def show(desks: Desks, asking: Asking) -> Response:
    """List them, the one that is to be looked at first, and offer to place one."""
    said = {name: asking.request.query_params.get(name, "").strip() for name in (urls.ABOUT, "case")}
    return _page(asking, desk_of(desks, asking, office=True), said)


def place(desks: Desks, asking: Asking) -> Response:
    """Place one; when it cannot be, what was typed is still there."""
    desk, language = desk_of(desks, asking, office=True), asking.view.language
    typed = {name: asking.said(name).strip() for name in _FIELDS}
    try:
        desk.house.vault.hold(
            about_of(typed["about"]),
            case=typed["case"],
            reason=typed["reason"],
            owner=typed["owner"],
            review=_day(typed["review"]),
            actor=desk.member.actor,
        )
    except (Unreadable, NoSuchPerson, NoSuchRecord, DestructionBegun) as error:
        return _page(asking, desk, typed, wrong=_why_not(error, language), status=error.http_status)
    desk.house.looked_up.forget()
    return RedirectResponse(urls.own(urls.DESK_HOLDS, desk.name), status_code=SEE_OTHER)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("this is no day", hint="write it like 2026-11-22") from None


def _why_not(error: EtancheError, language: Language) -> str:
    if isinstance(error, DestructionBegun):
        return say("desk.holds.begun", language)
    return say("desk.holds.wrong" if isinstance(error, Unreadable) else "desk.holds.nobody", language)


def _page(asking: Asking, desk: Desk, typed: dict[str, str], *, wrong: str = "", status: int = 200) -> Response:
    today = day_of(desk.house.clock.now(), desk.house.plan.zone)
    found = desk.house.vault.holds()
    return drawn(
        asking,
        desk,
        "holds",
        status=status,
        wrong=wrong,
        typed={name: typed.get(name, "") for name in _FIELDS},
        today=today.isoformat(),
        holds=[_standing(desk, one, today, asking.view.language) for one in found],
    )


def _standing(desk: Desk, hold: Hold, today: date, language: Language) -> _Standing:
    charter = desk.house.charter
    return _Standing(
        case=hold.case or "",
        about=hold.about.hex() if isinstance(hold.about, bytes) else str(hold.about),
        owner=hold.owner or "",
        since=date_words(hold.since, language),
        review="" if hold.review is None else date_words(hold.review, language),
        overdue=hold.overdue(today),
        held=", ".join(
            say(
                "desk.holds.held",
                language,
                n=count,
                category=category_title(charter, name, language) if name in charter.categories else name,
            )
            for name, count in hold.records.items()
        ),
        place=place_of(hold) if hold.case else "",
    )
