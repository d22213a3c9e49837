"""
Statements that are said for every single reading: written once, put into words once for each engine, carried out by the driver.

SQLAlchemy takes a hundred times as long to build a statement as SQLite takes to answer it. What is described here with its
columns by name is still its expression; only the way from there to the driver is walked once.

    OF_SUBJECT = Prepared(
        select(standing).where(standing.c.organisation == bindparam("organisation"), …), "organisation", …
    )
    rows = OF_SUBJECT(connection, organisation, …)

Values and answers go to and from the driver as they are: only for integers, texts, bytes and booleans, and a boolean
comes back from SQLite as 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Connection, bindparam
from sqlalchemy.engine import Dialect

Row = tuple[Any, ...]
Arranged = Callable[[tuple[object, ...]], Any]
T = TypeVar("T")

ASKED_AT_ONCE = 512
"""How many things one statement asks for at most."""


class Statement(Protocol):
    """What SQLAlchemy can put into words."""

    def compile(self, *, dialect: Dialect) -> Any:
        """Put it into the words of an engine."""


class Prepared:
    """A statement whose values are all bound by name; calling it carries it out."""

    __slots__ = ("_names", "_said", "_statement")

    def __init__(self, statement: Statement, *names: str) -> None:
        """Keep a statement, with the names of its values in the order in which they will be handed over."""
        self._statement = statement
        self._names = names
        self._said: dict[Dialect, tuple[str, Arranged]] = {}

    def __call__(self, connection: Connection, *values: object) -> list[Row]:
        """Carry it out and return every row of the answer."""
        text, arranged = self._words(connection.dialect)
        driver = cast("Any", connection.connection.driver_connection)
        answer: list[Row] = driver.execute(text, arranged(values)).fetchall()
        return answer

    def scalar(self, connection: Connection, *values: object) -> Any:
        """Return the first value of the first row, or None when there is none."""
        rows = self(connection, *values)
        return rows[0][0] if rows else None

    def do(self, connection: Connection, *values: object) -> int:
        """Carry out what answers nothing; return how many rows it concerned."""
        text, arranged = self._words(connection.dialect)
        driver = cast("Any", connection.connection.driver_connection)
        concerned: int = driver.execute(text, arranged(values)).rowcount
        return concerned

    def do_many(self, connection: Connection, rows: Iterable[tuple[object, ...]]) -> int:
        """Carry it out once for each row of values, in one call of the driver; return how many rows it concerned in all."""
        text, arranged = self._words(connection.dialect)
        driver = cast("Any", connection.connection.driver_connection)
        cursor = driver.cursor()
        cursor.executemany(text, map(arranged, rows))
        concerned: int = cursor.rowcount
        cursor.close()
        return concerned

    def _words(self, dialect: Dialect) -> tuple[str, Arranged]:
        said = self._said.get(dialect)
        if said is None:
            said = self._said[dialect] = _put(self._statement, self._names, dialect)
        return said


def _put(statement: Statement, names: Sequence[str], dialect: Dialect) -> tuple[str, Arranged]:
    """Return the words of a statement for the driver of an engine, and what puts values into the order it wants."""
    compiled = statement.compile(dialect=dialect)
    order = compiled.positiontup
    if order is None:
        return str(compiled), lambda values: dict(zip(names, values, strict=True))
    places = [names.index(name) for name in order]
    if places == list(range(len(names))):
        return str(compiled), _as_they_are
    if len(places) == 1:
        (only,) = places
        return str(compiled), lambda values: (values[only],)
    return str(compiled), itemgetter(*places)


def _as_they_are(values: tuple[object, ...]) -> tuple[object, ...]:
    return values


class Listed:
    """A statement that asks for a list of things: one for each power of two of them, so that few have to be put into words."""

    __slots__ = ("_by_size", "_names")

    def __init__(self, build: Callable[[list[Any]], Statement], *names: str) -> None:
        """Keep what makes the statement from the parameters of the list; `names` are those of its other values."""
        self._names = names

        @lru_cache(maxsize=16)
        def of_size(size: int) -> Prepared:
            listed = [f"listed_{number}" for number in range(size)]
            return Prepared(build([bindparam(name) for name in listed]), *names, *listed)

        self._by_size = of_size

    def __call__(self, connection: Connection, *values: object, listed: Sequence[object]) -> Iterator[Row]:
        """Yield every row of the answer; a long list is asked for in several statements."""
        for some in chunks(listed):
            # Asking for one thing several times changes nothing of the answer; and asked for one alone, SQLite believes that it is
            # quicker to walk through all that begins with the organisation than to look into another index.
            size = max(1 << (len(some) - 1).bit_length(), 2)
            more = repeat(some[0], size - len(some))
            yield from self._by_size(size)(connection, *values, *some, *more)


def chunks(wanted: Sequence[T]) -> Iterable[Sequence[T]]:
    """Return a list in pieces that one statement can ask for."""
    if len(wanted) <= ASKED_AT_ONCE:
        return (wanted,) if wanted else ()
    return (wanted[begin : begin + ASKED_AT_ONCE] for begin in range(0, len(wanted), ASKED_AT_ONCE))
