"""
The console of those who work for an organisation: what awaits them, the records their roles read, and, for the office, the journal.

What is on a page is what the plan grants the caller's roles; the gate is asked all the same, and its no is told with the promise.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from starlette.responses import Response

from etanche.instance import Desks, Instance
from etanche.web import urls
from etanche.web.callers import MEMBERS
from etanche.web.guarding import Asking, Page
from etanche.web.pages.desk import (
    acting,
    attesting,
    awaiting,
    calendar,
    cases,
    charters,
    dating,
    finding,
    holding,
    journal,
    opening,
    recipients,
    weighing,
)

Answer = Callable[[Desks, Asking], Response]

_ROWS: Final[tuple[tuple[str, Literal["GET", "POST"], Answer], ...]] = (
    (urls.DESK, "GET", awaiting.show),
    (urls.DESK_INQUIRY, "POST", acting.answer),
    (urls.DESK_HOLD, "POST", acting.release),
    (urls.DESK_CASES, "GET", cases.show),
    (urls.DESK_CASES, "POST", cases.grant),
    (urls.DESK_CLOSE, "POST", cases.close),
    (urls.DESK_REVOKE, "POST", cases.revoke),
    (urls.DESK_FIND, "GET", finding.show),
    (urls.DESK_FIND, "POST", finding.act),
    (urls.DESK_RECORD, "GET", opening.show),
    (urls.DESK_RECORD, "POST", opening.act),
    (urls.DESK_HOLDS, "GET", holding.show),
    (urls.DESK_HOLDS, "POST", holding.place),
    (urls.DESK_DATES, "GET", dating.show),
    (urls.DESK_DATES, "POST", dating.supply),
    (urls.DESK_OBJECTIONS, "GET", weighing.show),
    (urls.DESK_OBJECTIONS, "POST", weighing.weigh),
    (urls.DESK_CALENDAR, "GET", calendar.show),
    (urls.DESK_JOURNAL, "GET", journal.show),
    (urls.DESK_ATTESTED, "GET", attesting.show),
    (urls.DESK_RECIPIENTS, "GET", recipients.show),
    (urls.DESK_CHARTER, "GET", charters.show),
)


def pages(instance: Instance) -> tuple[Page, ...]:
    """Return every page of the console; they are there for members of the organisation that the address names, and for nobody else."""
    desks = Desks.of(instance)
    return tuple(
        Page(address=where, method=method, act=partial(answer, desks), takes=MEMBERS) for where, method, answer in _ROWS
    )
