"""
One person's archive from an instance that holds a million records: everything of theirs, who looked, what they asked, as pages and files.

The journal says who looked, and its lists are sealed: the lines about a person are found by keyed marks of them. What is read here has been read
by somebody, one person a line, for as many lines as are told.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.ground import NOW, PASSPHRASE, chosen, people
from bench.million import BATCH, RECORDS, TO_A_PERSON, filled
from bench.results import Result
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.rights import access

LINES = 50_000
ROUNDS = 5

WHY = "lines are found by a mark of the person, records by an index; what is found is opened and written out"


def measure(scale: float) -> Iterator[Result]:
    """Fill an instance, let somebody look, and make archives of people all over it."""
    records = max(BATCH, int(RECORDS * scale) // BATCH * BATCH)
    lines = max(100, int(LINES * scale))
    with (
        filled(records) as folder,
        Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=FixedClock(NOW)) as instance,
    ):
        them = people(records // TO_A_PERSON)
        desk = instance.vault.acting("desk", purpose="answering", actor="bench")
        for number in range(lines):
            desk.of_person(them[number % len(them)], "customer-sheet")
        around, took = instance.requests.around, []
        for number in chosen(min(len(them), lines), ROUNDS):
            began = time.perf_counter()
            archive = access(around, them[number], language="en", by="bench")
            took.append(time.perf_counter() - began)
            assert len(archive) > TO_A_PERSON * 100
    name = f"archive of a person from {records:,} records, {lines:,} of which somebody looked at"
    yield Result(
        name=name, value=sorted(took)[len(took) // 2], unit="s", target=1, low=min(took), high=max(took), why=WHY
    )
