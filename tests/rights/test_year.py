"""A year of requests under a clock that moves: no deadline passes in silence, none is missed, and nothing leaks."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from bench.results import Result, write
from tests.outbound.conftest import Post, Postman, certificate, loop, message_in, post
from tests.rights.conftest import PROMISED, noon
from tests.rights.society import DPO, Society

from etanche.charter import Proof
from etanche.outbound import Relay, Security, deliver
from etanche.rights import (
    OPEN,
    Call,
    Duty,
    Event,
    Filed,
    Ground,
    Happening,
    Outcome,
    Request,
    Requests,
    Right,
    State,
    advance,
    late,
    open_request,
    reminders,
)

__all__ = ["certificate", "loop", "post"]

BEGIN = date(2026, 1, 1)
DAYS = 365
MANY = 10_000
THROUGH_A_VAULT = int(os.environ.get("YEAR_REQUESTS", "80"))
"""So many go through a vault; `make soak` lets ten thousand, and writes bench/year.json."""

THROUGH = tuple(
    Right(one)
    for one in (
        *("access", "erasure", "rectification", "completion", "restriction", "objection", "portability"),
        *("marketing-objection", "withdrawal", "human-review"),
    )
)
_NOT_ASKED_FOR = {Right.AFTER_DEATH}


def happens(
    request: Request,
    event: Event,
    day: date,
    *,
    proof: Proof | None = None,
    outcome: Outcome = Outcome.GRANTED,
    grounds: tuple[Ground, ...] = (),
) -> Request:
    """Return a request after something that must be taken."""
    step = advance(request, Happening(event=event, at=noon(day), proof=proof, outcome=outcome, grounds=grounds))
    assert step.taken, (step.reason, request)
    assert not step.late, (request.right, step.law)
    return step.after


def office(request: Request, day: date, chance: Random) -> Request:
    """Do what a careful office does with a request on a day: what was called for, and some of the rest when it has time."""
    found = reminders(request, day)
    called, calls = {call.duty for call in found}, {call.call for call in found}
    assert Call.UNLAWFUL not in calls
    if request.needs_identity:
        request = recognise(request, day, chance, calls)
    if request.needs_identity or request.state not in OPEN | {State.ANSWERED}:
        return request
    if request.clock(Duty.STOP) is not None and request.stopped_on is None:
        request = happens(request, Event.USE_STOPPED, day)
    if request.acknowledged_on is None and request.clock(Duty.ACKNOWLEDGE) is not None and Duty.ACKNOWLEDGE in called:
        request = happens(request, Event.ACKNOWLEDGED, day)
    if request.state is State.ANSWERED:
        return happens(request, Event.RECIPIENTS_TOLD, day) if Duty.RECIPIENTS in called else request
    if Duty.ANSWER not in called and chance.random() > 0.1:
        return request
    return answer(request, day, chance)


def recognise(request: Request, day: date, chance: Random, calls: set[Call]) -> Request:
    """Ask who somebody is in time; they answer after some days, or never."""
    if request.acknowledged_on is None and request.clock(Duty.ACKNOWLEDGE) is not None:
        request = happens(request, Event.ACKNOWLEDGED, day)
    timing = request.timing(Duty.ANSWER)
    if request.state is State.RECEIVED and (Call.ASK_SOON in calls or timing is None or timing.prompt is None):
        return happens(request, Event.IDENTITY_ASKED, day, proof=Proof.SIGNED_LINK)
    if request.state is State.IDENTITY_PENDING and chance.random() < 0.25:
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
        for one in (one for one in living if one.state not in OPEN | {State.ANSWERED}):
            assert one.outcome is not None
            done[one.right, one.outcome] += 1
        living = [one for one in living if one.state in OPEN | {State.ANSWERED}]

    assert [] == living
    assert MANY == done.total()
    assert {right for right, _ in done} == set(Right) - _NOT_ASKED_FOR


@dataclass(kw_only=True)
class Season:
    """Requests that reach a real vault day by day, with a mail server, people who follow links or never do, and an office that does what it is called for."""

    society: Society
    requests: Requests
    postman: Postman
    chance: Random
    people: tuple[str, ...]
    links: dict[str, str] = field(default_factory=dict)
    letters: int = 0
    late: int = 0

    def passes(self, arrivals: int) -> None:
        """Let one day pass."""
        requests, society = self.requests, self.society
        for _ in range(arrivals):
            asked = society.said(self.chance.choice(THROUGH), email=self.chance.choice(self.people))
            requests.tend(requests.open(asked, actor="form"))
        relay = Relay(server="127.0.0.1", port=self.postman.port, security=Security.CLEAR)
        deliver(society.house.outbox, relay, sender="lighthouse@phare.example")
        self.read()
        for filed in list(requests.register.all(is_open=True)):
            self.act(filed)
        requests.tend_all()
        requests.remind_all()
        bench = society.house.bench
        self.late += late(bench.store, bench.organisation, requests.around.today()).total()
        assert not self.late
        society.passes(1)

    def read(self) -> None:
        """Let people read what came: who asked finds the link of their request."""
        for letter in map(message_in, self.postman.taken):
            found = re.search(r"\?link=(\S+)", letter.get_content())
            name = re.search(r"\b[0-9a-f]{8}\b", letter["Subject"])
            if found and name:
                self.links[name[0]] = found[1]
        self.letters += len(self.postman.taken)
        self.postman.taken.clear()

    def act(self, filed: Filed) -> None:
        """Let who asked prove it, or the office answer, as it comes, and in time."""
        requests, request, chance = self.requests, filed.request, self.chance
        today = requests.around.today()
        near = (filed.due - today).days < 4
        if request.state is State.IDENTITY_PENDING and chance.random() < 0.3:
            requests.tend(requests.confirm(self.links[filed.name]))
        elif request.state is State.ANSWERED and any(one.by_hand for one in filed.recipients):
            requests.advance(filed, Event.RECIPIENTS_TOLD, DPO)
        elif request.state in OPEN and not request.needs_identity and (near or chance.random() < 0.2):
            requests.answer(filed, DPO)
        elif request.needs_identity and (near or _waits(request, today)):
            requests.answer(filed, DPO, outcome=Outcome.REFUSED, grounds=(Ground.UNIDENTIFIED,))


@pytest.mark.clause("C18")
@pytest.mark.clause("C23")
def test_requests_of_a_season_go_through_a_vault_and_nothing_leaks(society: Society, post: Post) -> None:
    """Day by day, with letters, links, answers and recipients on a real vault: no last day is past, no file tells who asked, and in the end none is left."""
    chance = Random(7)  # noqa: S311  # as above
    people = tuple(f"somebody-{number}@lighthouse.example" for number in range(THROUGH_A_VAULT * 3 // 5))
    for number, email in enumerate(people[::2]):
        person = society.knows(email)
        society.gives(person, *("printer", "guild")[: number % 3])
    season = Season(society=society, requests=society.requests, postman=post("none"), chance=chance, people=people)
    days = 60 if THROUGH_A_VAULT < MANY else DAYS
    asked = Counter(chance.randrange(days - 35) for _ in range(THROUGH_A_VAULT))
    for day in range(days):
        season.passes(asked[day])
    while society.requests.register.count():
        season.passes(0)
    answered, raw = society.requests.register.count(is_open=False), society.raw()
    society.passes(400)
    society.house.vault.sweep(confirmed_by="ysé")
    society.requests.tidy()
    told = society.acts("letter-taken")

    assert THROUGH_A_VAULT == answered
    assert told
    assert 0 == society.requests.register.count(is_open=False)
    leaks = [
        left.count(secret) for left in (raw, society.raw()) for secret in (b"somebody-", b"Keradec", b"Marguerite")
    ]
    assert [0] * 6 == leaks
    if THROUGH_A_VAULT == MANY:
        kept(season, answered, sum(leaks))


def kept(season: Season, answered: int, leaks: int) -> None:
    """Write down what became of a whole year, for whoever did not wait for it."""
    write(
        "year.json",
        [
            Result(name="requests of a year, answered", value=answered, unit="requests", target=MANY, better="more"),
            Result(name="last days of the law that passed", value=season.late, unit="requests", target=0),
            Result(name="names and addresses in the files, in clear", value=leaks, unit="places", target=0),
            Result(name="letters that people were sent", value=season.letters, unit="letters"),
        ],
    )


def _waits(request: Request, day: date) -> bool:
    """Tell whether somebody has to decide, because the clock stands and no answer comes."""
    return any(call.call is Call.WAITING for call in reminders(request, day))
