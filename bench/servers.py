"""
Records of persons on a server of PostgreSQL, against plain tables on the same server.

*Plain* is a table with the same columns and two indexes, filled by `COPY`, a transaction a batch. The server is the one of
the tests: its files lie in memory, where a sync costs nothing, so that what is compared is work and not a disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import psycopg
import psycopg.sql
from tests.servers import Server

from bench.ground import DESK, NOW, PEOPLE, ROUNDS, Row, arrivals, chosen, house, people, sheets, timed
from bench.results import Result, of_plain
from etanche.store import Address

SIZES = (1_000, 10_000)
QUESTIONS = 200

WHY_PUT = (
    "COPY moves rows in C and checks nothing; here each record is checked, trimmed, sealed and marked in Python before it is sent, "
    "and its person and standing are asked for in questions that the server answers one after the other"
)
WHY_READ = (
    "one reading here asks the server several times (which charter is in force, the row, its standing) and writes a line of the journal; "
    "a plain reading asks once"
)


class PlainTable:
    """A table on the server with the same columns and two indexes."""

    def __init__(self, address: Address) -> None:
        """Make the table."""
        self.base = psycopg.connect(address.url, autocommit=True)
        self.base.execute(
            "CREATE TABLE sheet(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, day text, person bytea, name text,"
            " email text, phone text, note text)"
        )
        self.base.execute("CREATE INDEX by_person ON sheet(person)")
        self.base.execute("CREATE INDEX by_email ON sheet(email)")

    def put(self, rows: Sequence[Row]) -> None:
        """Copy a batch in."""
        day = NOW.date().isoformat()
        words = "COPY sheet(day, person, name, email, phone, note) FROM STDIN (FORMAT BINARY)"
        with self.base.transaction(), self.base.cursor() as cursor, cursor.copy(words) as copy:
            copy.set_types(["text", "bytea", "text", "text", "text", "text"])
            for person, fields in rows:
                copy.write_row((day, person, *fields.values()))

    def read(self, column: str, value: object) -> object:
        """Read the rows with a value."""
        words = psycopg.sql.SQL("SELECT * FROM sheet WHERE {} = %s").format(psycopg.sql.Identifier(column))
        return self.base.execute(words, (value,)).fetchall()


@contextmanager
def server() -> Iterator[Server]:
    """Give a server that goes with the block."""
    made = Server.made()
    try:
        yield made
    finally:
        made.remove()


def measure(scale: float) -> Iterator[Result]:
    """Put in batches, and read by address, by value, and all of a person."""
    with server() as made:
        for size in SIZES:
            yield _putting(made, max(10, int(size * min(scale, 1))))
        yield from _reading(made, max(5, int(QUESTIONS * min(scale, 1))))


def _putting(made: Server, size: int) -> Result:
    plain, them = PlainTable(made.database()), people(PEOPLE)
    rounds = []
    with house(DESK, data=made.database()) as instance:
        door = instance.vault.door("contact-form", actor="bench")
        door.put_many("customer-sheet", arrivals(sheets(them, PEOPLE)))
        for number in range(ROUNDS):
            rows = sheets(them, size, first=(number + 1) * size)
            came = arrivals(rows)
            rounds.append((timed(partial(plain.put, rows)), timed(partial(door.put_many, "customer-sheet", came))))
    name = f"PostgreSQL: put {size:,} records of 300 bytes in a batch, over plain COPY"
    return of_plain(name, rounds, target=0.6, why=WHY_PUT)


def _reading(made: Server, questions: int) -> Iterator[Result]:
    plain, them = PlainTable(made.database()), people(PEOPLE)
    rows = sheets(them, PEOPLE * 10)
    plain.put(rows)
    with house(DESK, data=made.database()) as instance:
        refs = instance.vault.door("contact-form", actor="bench").put_many("customer-sheet", arrivals(rows)).refs
        desk = instance.vault.acting("desk", purpose="answering", actor="bench")
        asks: dict[str, tuple[Callable[[int], object], Callable[[int], object]]] = {
            "one record by its address": (lambda n: plain.read("id", n + 1), lambda n: desk.get(refs[n])),
            "one record by a value": (
                lambda n: plain.read("email", rows[n][1]["email"]),
                lambda n: desk.find("customer-sheet", "email", str(rows[n][1]["email"])),
            ),
            "all ten records of a person": (
                lambda n: plain.read("person", rows[n][0]),
                lambda n: desk.of_person(rows[n][0], "customer-sheet"),
            ),
        }
        some = chosen(len(rows), questions)
        for name, (theirs, ours) in asks.items():
            rounds = [(_all(theirs, some), _all(ours, some)) for _ in range(ROUNDS)]
            yield of_plain(f"PostgreSQL: read {name}, over plain", rounds, target=0.4, why=WHY_READ)


def _all(ask: Callable[[int], object], some: Sequence[int]) -> float:
    return timed(lambda: [ask(n) for n in some])
