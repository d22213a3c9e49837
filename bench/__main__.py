"""
What the slice costs, beside the bare thing in the same run. `make bench` writes bench/results.json and docs/performance.md.

Each figure is the median of paired rounds. A target is a ratio wherever a ratio says more than seconds do;
absolute times hold for the machine they were taken on and are in no test.
"""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from bench import persons
from bench.large import large
from bench.results import HERE, Result, write
from etanche.charter import Status, read
from etanche.clock import FixedClock
from etanche.gate import Ask, decide
from etanche.instance import Instance
from etanche.intake import sample_log
from etanche.journal import Entry
from etanche.keyring import Kdf
from etanche.store import names
from etanche.terms import Action
from etanche.vault import Arrival

ROOT = Path(__file__).parent.parent
CHARTER = ROOT / "charters/bookshop.yaml"
NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
ROUNDS = 5
BATCH = 10_000
LONG = 2_000
KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
"""Opening an instance is not what is measured here; production waits about 0.2 s for Argon2id, once a process."""


@contextmanager
def house() -> Iterator[tuple[Instance, FixedClock]]:
    """Give a new instance of the sample charter, on a clock that stands."""
    clock = FixedClock(NOW)
    with (
        tempfile.TemporaryDirectory(prefix="etanche-bench-") as room,
        Instance.create(Path(room) / "data", charter=CHARTER, passphrase=b"bench", clock=clock, kdf=KDF) as instance,
    ):
        yield instance, clock


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def arrivals(count: int, *, days: int = 30) -> list[Arrival]:
    """Return visits spread over some days, the newest today."""
    return [
        Arrival(
            at=NOW - timedelta(days=number % days),
            fields={
                "address": f"198.51.{number % 256}.{number % 250}",
                "browser": "Firefox 140",
                "system": "linux",
                "terminal": "computer",
                "screen": "1920x1080",
                "page": f"/books/{number % 400}/a-rather-usual-length-of-path",
                "action": "view",
            },
            who=f"198.51.0.0/16|agent {number % 997}|fr",
        )
        for number in range(count)
    ]


class Bare:
    """Plain SQLite with the same columns and two indexes, in a transaction a batch: what one would write without Étanche."""

    def __init__(self, path: Path) -> None:
        """Make the table."""
        self.base = sqlite3.connect(path)
        self.base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE visit(id INTEGER PRIMARY KEY, day TEXT, address TEXT, browser TEXT, system TEXT, terminal TEXT,"
            " screen TEXT, page TEXT, action TEXT, visitor TEXT);"
            "CREATE INDEX by_day ON visit(day); CREATE INDEX by_visitor ON visit(visitor);"
        )

    def put(self, visits: Sequence[Arrival]) -> None:
        """Insert a batch."""
        rows = [(v.at.date().isoformat(), *v.fields.values(), v.who) for v in visits]
        with self.base:
            self.base.executemany("INSERT INTO visit VALUES (NULL,?,?,?,?,?,?,?,?,?)", rows)

    def read(self, day: date) -> int:
        """Read every visit of a day."""
        return len(self.base.execute("SELECT * FROM visit WHERE day = ?", (day.isoformat(),)).fetchall())

    def forget(self, days: Sequence[date]) -> None:
        """Delete the visits of some days."""
        with self.base:
            self.base.executemany("DELETE FROM visit WHERE day = ?", [(day.isoformat(),) for day in days])


def writing_and_reading() -> Iterator[Result]:
    """Put and read against plain SQLite, in paired rounds."""
    put, read = [], []
    visits = arrivals(BATCH)
    with house() as (instance, _), tempfile.TemporaryDirectory(prefix="etanche-bench-") as room:
        bare = Bare(Path(room) / "bare.sqlite")
        door = instance.vault.door("site-visits", actor="bench")
        session = instance.vault.acting("web-analyst", purpose="audience", actor="bench")
        today = NOW.date()
        for _ in range(ROUNDS):
            put.append((timed(lambda: bare.put(visits)), timed(lambda: door.put_many("visit", visits))))
            read.append(
                (timed(lambda: bare.read(today)), timed(lambda: sum(1 for _ in session.read("visit", [today]))))
            )
        bare.base.close()
    ours = statistics.median(b for _, b in put)
    yield Result(
        name="put 10,000 visits in a batch, over plain SQLite",
        value=statistics.median(a / b for a, b in put),
        unit="of plain",
        target=0.25,
        better="more",
    )
    yield Result(
        name="put, visits a second, everything on", value=BATCH / ours, unit="visits/s", target=20_000, better="more"
    )
    yield Result(
        name="read all visits of a day, over plain SQLite",
        value=statistics.median(a / b for a, b in read),
        unit="of plain",
        target=0.2,
        better="more",
    )


def deciding() -> Iterator[Result]:
    """Decisions a second, granted and refused."""
    with house() as (instance, _):
        plan = instance.plan
    asks = [
        Ask(action=Action.READ, category="visit", purpose="audience", role=role, life=Status.RUNNING)
        for role in ("web-analyst", "bookseller", "dashboard", "nobody")
    ]

    def round_() -> None:
        for _ in range(50_000):
            for ask in asks:
                decide(plan, ask)

    yield Result(
        name="decisions of the gate",
        value=200_000 / statistics.median(timed(round_) for _ in range(ROUNDS)),
        unit="decisions/s",
        target=1_000_000,
        better="more",
    )


