"""
The console of those who work for an organisation: what awaits them, the records their roles read, and, for the office, the journal.

What is on a page is what the plan grants the caller's roles; the gate is asked all the same, and its no is told with the promise.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal

from starlette.responses import Response

from etanche.instance import Desks, Instance, Stopping
from etanche.web import urls
from etanche.web.callers import MEMBERS, OPERATORS
from etanche.web.guarding import Asking, Page
from etanche.web.pages.desk import (
    acting,
    attesting,
    awaiting,
    calendar,
    cases,
    charters,
    dating,
    demands,
    finding,
    halt,
    holding,
    incidents,
    journal,
    opening,
    operating,
    recipients,
    requests,
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
    (urls.DESK_REQUESTS, "GET", requests.show),
    (urls.DESK_REQUESTS, "POST", requests.enter),
    (urls.DESK_REQUEST, "GET", requests.open_one),
    (urls.DESK_REQUEST, "POST", requests.act),
    (urls.DESK_INCIDENTS, "GET", incidents.show),
    (urls.DESK_INCIDENTS, "POST", incidents.begin),
    (urls.DESK_INCIDENT, "GET", incidents.one),
    (urls.DESK_INCIDENT, "POST", incidents.add),
    (urls.DESK_DEMANDS, "GET", demands.show),
    (urls.DESK_DEMANDS, "POST", demands.begin),
    (urls.DESK_DEMAND, "GET", demands.one),
    (urls.DESK_DEMAND, "POST", demands.act),
    (urls.DESK_ATTESTED, "GET", attesting.show),
    (urls.DESK_RECIPIENTS, "GET", recipients.show),
    (urls.DESK_CHARTER, "GET", charters.show),
)


def pages(instance: Instance, prove: halt.Prove | None = None) -> tuple[Page, ...]:
    """
    Return every page of the console; they are there for members of the organisation that the address names, and for nobody else.

    With what takes a code of a second factor, `prove`, access can be halted here, and be let go on.
    """
    desks = Desks.of(instance)
    rows = tuple(
        Page(address=where, method=method, act=partial(answer, desks), takes=MEMBERS) for where, method, answer in _ROWS
    )
    rows = (*rows, Page(address=urls.OPERATING, method="GET", act=partial(operating.show, desks), takes=OPERATORS))
    return rows if prove is None else (*rows, *_halting(instance, desks, prove))


def _halting(instance: Instance, desks: Desks, prove: halt.Prove) -> tuple[Page, ...]:
    stopping, takes = Stopping(instance), MEMBERS | OPERATORS
    return (
        Page(address=urls.DESK_HALT, method="GET", act=partial(halt.show, stopping, desks), takes=takes),
        Page(address=urls.DESK_HALT, method="POST", act=partial(halt.stop, stopping, desks), takes=takes),
        Page(address=urls.DESK_RESUME, method="POST", act=partial(halt.resume, prove, stopping, desks), takes=takes),
    )
