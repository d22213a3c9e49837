"""
`/desk/{organisation}/dates`: dates that nobody recorded, supplied for everybody who waits or for one person; shown as assumed.

The page looks at so many people at a time, and says from whom on it goes on: it costs the same among a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from etanche.errors import Unreadable
from etanche.instance import Desk, Desks
from etanche.notice import category_title, purpose_title
from etanche.terms import Language
from etanche.vault import NothingUnknown, Unknown, parse_person
from etanche.web import urls
from etanche.web.guarding import SEE_OTHER, Asking
from etanche.web.pages.desk.desk import desk_of, drawn
from etanche.words import date_words, say

LOOKED_AT = 100
AFTER = "after"
_BAD = 400
_SHOWN = 20
"""Persons named of those who wait for one date."""


@dataclass(frozen=True, kw_only=True)
class _Waits:
    """A date that records of a category wait for."""

    event: str
    words: str
    category: str
    title: str
    purposes: str
    records: int
    since: str
    overdue: int
    persons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class _Assumed:
    """Dates that somebody decided on."""

    words: str
    by: str
    events: int
    first: str
    last: str


def show(desks: Desks, asking: Asking) -> Response:
    """Show what some people wait for, and what was assumed before."""
    return _page(asking, desk_of(desks, asking, office=True))


def supply(desks: Desks, asking: Asking) -> Response:
    """Decide on a date, for everybody whose records wait for it or for the person named; it is shown as assumed, by whose decision."""
    desk = desk_of(desks, asking, office=True)
    person = asking.said("person").strip()
    try:
        on = date.fromisoformat(asking.said("on")) if asking.said("on") else None
        desk.house.vault.supply(
            asking.said("event"),
            actor=desk.member.actor,
            on=on,
            category=asking.said("category") or None,
            person=parse_person(person) if person else None,
        )
    except (ValueError, NothingUnknown, Unreadable):
        return _page(asking, desk, wrong=say("desk.dates.wrong", asking.view.language), status=_BAD)
    desk.house.counted.forget()
    return RedirectResponse(urls.own(urls.DESK_DATES, desk.name), status_code=SEE_OTHER)


def _page(asking: Asking, desk: Desk, *, wrong: str = "", status: int = 200) -> Response:
    language = asking.view.language
    after = asking.request.query_params.get(AFTER, "")
    try:
        waits = desk.house.vault.unknown_among(after=parse_person(after) if after else b"", most=LOOKED_AT)
    except Unreadable:
        raise HTTPException(_BAD) from None
    here = urls.own(urls.DESK_DATES, desk.name)
    return drawn(
        asking,
        desk,
        "dates",
        status=status,
        wrong=wrong,
        waits=[_waits(desk, one, language) for one in waits.found],
        looked_at=LOOKED_AT,
        more="" if waits.after is None else f"{here}?{AFTER}={waits.after.hex()}",
        begun=bool(after),
        assumed=[
            _Assumed(
                words=say(f"event.{one.event}", language),
                by=desk.known_as(one.by),
                events=one.events,
                first=date_words(date.fromisoformat(one.first), language),
                last=date_words(date.fromisoformat(one.last), language),
            )
            for one in desk.house.assumed()
        ],
    )


def _waits(desk: Desk, unknown: Unknown, language: Language) -> _Waits:
    charter = desk.house.charter
    return _Waits(
        event=unknown.event,
        words=say(f"event.{unknown.event}", language),
        category=unknown.category,
        title=category_title(charter, unknown.category, language),
        purposes=", ".join(purpose_title(charter, one, language) for one in sorted(unknown.purposes)),
        records=unknown.records,
        since=date_words(unknown.oldest, language),
        overdue=unknown.overdue,
        persons=tuple(one.hex() for one in sorted(unknown.persons)[:_SHOWN]),
    )