def destroying() -> Iterator[Result]:
    """Make a day unreadable, against deleting its rows; and the whole sweep."""
    counts = {}
    for visits in (1_000, 50_000):
        with house() as (instance, clock):
            door = instance.vault.door("site-visits", actor="bench")
            for _ in range(visits // 1_000):
                door.put_many("visit", arrivals(1_000, days=1))
            clock.advance(timedelta(days=181))
            number = instance.vault.sweep(dry_run=True)
            assert len(number.days) == 1
            dead = [(category_number(instance), number.days[0].day.isoformat())]
            counts[visits] = timed(partial(instance.keyring.destroy_days, instance.organisation, dead))
            if visits == 50_000:
                yield Result(
                    name="sweep of a day of 50,000 visits, rows a second",
                    value=visits / timed(partial(instance.vault.sweep, confirmed_by="bench")),
                    unit="rows/s",
                    target=50_000,
                    better="more",
                )
    yield Result(name="destroying the key of a day of 50,000 visits", value=counts[50_000] * 1000, unit="ms", target=50)
    yield Result(name="the same, over a day of 1,000", value=counts[50_000] / counts[1_000], unit="times", target=3)


def importing_and_proving() -> Iterator[Result]:
    """The sample log end to end."""
    with house() as (instance, _), tempfile.TemporaryDirectory(prefix="etanche-bench-") as room:
        log = Path(room) / "access.log"
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
        )
        yield Result(name="prove every promise, 10,000 lines", value=timed(instance.prove), unit="s", target=5)
        instance.journal.seal()
        yield Result(name="drill every check", value=timed(lambda: list(instance.drill())), unit="s", target=30)


def category_number(instance: Instance) -> int:
    """Return the stable number of the category of visits."""
    with instance.store.reading() as connection:
        return names.all_of(connection, instance.organisation, "category")["visit"]


def entry(instance: Instance, number: int) -> Entry:
    """Return a line for the journal."""
    return Entry(
        organisation=instance.organisation,
        at=NOW,
        actor="bench",
        act="trial",
        object="bench",
        decision="done",
        facts={"number": number},
    )


def walking() -> Iterator[Result]:
    """Verify a long journal."""
    with house() as (instance, _):
        door = instance.vault.door("site-visits", actor="bench")
        with instance.store.writing() as connection:
            for number in range(50_000):
                instance.journal.write(connection, entry(instance, number))
        door.put_many("visit", arrivals(1))
        sealing = timed(instance.journal.seal)
        yield Result(
            name="chaining and signing entries", value=50_000 / sealing, unit="entries/s", target=20_000, better="more"
        )
        yield Result(
            name="verifying entries",
            value=50_000 / timed(instance.journal.verify),
            unit="entries/s",
            target=50_000,
            better="more",
        )


def starting() -> Iterator[Result]:
    """How soon the command line is there."""
    etanche = Path(sys.executable).parent / "etanche"
    took = [timed(lambda: subprocess.run([etanche, "--help"], capture_output=True, check=True)) for _ in range(ROUNDS)]
    yield Result(name="etanche --help", value=statistics.median(took), unit="s", target=0.3)


def checking() -> Iterator[Result]:
    """How long somebody waits for a check of a long charter."""
    charter = large(LONG).encode()
    assert read(charter, file="long.yaml").findings == ()
    took = [timed(lambda: read(charter, file="long.yaml")) for _ in range(ROUNDS)]
    yield Result(name="check 2,000 lines of charter", value=statistics.median(took), unit="s", target=1)


PAGE = """# Performance

Written by `make bench`. Do not edit. Medians of {rounds} paired rounds, one process, on the machine they were taken on; trust the ratios, not the seconds.

*Plain* is SQLite with the same columns and two indexes, write-ahead log, full synchronisation, one transaction a batch: what one would write without Étanche.
*Everything on* is trimming, gate, standing, sealing, marks, and one line of the journal a batch.
A reading is a line of the journal of its own, on the disk before the data leave; plain SQLite writes nothing when it is read.

| work | figure | target | |
|---|---|---|---|
{rows}
"""


def page(results: Sequence[Result]) -> str:
    """Return docs/performance.md."""
    rows = [
        f"| {result.name} | {result.value:,.2f} {result.unit} | {'≥' if result.better == 'more' else '≤'} {result.target:,g} | {'' if result.ok else 'missed'} |"
        for result in results
    ]
    return PAGE.format(rounds=ROUNDS, rows="\n".join(rows))


def main() -> None:
    """Measure everything and write it down."""
    results = [
        result
        for part in (
            writing_and_reading,
            deciding,
            destroying,
            importing_and_proving,
            walking,
            checking,
            starting,
            *persons.PARTS,
        )
        for result in part()
    ]
    fine = write("results.json", results)
    (HERE.parent / "docs/performance.md").write_text(page(results), encoding="utf-8")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
