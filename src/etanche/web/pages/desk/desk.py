"""What every page of the console shows: whose it is, and the ways that are open to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from etanche.charter import Condition
from etanche.instance import Desk, Desks
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.words import fine

_NOT_FOUND: Final = 404


class For(StrEnum):
    """Who finds a page of the console."""

    ALL = "all"
    OFFICE = "office"
    READERS = "readers"
    """Those whose roles read something."""

    APPROVERS = "approvers"
    """Those who may let somebody read because of a case."""

    ANSWERERS = "answerers"
    """Those whose roles answer requests."""


_WAYS: Final = (
    ("awaits", urls.DESK, For.ALL),
    ("requests", urls.DESK_REQUESTS, For.ANSWERERS),
    ("find", urls.DESK_FIND, For.READERS),
    ("record", urls.DESK_RECORD, For.READERS),
    ("cases", urls.DESK_CASES, For.APPROVERS),
    ("holds", urls.DESK_HOLDS, For.OFFICE),
    ("dates", urls.DESK_DATES, For.OFFICE),
    ("objections", urls.DESK_OBJECTIONS, For.OFFICE),
    ("calendar", urls.DESK_CALENDAR, For.OFFICE),
    ("incidents", urls.DESK_INCIDENTS, For.OFFICE),
    ("demands", urls.DESK_DEMANDS, For.OFFICE),
    ("journal", urls.DESK_JOURNAL, For.OFFICE),
    ("attestations", urls.DESK_ATTESTED, For.OFFICE),
    ("recipients", urls.DESK_RECIPIENTS, For.ALL),
    ("charter", urls.DESK_CHARTER, For.ALL),
)
"""Page, address, and whom it is for."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """As what, and what for, somebody can look at something or look for it."""

    value: str
    words: str
    case: bool
    """Whether it opens because of a case alone."""


def needs_case(desk: Desk, role: str, category: str) -> bool:
    """Tell whether a role sees a category because of a case alone."""
    return Condition.CASE in desk.house.plan.needs.get((role, category), ())


def desk_of(desks: Desks, asking: Asking, *, office: bool = False) -> Desk:
    """
    Return the desk of whoever asks.

    Raises:
        NoSuchOrganisation: they have none there.
        HTTPException: the page is for the office, and they are not of it (404).
    """
    desk = desks.require(asking.caller.account, str(asking.request.path_params["organisation"]))
    if office and not desk.oversees:
        raise HTTPException(_NOT_FOUND)
    return desk


def answers_requests(desk: Desk) -> bool:
    """Tell whether somebody has a role that answers requests."""
    return desk.house.charter.rights is not None and bool(desk.roles & set(desk.house.requests.around.roles))


def drawn(asking: Asking, desk: Desk, page: str, *, status: int = 200, **facts: object) -> Response:
    """Return a page of the console; only the ways that are open to its reader are on it."""
    open_ = _open_to(desk)
    ways = [(name, urls.own(address, desk.name)) for name, address, for_ in _WAYS if for_ in open_]
    return asking.view.page(
        f"desk/{page}.html",
        name="desk",
        status=status,
        path=asking.request.scope["path"],
        token=asking.token,
        desk=desk,
        here=page,
        ways=ways,
        house_name=fine(desk.house.charter.organisation.name, asking.view.language),
        address=lambda pattern: urls.own(pattern, desk.name),
        **facts,
    )


def _open_to(desk: Desk) -> set[For]:
    found = {
        For.ALL: True,
        For.OFFICE: desk.oversees,
        For.READERS: bool(desk.cells),
        For.APPROVERS: desk.approves,
        For.ANSWERERS: answers_requests(desk),
    }
    return {one for one, holds in found.items() if holds}
