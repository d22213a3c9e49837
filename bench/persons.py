"""
What records of persons cost, beside plain SQLite with the same columns and two indexes in the same run.

Everything is on: gate, standing, validation, sealing, marks, and the journal, a line for each act.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.results import Result
from etanche.clock import Clock, FixedClock, SystemClock
from etanche.instance import Instance
from etanche.keyring import Kdf
from etanche.vault import Arrival, Ref

CHARTER = Path(__file__).parent.parent / "examples/desk/charter.yaml"
NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
ROUNDS = 5
PEOPLE = 1_000
BODY = "The parcel with the blue linen never came, and nobody answers the telephone. " * 3
SIZES = (10, 1_000, 100_000)
MANY, FEW = 50, 3
"""So many persons of each size are erased; few of the largest."""

Row = tuple[bytes, dict[str, object]]
"""A person, and the fields of one of their tickets."""


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def house(clock: Clock | None = None) -> Iterator[Instance]:
    """Give a new instance of the desk's charter, on a clock that stands unless one that runs is given."""
    with (
        tempfile.TemporaryDirectory(prefix="etanche-bench-") as room,
        Instance.create(
            Path(room) / "data", charter=CHARTER, passphrase=b"bench", clock=clock or FixedClock(NOW), kdf=KDF
        ) as instance,
    ):
        yield instance


class Bare:
    """Plain SQLite with the same columns and two indexes, a transaction a batch: what one would write without Étanche."""

    def __init__(self, path: Path) -> None:
        """Make the table."""
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
            "CREATE TABLE sheet(id INTEGER PRIMARY KEY, day TEXT, person BLOB, name TEXT, email TEXT, phone TEXT, note TEXT);"
            "CREATE INDEX by_person ON sheet(person); CREATE INDEX by_email ON sheet(email);"
        )

    def put(self, rows: Sequence[Row]) -> None:
        """Insert a batch."""
        batch = [(NOW.date().isoformat(), person, *fields.values()) for person, fields in rows]
        self.base.execute("BEGIN")
        self.base.executemany("INSERT INTO sheet VALUES (NULL,?,?,?,?,?,?)", batch)
        self.base.execute("COMMIT")

    def by_id(self, number: int) -> object:
        """Read one row."""
        return self.base.execute("SELECT * FROM sheet WHERE id = ?", (number,)).fetchall()

    def by_email(self, email: str) -> object:
        """Read the rows with a value."""
        return self.base.execute("SELECT * FROM sheet WHERE email = ?", (email,)).fetchall()

    def of_person(self, person: bytes) -> object:
        """Read the rows of a person."""
        return self.base.execute("SELECT * FROM sheet WHERE person = ?", (person,)).fetchall()


def sheets(people: Sequence[bytes], count: int, first: int = 0) -> list[Row]:
    """Return records of about 300 bytes, dealt out to people."""
    return [
        (
            people[number % len(people)],
            {
                "name": f"Jeanne Lin {number}",
                "email": f"jeanne.{first + number}@example.org",
                "phone": f"+3361234{number % 10_000:04}",
                "note": BODY[: 200 + number % 20],
            },
        )
        for number in range(count)
    ]


def arrivals(rows: Sequence[Row]) -> list[Arrival]:
    """Return the same as they come to a door."""
    return [Arrival(at=NOW, person=person, fields=fields) for person, fields in rows]


def people(count: int) -> list[bytes]:
    """Return so many ids of persons."""
    return [random.Random(number).randbytes(16) for number in range(count)]  # noqa: S311  # ids of a bench


def putting() -> Iterator[Result]:
    """Bulk put, in batches of a thousand and of ten thousand."""
    for size in (1_000, 10_000):
        ratios = []
        with house() as instance, tempfile.TemporaryDirectory(prefix="etanche-bench-") as room:
            bare, door, them = Bare(Path(room) / "bare"), instance.vault.door("contact-form", actor="b"), people(PEOPLE)
            door.put_many("customer-sheet", arrivals(sheets(them, PEOPLE)))
            for number in range(ROUNDS):
                rows = sheets(them, size, first=(number + 1) * size)
                came = arrivals(rows)
                ratios.append((timed(partial(bare.put, rows)), timed(partial(door.put_many, "customer-sheet", came))))
        yield Result(
            name=f"put {size:,} records of 300 bytes in a batch, over plain SQLite",
            value=statistics.median(a / b for a, b in ratios),
            unit="of plain",
            target=0.5,
            better="more",
        )


