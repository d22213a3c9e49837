"""Part of `/desk/{organisation}/requests`: the list, the nearest day first, without names; an altered request is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from etanche.instance import Desk
from etanche.rights import Filed
from etanche.terms import Language
from etanche.web import urls
from etanche.web.guarding import Asking
from etanche.words import date_words, say

MOST: Final = 100
"""Requests on a page of the list."""


@dataclass(frozen=True, kw_only=True)
class _Line:
    """One request of the list."""

    name: str
    address: str
    right: str
    received: str
    days: int
    state: str
    assigned: str


def listed(asking: Asking, desk: Desk) -> dict[str, object]:
    """Return what the list shows: those that wait, or those that are answered."""
    done = asking.request.query_params.get("done") == "yes"
    requests, language = desk.house.requests, asking.view.language
    today = requests.around.today()
    page = requests.listed(is_open=not done, most=MOST)
    return {
        "done": done,
        "waiting": requests.register.count(),
        "altered": [one.name for one in page.altered],
        "lines": [_line(desk, one, today, language) for one in page.found],
    }


def at(desk: Desk, filed: Filed) -> str:
    """Return the address of the page of a request."""
    return urls.desk_request(desk.name, filed.request.id.hex())


def _line(desk: Desk, one: Filed, today: date, language: Language) -> _Line:
    return _Line(
        name=one.name,
        address=at(desk, one),
        right=say(f"request.right.{one.request.right}", language),
        received=date_words(one.request.received, language),
        days=(one.due - today).days,
        state=say(f"request.state.{one.request.state}", language),
        assigned=one.assigned,
    )
