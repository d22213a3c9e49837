"""
What traffic that knows nobody costs, what the gate and the journal cost, and how soon the program is there.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from bench.ground import NOW, ROUNDS, PlainVisits, house, room, timed, visits
from bench.large import large
from bench.results import Result, of_plain, of_rounds
from etanche.charter import Status, read
from etanche.clock import FixedClock
from etanche.gate import Ask, decide
from etanche.instance import Instance
from etanche.intake import sample_log
from etanche.journal import Entry
from etanche.store import names
from etanche.terms import Action

BATCH = 10_000
LONG = 2_000

WHY_PUT = (
    "each visit is masked, given a pseudonym, trimmed field by field, sealed and marked in Python before its row is written; "
    "plain SQLite moves tuples in C"
)
WHY_READ = "each visit is opened and decoded in Python; a plain row is copied in C"
WHY_SWEEP = (
    "a sweep has work that does not grow with its rows: the guards, lines of the journal, and some syncs of the disk; "
    "of fifty thousand rows that is a good part"
)
WHY_DISK = "destroying waits for the disk, on the shelf, in its log and for the tombstones"
WHY_CHAIN = "a line is hashed, and encoded for it, one after the other, because each link hangs on the one before"
WHY_WORK = "it is work of the processor, in Python, and takes what the machine takes for it"


def writing_and_reading() -> Iterator[Result]:
    """Put and read against plain SQLite, in paired rounds."""
    put, read = [], []
    them = visits(BATCH)
    with house() as instance, room() as folder:
        bare = PlainVisits(folder / "bare.sqlite")
        door = instance.vault.door("site-visits", actor="bench")
        session = instance.vault.acting("web-analyst", purpose="audience", actor="bench")
        today = NOW.date()
        for _ in range(ROUNDS):
            put.append((timed(lambda: bare.put(them)), timed(lambda: door.put_many("visit", them))))
            read.append(
                (timed(lambda: bare.read(today)), timed(lambda: sum(1 for _ in session.read("visit", [today]))))
            )
        bare.base.close()
    ours = statistics.median(b for _, b in put)
    yield of_plain("put 10,000 visits in a batch, over plain SQLite", put, target=0.25, why=WHY_PUT)
    yield Result(
        name="put, visits a second, everything on",
        value=BATCH / ours,
        unit="visits/s",
        target=20_000,
        better="more",
        why=WHY_PUT,
    )
    yield of_plain("read all visits of a day, over plain SQLite", read, target=0.2, why=WHY_READ)


def deciding() -> Iterator[Result]:
    """Decisions a second, granted and refused."""
    with house() as instance:
        plan = instance.plan
    asks = [
        Ask(action=Action.READ, category="visit", purpose="audience", role=role, life=Status.RUNNING)
        for role in ("web-analyst", "bookseller", "dashboard", "nobody")
    ]

    def round_() -> None:
        for _ in range(50_000):
            for ask in asks:
                decide(plan, ask)

    yield of_rounds(
        "decisions of the gate",
        [200_000 / timed(round_) for _ in range(ROUNDS)],
        "decisions/s",
        target=1_000_000,
        better="more",
        why="a decision is a look-up, but it is asked for and answered in objects of Python that say why; making them takes the time",
    )


def destroying() -> Iterator[Result]:
    """Make a day unreadable, against deleting its rows; and the whole sweep."""
    counts = {}
    for size in (1_000, 50_000):
        clock = FixedClock(NOW)
        with house(clock=clock) as instance:
            door = instance.vault.door("site-visits", actor="bench")
            for _ in range(size // 1_000):
                door.put_many("visit", visits(1_000, days=1))
            clock.advance(timedelta(days=181))
            number = instance.vault.sweep(dry_run=True)
            assert len(number.days) == 1
            dead = [(category_number(instance), number.days[0].day.isoformat())]
            counts[size] = timed(partial(instance.keyring.destroy_days, instance.organisation_id, dead))
            if size == 50_000:
                yield Result(
                    name="sweep of a day of 50,000 visits, rows a second",
                    value=size / timed(partial(instance.vault.sweep, confirmed_by="bench")),
                    unit="rows/s",
                    target=50_000,
                    better="more",
                    why=WHY_SWEEP,
                )
    yield Result(
        name="destroying the key of a day of 50,000 visits",
        value=counts[50_000] * 1000,
        unit="ms",
        target=50,
        why=WHY_DISK,
    )
    yield Result(
        name="the same, over a day of 1,000", value=counts[50_000] / counts[1_000], unit="times", target=3, why=WHY_DISK
    )


def importing_and_proving() -> Iterator[Result]:
    """The sample log end to end."""
    with house() as instance, room() as folder:
        log = folder / "access.log"
        log.write_text(
            "".join(f"{line}\n" for line in sample_log(lines=10_000, days=150, until=NOW.date(), seed=1)),
            encoding="utf-8",
        )
        yield Result(
            name="import of an access log",
            value=10_000 / timed(lambda: instance.import_log("visit", log)),
            unit="lines/s",
            target=2_000,
            better="more",
            why=WHY_WORK,
        )
        yield Result(
            name="prove every promise, 10,000 lines", value=timed(instance.prove), unit="s", target=5, why=WHY_WORK
        )
        instance.journal.seal()
        yield Result(
            name="drill every check", value=timed(lambda: list(instance.drill())), unit="s", target=30, why=WHY_WORK
        )


def category_number(instance: Instance) -> int:
    """Return the stable number of the category of visits."""
    with instance.store.reading() as connection:
        return names.all_of(connection, instance.organisation_id, "category")["visit"]


def entry(instance: Instance, number: int) -> Entry:
    """Return a line for the journal."""
    return Entry(
        organisation=instance.organisation_id,
        at=NOW,
        actor="bench",
        act="trial",
        object="bench",
        decision="done",
        facts={"number": number},
    )


def walking() -> Iterator[Result]:
    """Verify a long journal."""
    with house() as instance:
        door = instance.vault.door("site-visits", actor="bench")
        with instance.store.writing() as connection:
            for number in range(50_000):
                instance.journal.write(connection, entry(instance, number))
        door.put_many("visit", visits(1))
        sealing = timed(instance.journal.seal)
        yield Result(
            name="chaining and signing entries",
            value=50_000 / sealing,
            unit="entries/s",
            target=20_000,
            better="more",
            why=WHY_CHAIN,
        )
        yield Result(
            name="verifying entries",
            value=50_000 / timed(instance.journal.verify),
            unit="entries/s",
            target=50_000,
            better="more",
            why=WHY_CHAIN,
        )


def starting() -> Iterator[Result]:
    """How soon the command line is there."""
    etanche = Path(sys.executable).parent / "etanche"
    took = [timed(lambda: subprocess.run([etanche, "--help"], capture_output=True, check=True)) for _ in range(ROUNDS)]
    yield of_rounds("etanche --help", took, "s", target=0.3, why="importing the libraries takes nearly all of it")


def checking() -> Iterator[Result]:
    """How long somebody waits for a check of a long charter."""
    charter = large(LONG).encode()
    assert read(charter, file="long.yaml").findings == ()
    took = [timed(lambda: read(charter, file="long.yaml")) for _ in range(ROUNDS)]
    yield of_rounds("check 2,000 lines of charter", took, "s", target=1, why=WHY_WORK)
