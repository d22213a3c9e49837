"""
What records of persons cost, beside plain SQLite with the same columns and two indexes in the same run.

Everything is on: gate, standing, validation, sealing, marks, and the journal, a line for each act.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from functools import partial

from bench.ground import DESK, PEOPLE, ROUNDS, PlainSheets, arrivals, chosen, house, people, room, sheets, timed
from bench.results import Result, of_plain, percentile
from etanche.clock import SystemClock
from etanche.vault import Ref

SIZES = (10, 1_000, 100_000)
MANY, FEW = 100, 2
"""So many persons of each size are erased; few of the largest."""

# The parts are shares of the processor's time, measured on 22 November 2026 by watches around the functions that do them.
WHY_PUT = (
    "of the time of a record 30 % goes into checking and trimming its fields, 17 % into sealing it, 3 % into its mark, and 46 % into SQLite "
    "alone, which keeps a row, a mark, and a second road to each: with tables such as ours, and nothing of ours around them, it takes three "
    "times as long as for the plain table, so that the target would be missed without a line of Python"
)
WHY_READ = (
    "of the time of a record 28 % goes into the line of the journal, with a row by which its person finds out who looked; "
    "26 % into its key and opening it, 22 % into fetching its row, 14 % into what standing and the gate say of it, the rest into the addresses; "
    "a plain row is copied in C"
)
WHY_READ_ONE = (
    "half of the time of a reading is its line of the journal, which is on the disk before the data leave (15 % is the commit alone, and "
    "waiting for the disk comes on top); 23 % is asking whether the reader may see it: charter in force, halt, standing, gate; "
    "6 % opening it, 4 % fetching its row, the rest beginning and ending two transactions in Python; a plain reading of a cached page is "
    "that one fetch, in C"
)
WHY_ERASE = (
    "the decision, the destruction and the cut of the shelf's log are synchronised to the disk one after the other, "
    "and each takes as long as the disk of the machine"
)


def putting() -> Iterator[Result]:
    """Bulk put, in batches of a thousand and of ten thousand."""
    for size in (1_000, 10_000):
        ratios = []
        with house(DESK) as instance, room() as folder:
            bare, door, them = (
                PlainSheets(folder / "bare"),
                instance.vault.door("contact-form", actor="b"),
                people(PEOPLE),
            )
            door.put_many("customer-sheet", arrivals(sheets(them, PEOPLE)))
            for number in range(ROUNDS):
                rows = sheets(them, size, first=(number + 1) * size)
                came = arrivals(rows)
                ratios.append((timed(partial(bare.put, rows)), timed(partial(door.put_many, "customer-sheet", came))))
        name = f"put {size:,} records of 300 bytes in a batch, over plain SQLite"
        yield of_plain(name, ratios, target=0.5, why=WHY_PUT)


def reading() -> Iterator[Result]:
    """Read by address, by value, and all of a person."""
    with house(DESK) as instance, room() as folder:
        bare, door, them = PlainSheets(folder / "bare"), instance.vault.door("contact-form", actor="b"), people(PEOPLE)
        rows = sheets(them, PEOPLE * 10)
        bare.put(rows)
        refs = door.put_many("customer-sheet", arrivals(rows)).refs
        desk = instance.vault.acting("desk", purpose="answering", actor="bench")
        some = chosen(len(rows), 300)

        def by_id(ref: Ref) -> object:
            return desk.get(ref)

        arms: dict[str, tuple[Callable[[int], object], Callable[[int], object]]] = {
            "one record by its address": (lambda n: bare.by_id(n + 1), lambda n: by_id(refs[n])),
            "one record by a value": (
                lambda n: bare.by_email(str(rows[n][1]["email"])),
                lambda n: desk.find("customer-sheet", "email", str(rows[n][1]["email"])),
            ),
            "all ten records of a person": (
                lambda n: bare.of_person(rows[n][0]),
                lambda n: desk.of_person(rows[n][0], "customer-sheet"),
            ),
        }
        together = [
            (
                timed(lambda: [bare.by_id(n + 1) for n in some]),
                timed(lambda: desk.get(*(refs[n] for n in some))),
            )
            for _ in range(ROUNDS)
        ]
        name = "read 300 records by their addresses in one act, over plain SQLite"
        yield of_plain(name, together, target=0.4, why=WHY_READ)
        for name, (plain, ours) in arms.items():
            ratios = [
                (timed(lambda: [plain(n) for n in some]), timed(lambda: [ours(n) for n in some]))  # noqa: B023
                for _ in range(ROUNDS)
            ]
            yield of_plain(f"read {name}, over plain SQLite", ratios, target=0.4, why=WHY_READ_ONE)
            noted = [
                (timed(lambda: [bare.noted(plain, n) for n in some]), timed(lambda: [ours(n) for n in some]))  # noqa: B023
                for _ in range(ROUNDS)
            ]
            yield of_plain(f"read {name}, over plain SQLite that writes down each reading", noted, target=None)


def erasing(scale: float) -> Iterator[Result]:
    """Make a person unreadable, whatever they left; and when the last row and mark of theirs is gone."""
    clock = SystemClock()
    sizes = [max(2, int(size * scale)) for size in SIZES]
    unreadable: dict[int, list[float]] = {}
    gone: dict[int, list[float]] = {}
    for size in sizes:
        with house(DESK, clock) as instance:
            door, them = instance.vault.door("contact-form", actor="b"), people(MANY if size < sizes[-1] else FEW)
            for person in them:
                for first in range(0, size, 10_000):
                    rows = sheets([person], min(size - first, 10_000), first=first)
                    door.put_many("customer-sheet", arrivals(rows, at=clock.now()))
            for person in them:
                began = clock.now()
                outcome = instance.vault.erase(person, actor="bench")
                assert outcome.unreadable is not None
                assert outcome.marks_gone is not None
                unreadable.setdefault(size, []).append((outcome.unreadable - began).total_seconds() * 1000)
                gone.setdefault(size, []).append((outcome.marks_gone - began).total_seconds() * 1000)
    for size in sizes:
        which = "99th of a hundred" if len(unreadable[size]) >= MANY else f"the slowest of {len(unreadable[size])}"
        name = f"erase a person with {size:,} records: unreadable after, {which}"
        yield Result(name=name, value=percentile(unreadable[size], 99), unit="ms", target=15, why=WHY_ERASE)
    medians = [statistics.median(unreadable[size]) for size in sizes]
    yield Result(
        name="the slowest of these sizes over the quickest",
        value=max(medians) / min(medians),
        unit="times",
        target=2,
        why=WHY_ERASE,
    )
    yield Result(
        name=f"the last row and mark of {sizes[-1]:,} gone after",
        value=max(gone[sizes[-1]]) / 1000,
        unit="s",
        target=3_600,
        why="rows and marks go in bites that leave room for writers",
    )
