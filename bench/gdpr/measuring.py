"""
The rounds: every arm is asked the same, one after the other, and their answers are compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.gdpr.ours import Ours
from bench.gdpr.plain import Normalised, Plain
from bench.gdpr.workloads import MIXES, PEOPLE_OF, Act, Answer, Arm, acts, item
from bench.ground import house, room
from bench.results import Result, of_plain

RECORDS = 100_000
ACTS = 100
"""Of each party in a round."""

ROUNDS = 3
BATCH = 10_000
CHARTER = Path(__file__).parent / "charter.yaml"

TARGETS = {"controller": 1.0, "customer": 1 / 1.5, "processor": 1 / 1.5, "regulator": 1.0}
_BY_PURPOSE = (
    "nearly all of the time is reading by purpose, four thousand records at once: of a record 34 % goes into opening it, 31 % into "
    "finding its mark and fetching its row, 16 % into what standing and the gate say of it, 4 % into the line of the journal, and the rest "
    "into putting the answer together, all in Python; a plain row is copied in C"
)
WHY = {
    "controller": "single writes wait for the disk in the data and on the shelf, and the plain arm for one file only",
    "customer": _BY_PURPOSE,
    "processor": _BY_PURPOSE,
    "regulator": (
        "two thirds of its questions read one person or one record: 45 % of such a reading is the line of the journal that it leaves, "
        "four rows where the plain arm writes one, 23 % is asking whether the reader may see it, 10 % opening it, 4 % fetching its rows"
    ),
}


@contextmanager
def arms(records: int) -> Iterator[Mapping[str, Arm]]:
    """Give the three arms with the same records in them."""
    with room() as folder, house(CHARTER) as instance:
        ours = Ours(instance)
        ours.people = max(1, records // PEOPLE_OF)
        made: dict[str, Arm] = {
            "plain": Plain(folder / "plain"),
            "normalised": Normalised(folder / "normalised"),
            "ours": ours,
        }
        for first in range(0, records, BATCH):
            batch = [item(key, ours.people) for key in range(first, min(first + BATCH, records))]
            for arm in made.values():
                arm.load(batch)
        yield made


def ask(arm: Arm, asked: list[Act]) -> tuple[float, list[Answer]]:
    """Return how long the acts took, and their answers."""
    began = time.perf_counter()
    answers = [arm.answer(act) for act in asked]
    return time.perf_counter() - began, answers


def measure(scale: float) -> Iterator[Result]:
    """Play every workload, in rounds."""
    records = max(1_000, int(RECORDS * scale))
    count = max(10, int(ACTS * min(scale, 1)))
    agreed = asked = first = 0
    with arms(records) as made:
        for workload in MIXES:
            took: dict[str, list[float]] = {name: [] for name in made}
            for number in range(ROUNDS):
                first += count
                those = acts(workload, records=records, count=count, seed=number, first=first)
                answers = {}
                for name, arm in made.items():
                    seconds, answers[name] = ask(arm, those)
                    took[name].append(seconds)
                asked += count
                agreed += sum(a == b == c for a, b, c in zip(*answers.values(), strict=True))
            yield from _told(workload, took)
        space = made["ours"].size() / made["plain"].size()
    yield Result(
        name=f"GDPRbench: answers of {asked:,} that are the same in all arms",
        value=100 * agreed / asked,
        unit="%",
        target=100,
        better="more",
        why="the arms disagree, and until they do not no figure of theirs means anything",
    )
    yield Result(name="GDPRbench: space on the disk, over plain", value=space, unit="times")


def _told(workload: str, took: Mapping[str, list[float]]) -> Iterator[Result]:
    for other in ("plain", "normalised"):
        yield of_plain(
            f"GDPRbench {workload}: speed, over {other} SQLite",
            list(zip(took[other], took["ours"], strict=True)),
            target=TARGETS[workload] if other == "plain" else None,
            why=WHY[workload],
        )
    yield Result(name=f"GDPRbench {workload}: time of a round", value=min(took["ours"]), unit="s")
