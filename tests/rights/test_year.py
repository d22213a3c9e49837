"""A year of requests under a clock that moves: no deadline passes in silence, none is missed, and nothing leaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

import pytest
from tests.rights.conftest import PROMISED, noon
from tests.rights.society import DPO, Society

from etanche.charter import Proof
from etanche.rights import (
    OPEN,
    Call,
    Duty,
    Event,
    Ground,
    Happening,
    Outcome,
    Request,
    Right,
    State,
    advance,
    late,
    open_request,
    reminders,
)

BEGIN = date(2026, 1, 1)
DAYS = 365
MANY = 10_000
THROUGH_A_VAULT = 50
_NOT_ASKED_FOR = {Right.AFTER_DEATH}


def happens(request: Request, event: Event, day: date, **more: object) -> Request:
    """Return a request after something that must be taken."""
    step = advance(request, Happening(event=event, at=noon(day), **more))  # type: ignore[arg-type]  # said by the office
    assert step.taken, (step.reason, request)
    assert not step.late, (request.right, step.law)
    return step.after


def office(request: Request, day: date, chance: Random) -> Request:
    """Do what a careful office does with a request on a day: what was called for, and some of the rest when it has time."""
    called = {call.duty for call in reminders(request, day)}
    asked_soon = any(call.call is Call.ASK_SOON for call in reminders(request, day))
    if request.needs_identity:
        request = recognise(request, day, chance, asked_soon=asked_soon)
    if request.needs_identity or request.state not in OPEN | {State.ANSWERED}:
        return request
    if request.clock(Duty.STOP) is not None and request.stopped_on is None:
        request = happens(request, Event.USE_STOPPED, day)
    if request.acknowledged_on is None and request.clock(Duty.ACKNOWLEDGE) is not None and Duty.ACKNOWLEDGE in called:
        request = happens(request, Event.ACKNOWLEDGED, day)
    if request.state is State.ANSWERED:
        return happens(request, Event.RECIPIENTS_TOLD, day) if Duty.RECIPIENTS in called else request
    if Duty.ANSWER not in called and chance.random() > 0.02:
        return request
    return answer(request, day, chance)


def recognise(request: Request, day: date, chance: Random, *, asked_soon: bool) -> Request:
    """Ask who somebody is in time; they answer after some days, or never."""
    if request.acknowledged_on is None and request.clock(Duty.ACKNOWLEDGE) is not None:
        request = happens(request, Event.ACKNOWLEDGED, day)
    if request.state is State.RECEIVED and asked_soon:
        return happens(request, Event.IDENTITY_ASKED, day, proof=Proof.SIGNED_LINK)
    calls = {call.call for call in reminders(request, day)}
    if request.state is State.IDENTITY_PENDING and chance.random() < 0.15:
        return happens(request, Event.IDENTITY_SHOWN, day, proof=Proof.SIGNED_LINK)
    if calls & {Call.WAITING, Call.SOON, Call.OVERDUE}:
        return happens(request, Event.REFUSED, day, grounds=(Ground.UNIDENTIFIED,))
    return request


def answer(request: Request, day: date, chance: Random) -> Request:
    """Answer, extend first where it is possible, or refuse on a ground that the law knows."""
    grounds = tuple(sorted(request.entitlement.refusals - {Ground.UNIDENTIFIED}))
    kind = chance.random()
    tried = advance(request, Happening(event=Event.EXTENSION_TOLD, at=noon(day)))
    if kind < 0.2 and tried.taken:
        return tried.after
    if kind < 0.3 and grounds and request.extended_on is None:
        return happens(request, Event.REFUSED, day, grounds=(chance.choice(grounds),))
    if kind < 0.4 and grounds:
        return happens(request, Event.ANSWERED, day, outcome=Outcome.PARTLY, grounds=(chance.choice(grounds),))
    return happens(request, Event.ANSWERED, day)


def arrivals(chance: Random) -> Iterator[tuple[date, Request]]:
    """Yield requests of all kinds on days of a year."""
    rights = [right for right in Right if right not in _NOT_ASKED_FOR]
    for number in range(MANY):
        day = BEGIN + timedelta(days=chance.randrange(DAYS))
        proof = Proof.ACCOUNT if chance.random() < 0.4 else None
        opened = open_request(
            number.to_bytes(16, "big"),
            chance.choice(rights),
            received=day,
            at=noon(day),
            promised=PROMISED,
            proof=proof,
            minor=chance.random() < 0.1,
        )
        yield day, opened.after


def test_ten_thousand_requests_of_a_year_are_all_answered_in_time() -> None:
    """All kinds, random days, people who never come back: whoever does what the reminders call for misses no last day of the law."""
    chance = Random(20261122)  # noqa: S311  # a story, no secret
    coming: dict[date, list[Request]] = {}
    for day, request in arrivals(chance):
        coming.setdefault(day, []).append(request)
    living: list[Request] = []
    done: Counter[tuple[Right, Outcome]] = Counter()
    for number in range(DAYS + 150):
        day = BEGIN + timedelta(days=number)
        living = [office(request, day, chance) for request in (*living, *coming.get(day, ()))]
        assert not [call for one in living for call in reminders(one, day) if call.call is Call.UNLAWFUL]
        for one in (one for one in living if one.state not in OPEN | {State.ANSWERED}):
            assert one.outcome is not None
            done[one.right, one.outcome] += 1
        living = [one for one in living if one.state in OPEN | {State.ANSWERED}]

    assert [] == living
    assert MANY == done.total()
    assert {right for right, _ in done} == set(Right) - _NOT_ASKED_FOR


@pytest.mark.clause("C18")
@pytest.mark.clause("C23")
def test_requests_of_a_season_go_through_a_vault_and_nothing_leaks(society: Society) -> None:
    """Two months, day by day: letters, links and answers on a real vault; no last day is past, and no file tells who asked."""
    chance = Random(7)  # noqa: S311  # as above
    rights = [Right.ACCESS, Right.ERASURE, Right.RECTIFICATION, Right.RESTRICTION, Right.OBJECTION, Right.PORTABILITY]
    rights += [Right.MARKETING_OBJECTION, Right.WITHDRAWAL]
    emails = [f"somebody-{number}@lighthouse.example" for number in range(20)]
    for email in emails[::2]:
        society.knows(email)
    asked = Counter(chance.randrange(20) for _ in range(THROUGH_A_VAULT))
    requests, bench = society.requests, society.house.bench
    for day in range(60):
        for _ in range(asked[day]):
            society.asks(chance.choice(rights), email=chance.choice(emails))
        for filed in list(requests.register.all(is_open=True)):
            request = filed.request
            due = (filed.due - requests.around.today()).days
            if request.state is State.IDENTITY_PENDING and chance.random() < 0.3:
                society.proves(filed)
            elif request.state is State.ANSWERED:
                requests.advance(filed, Event.RECIPIENTS_TOLD, DPO)
            elif request.state in OPEN and not request.needs_identity and (due < 4 or chance.random() < 0.2):
                requests.answer(filed, DPO)
            elif request.needs_identity and (due < 2 or _waits(request, requests.around.today())):
                requests.answer(filed, DPO, outcome=Outcome.REFUSED, grounds=(Ground.UNIDENTIFIED,))
        assert not late(bench.store, bench.organisation, requests.around.today())
        society.passes(1)
    raw = society.raw()

    assert 0 == requests.register.count()
    assert THROUGH_A_VAULT == requests.register.count(is_open=False)
    assert not [email for email in emails if email.encode() in raw]
    assert b"Keradec" not in raw


def _waits(request: Request, day: date) -> bool:
    """Tell whether somebody has to decide, because the clock stands and no answer comes."""
    return any(call.call is Call.WAITING for call in reminders(request, day))
