"""Who is called for which last day, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rights.conftest import ID, PROMISED, RECEIVED, Opened, Then, noon

from etanche.charter import Duration, Proof, Unit
from etanche.rights import Call, Duty, Event, Right, open_request, reminders

DUE = RECEIVED + timedelta(days=30)


@pytest.mark.parametrize(
    ("before", "call", "ahead"),
    [
        (15, None, None),
        (14, Call.SOON, 14),
        (8, Call.SOON, 14),
        (7, Call.SOON, 7),
        (2, Call.SOON, 2),
        (0, Call.SOON, 2),
        (-1, Call.UNLAWFUL, None),
    ],
)
def test_somebody_is_called_before_a_last_day_and_after_it(
    opened: Opened, before: int, call: Call | None, ahead: int | None
) -> None:
    """Fourteen days, seven and two before; the same call for whoever looks on a day between; then, that it is too late."""
    request = opened(Right.ACCESS, proof=Proof.ACCOUNT)
    found = [(one.call, one.ahead) for one in reminders(request, DUE - timedelta(days=before))]

    assert ([(call, ahead)] if call is not None else []) == found


def test_a_stranger_is_to_be_asked_while_it_stops_the_clock(opened: Opened, then: Then) -> None:
    """For seven days somebody is called to ask who it is; after that it would stop nothing, and once asked there is nothing to call for."""
    request = opened(Right.ERASURE)
    asked = then(request, Event.IDENTITY_ASKED, RECEIVED, proof=Proof.SIGNED_LINK).after

    assert [Call.ASK_SOON] == [one.call for one in reminders(request, RECEIVED + timedelta(days=7))]
    assert [] == [one.call for one in reminders(request, RECEIVED + timedelta(days=8))]
    assert () == reminders(asked, RECEIVED + timedelta(days=3))


def test_a_clock_that_stands_for_a_month_calls_somebody(opened: Opened, then: Then) -> None:
    """Nobody forgets a request because its clock stands: after a month without an answer somebody has to decide."""
    asked = then(opened(Right.ERASURE), Event.IDENTITY_ASKED, RECEIVED, proof=Proof.SIGNED_LINK).after

    assert () == reminders(asked, DUE)
    assert [(Duty.ANSWER, Call.WAITING)] == [(o.duty, o.call) for o in reminders(asked, DUE + timedelta(days=1))]


def test_past_what_the_charter_promises_is_overdue_before_the_law_says_so() -> None:
    """A charter that promises ten days is late on the eleventh, and unlawful after the month; California's days are the law's own."""
    promised = replace(PROMISED, reply=Duration(number=10, unit=Unit.DAY))
    calls = []
    for right in (Right.ACCESS, Right.KNOW):
        at = noon(RECEIVED)
        request = open_request(ID, right, received=RECEIVED, at=at, promised=promised, proof=Proof.ACCOUNT).after
        days = (RECEIVED + timedelta(days=11), DUE + timedelta(days=1))
        calls.append([one.call for day in days for one in reminders(request, day) if one.duty is Duty.ANSWER])

    assert [[Call.OVERDUE, Call.UNLAWFUL], [Call.SOON]] == calls


def test_each_duty_calls_by_its_own_day(then: Then, opened: Opened) -> None:
    """California's acknowledgement and answer are two calls; an answer ends both."""
    request = opened(Right.KNOW, proof=Proof.ACCOUNT)
    day = RECEIVED + timedelta(days=35)
    answered = then(request, Event.ANSWERED, day).after

    assert [(Duty.ACKNOWLEDGE, Call.UNLAWFUL), (Duty.ANSWER, Call.SOON)] == [
        (one.duty, one.call) for one in reminders(request, day)
    ]
    assert () == reminders(answered, day + timedelta(days=300))