def reading() -> Iterator[Result]:
    """Read by address, by value, and all of a person."""
    with house() as instance, tempfile.TemporaryDirectory(prefix="etanche-bench-") as room:
        bare, door, them = Bare(Path(room) / "bare"), instance.vault.door("contact-form", actor="b"), people(PEOPLE)
        rows = sheets(them, PEOPLE * 10)
        bare.put(rows)
        refs = door.put_many("customer-sheet", arrivals(rows)).refs
        desk = instance.vault.acting("desk", purpose="answering", actor="bench")
        chosen = random.Random(7).sample(range(len(rows)), 300)  # noqa: S311  # the same ones each time

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
                timed(lambda: [bare.by_id(n + 1) for n in chosen]),
                timed(lambda: desk.get(*(refs[n] for n in chosen))),
            )
            for _ in range(ROUNDS)
        ]
        yield Result(
            name="read 300 records by their addresses in one act, over plain SQLite",
            value=statistics.median(a / b for a, b in together),
            unit="of plain",
            target=0.4,
            better="more",
        )
        for name, (plain, ours) in arms.items():
            ratios = [
                (timed(lambda: [plain(n) for n in chosen]), timed(lambda: [ours(n) for n in chosen]))  # noqa: B023
                for _ in range(ROUNDS)
            ]
            yield Result(
                name=f"read {name}, over plain SQLite",
                value=statistics.median(a / b for a, b in ratios),
                unit="of plain",
                target=0.4,
                better="more",
            )


def erasing() -> Iterator[Result]:
    """Make a person unreadable, whatever they left; and when the last row and mark of theirs is gone."""
    clock = SystemClock()
    unreadable: dict[int, list[float]] = {}
    gone: dict[int, list[float]] = {}
    for size in SIZES:
        with house(clock) as instance:
            door, them = instance.vault.door("contact-form", actor="b"), people(MANY if size < SIZES[-1] else FEW)
            for person in them:
                for first in range(0, size, 10_000):
                    rows = sheets([person], min(size - first, 10_000), first=first)
                    door.put_many("customer-sheet", [replace(one, at=clock.now()) for one in arrivals(rows)])
            for person in them:
                began = clock.now()
                outcome = instance.vault.erase(person, actor="bench")
                assert outcome.unreadable is not None
                assert outcome.marks_gone is not None
                unreadable.setdefault(size, []).append((outcome.unreadable - began).total_seconds() * 1000)
                gone.setdefault(size, []).append((outcome.marks_gone - began).total_seconds() * 1000)
    for size in SIZES:
        name = f"erase a person with {size:,} records: unreadable after, 99th of a hundred"
        yield Result(name=name, value=percentile(unreadable[size], 99), unit="ms", target=15)
    medians = [statistics.median(unreadable[size]) for size in SIZES]
    yield Result(
        name="the slowest of these sizes over the quickest", value=max(medians) / min(medians), unit="times", target=2
    )
    yield Result(
        name="the last row and mark of 100,000 gone after", value=max(gone[SIZES[-1]]) / 1000, unit="s", target=3_600
    )


def percentile(values: Sequence[float], which: int) -> float:
    """Return a percentile, the nearest one that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * which // 100)]


def holding() -> Iterator[Result]:
    """How much memory a process takes that has put a hundred thousand records."""
    with house() as instance:
        door, them = instance.vault.door("contact-form", actor="b"), people(PEOPLE * 10)
        for first in range(0, 100_000, 10_000):
            door.put_many("customer-sheet", arrivals(sheets(them, 10_000, first=first)))
    yield Result(
        name="resident memory after 100,000 records",
        value=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        unit="MB",
        target=300,
    )


PARTS = (putting, reading, erasing, holding)
