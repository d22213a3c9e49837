"""
What every part of the bench stands on: instances of two charters, plain tables, the same invented data, and a watch.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from etanche.clock import Clock, FixedClock
from etanche.instance import Instance
from etanche.instance.stores import Stores
from etanche.keyring import Kdf
from etanche.store import Address
from etanche.vault import Arrival

ROOT = Path(__file__).parent.parent
BOOKSHOP = ROOT / "charters/bookshop.yaml"
DESK = ROOT / "examples/desk/charter.yaml"
NOW = datetime(2026, 11, 21, 6, 2, tzinfo=UTC)
ROUNDS = 5
PEOPLE = 1_000
KDF = Kdf(memory_kib=64, iterations=1, lanes=1)
"""Opening an instance is not what is measured here; production waits about 0.2 s for Argon2id, once a process."""

PASSPHRASE = b"bench"
BODY = "The parcel with the blue linen never came, and nobody answers the telephone. " * 3

Row = tuple[bytes, dict[str, object]]
"""A person, and the fields of one of their records."""


@contextmanager
def house(charter: Path = BOOKSHOP, clock: Clock | None = None, *, data: Address | None = None) -> Iterator[Instance]:
    """Give a new instance, on a clock that stands unless another one is given, with its data in a file unless elsewhere."""
    with room() as folder:
        made = Instance.create(
            folder / "data",
            charter=charter,
            passphrase=PASSPHRASE,
            clock=clock or FixedClock(NOW),
            kdf=KDF,
            stores=Stores(data=data),
        )
        with made as instance:
            yield instance


@contextmanager
def room() -> Iterator[Path]:
    """Give a folder that goes with the block."""
    with tempfile.TemporaryDirectory(prefix="etanche-bench-") as folder:
        yield Path(folder)


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def visits(count: int, *, days: int = 30) -> list[Arrival]:
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


def arrivals(rows: Sequence[Row], at: datetime = NOW) -> list[Arrival]:
    """Return the same as they come to a door."""
    return [Arrival(at=at, person=person, fields=fields) for person, fields in rows]


def people(count: int) -> list[bytes]:
    """Return so many ids of persons."""
    return [random.Random(number).randbytes(16) for number in range(count)]  # noqa: S311  # ids of a bench


def chosen(of: int, count: int) -> list[int]:
    """Return so many numbers below a number, the same ones each time."""
    return random.Random(7).sample(range(of), min(count, of))  # noqa: S311  # idem


class PlainVisits:
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


class PlainSheets:
    """The same for records of persons; `open` gives another thread a connection of its own."""

    def __init__(self, path: Path, *, new: bool = True) -> None:
        """Make the table, or open it."""
        self.path = path
        self.base = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;")
        if new:
            self.base.executescript(
                "CREATE TABLE sheet(id INTEGER PRIMARY KEY, day TEXT, person BLOB, name TEXT, email TEXT, phone TEXT, note TEXT);"
                "CREATE INDEX by_person ON sheet(person); CREATE INDEX by_email ON sheet(email);"
                "CREATE TABLE noted(id INTEGER PRIMARY KEY, at TEXT, who TEXT, what TEXT);"
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

    def noted(self, read: Callable[[int], object], number: int) -> object:
        """Put on the disk that somebody reads, then read: what reading costs whoever has to say who looked."""
        self.base.execute("INSERT INTO noted VALUES (NULL,?,?,?)", (NOW.isoformat(), "bench", "read"))
        return read(number)
