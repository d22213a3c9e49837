"""What every page of the console shows: whose it is, and the ways that are open to them."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response

from etanche.instance import Desk, Desks
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.words import fine

_NOT_FOUND: Final = 404

_WAYS: Final = (
    ("awaits", urls.DESK, False),
    ("requests", urls.DESK_REQUESTS, False),
    ("find", urls.DESK_FIND, False),
    ("cases", urls.DESK_CASES, False),
    ("journal", urls.DESK_JOURNAL, True),
)
"""Page, address, and whether it is for the office alone."""


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


def drawn(asking: Asking, desk: Desk, page: str, *, status: int = 200, path: str = "", **facts: object) -> Response:
    """Return a page of the console; only the ways that are open to its reader are on it. With a path, that of a page below one of them."""
    ways = [
        (name, urls.own(address, desk.name))
        for name, address, office in _WAYS
        if (desk.oversees or not office)
        and (name != "find" or desk.cells)
        and (name != "cases" or desk.approves)
        and (name != "requests" or answers_requests(desk))
    ]
    return asking.view.page(
        f"desk/{page}.html",
        name="desk",
        status=status,
        path=path or urls.own({name: address for name, address, _ in _WAYS}[page], desk.name),
        token=asking.token,
        desk=desk,
        here=page,
        ways=ways,
        house_name=fine(desk.house.charter.organisation.name, asking.view.language),
        address=lambda pattern: urls.own(pattern, desk.name),
        **facts,
    )
