"""
A year of requests through a whole house: ten thousand, of every kind, on random days, under a clock that moves, by every step of the real thing.

Each is sealed, filed, acknowledged, proved by the link of its letter or never, stopped, extended, answered, granted in part or refused, told of to recipients, and
forgotten with its record; the rounds go every day, and an office does what they call for and some of the rest when it has time. Past any day no last day of the
law is past, and at the end no file of the house says in clear who asked. Every hundredth day the house is closed and opened again.

`python -m bench.year` takes hours of a small machine; `--scale 0.05` lives through the same year with five hundred requests. It ends with 1 if one of its figures is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from tests.conftest import PASSPHRASE
from tests.rights.society import DPO, Society, found

from bench.results import Result, tell
from etanche.charter import Proof
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.rights import OPEN, Call, Duty, Event, Filed, Ground, Outcome, Requests, Right, State, late, reminders
from etanche.rights.links import word_of

REQUESTS = 10_000
DAYS = 365
AFTER = 200
"""Days after the last request came: the longest a request may take, and some."""

PEOPLE = 2_000
OPENED_AGAIN, SWEPT_EVERY = 100, 50
SURNAME = "Keradec"
RIGHTS = [right for right in Right if right is not Right.AFTER_DEATH]
"""After a death somebody else writes, with a paper: no stranger asks for that by a form."""


class Year:
    """The house, and what came of everything."""

    def __init__(self, folder: Path, requests: int) -> None:
        """Make the house, and know half of the people."""
        self.folder, self.chance, self.many = folder, Random(20261122), requests  # noqa: S311  # a story, no secret
        found(folder, regimes=True)
        self.clock = FixedClock(Society.begins())
        self.people = [
            f"somebody-{number}@lighthouse.example" for number in range(max(2, PEOPLE * requests // REQUESTS))
        ]
        self.late = self.in_clear = self.unanswered = 0
        self.ended: Counter[tuple[Right, Outcome | None]] = Counter()

    def opened(self) -> Instance:
        """Open the house."""
        return Instance.open(self.folder, passphrase=lambda: PASSPHRASE, clock=self.clock)

    def pass_by(self) -> None:
        """Live through it."""
        asked = Counter(self.chance.randrange(DAYS) for _ in range(self.many))
        first = True
        for begin in range(0, DAYS + AFTER, OPENED_AGAIN):
            with self.opened() as house:
                society = Society(house=house, clock=self.clock, folder=self.folder)
                if first:
                    for email in self.people[::2]:
                        society.knows(email)
                    first = False
                for day in range(begin, min(begin + OPENED_AGAIN, DAYS + AFTER)):
                    self._day(society, day, asked[day])
        with self.opened() as house:
            self.unanswered = house.requests.register.count()
        self.in_clear = sum(self._tells(file.read_bytes()) for file in self.folder.rglob("*") if file.is_file())

    def _day(self, society: Society, day: int, coming: int) -> None:
        requests, bench = society.requests, society.house.bench
        for _ in range(coming):
            proof = Proof.DOCUMENT if self.chance.random() < 0.1 else None
            email = self.chance.choice(self.people)
            requests.tend(
                requests.open(society.said(self.chance.choice(RIGHTS), email=email, proof=proof), actor="form")
            )
        for filed in list(requests.register.all(is_open=True)):
            self._office(requests, filed, requests.around.today())
        society.house.tend_requests()
        society.house.watch_requests()
        self.late += late(bench.store, bench.organisation, requests.around.today()).total()
        with society.house.store.writing() as connection:
            # The post takes letters every day: what it has taken is no matter of this.
            connection.exec_driver_sql("DELETE FROM outbox")
        if day % SWEPT_EVERY == 0:
            society.house.vault.sweep(confirmed_by="bench")
        society.passes(1)

    def _office(self, requests: Requests, filed: Filed, today: date) -> None:
        """Do what a careful office does with a request on a day: what is called for, and some of the rest when it has time."""
        request, chance = filed.request, self.chance
        found = reminders(request, today)
        called, calls = {call.duty for call in found}, {call.call for call in found}
        if request.state is State.ANSWERED:
            if Duty.RECIPIENTS in called or chance.random() < 0.3:
                requests.advance(filed, Event.RECIPIENTS_TOLD, DPO)
                self.ended[request.right, request.outcome] += 1
        elif request.needs_identity:
            self._asks(requests, filed, calls)
        elif request.state in OPEN and (Duty.ANSWER in called or chance.random() < 0.1):
            self._answers(requests, filed)

    def _asks(self, requests: Requests, filed: Filed, calls: set[Call]) -> None:
        if filed.request.state is State.IDENTITY_PENDING and self.chance.random() < 0.25:
            requests.tend(requests.confirm(word_of(requests.around, filed.request.id)))
        elif calls & {Call.WAITING, Call.SOON, Call.OVERDUE}:
            self._refuses(requests, filed, Ground.UNIDENTIFIED)

    def _answers(self, requests: Requests, filed: Filed) -> None:
        request, kind = filed.request, self.chance.random()
        grounds = tuple(sorted(request.entitlement.refusals - {Ground.UNIDENTIFIED}))
        if kind < 0.2 and request.extended_on is None and Right.ACCESS is request.right:
            requests.advance(filed, Event.EXTENSION_TOLD, DPO)
        elif kind < 0.3 and grounds and request.extended_on is None:
            self._refuses(requests, filed, self.chance.choice(grounds))
        elif kind < 0.4 and grounds:
            requests.answer(filed, DPO, outcome=Outcome.PARTLY, grounds=(self.chance.choice(grounds),))
        else:
            requests.answer(filed, DPO)

    def _refuses(self, requests: Requests, filed: Filed, ground: Ground) -> None:
        requests.answer(filed, DPO, outcome=Outcome.REFUSED, grounds=(ground,))
        self.ended[filed.request.right, Outcome.REFUSED] += 1

    def _tells(self, content: bytes) -> bool:
        return SURNAME.encode() in content or b"somebody-" in content


def measure(scale: float) -> Iterator[Result]:
    """Live through a year."""
    many = max(50, int(REQUESTS * scale))
    with tempfile.TemporaryDirectory(prefix="etanche-bench-") as folder:
        began = time.process_time()
        year = Year(Path(folder) / "data", many)
        year.pass_by()
        took = time.process_time() - began
    name = f"a year of {many:,} requests"
    yield Result(name=f"{name}: last days of the law that passed", value=year.late, unit="days", target=0)
    yield Result(name=f"{name}: left without an end", value=year.unanswered, unit="requests", target=0)
    yield Result(name=f"{name}: files that say in clear who asked", value=year.in_clear, unit="files", target=0)
    yield Result(
        name=f"{name}: kinds that came to an end",
        value=len({right for right, _ in year.ended}),
        unit="kinds",
        target=len(RIGHTS),
        better="more",
    )
    yield Result(name=f"{name}: time of the processor, for each", value=took * 1000 / many, unit="ms")


def main(words: list[str] | None = None) -> bool:
    """Live through it, say what came of it, and whether nothing was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.year", description="live through a year of requests")
    parser.add_argument("--scale", type=float, default=1.0, help="of ten thousand requests")
    found = list(measure(parser.parse_args(words).scale))
    for result in found:
        tell(result)
    return all(result.ok for result in found)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
