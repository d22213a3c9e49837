"""What a database is asked meanwhile, and what SQLite does to answer: so that a test can say that a page costs the same, and no clock is asked."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from sqlalchemy import event
from sqlalchemy.pool import Pool


@dataclass
class Work:
    """What the databases of this process did meanwhile."""

    statements: list[str] = field(default_factory=list)
    steps: int = 0
    """Instructions of SQLite's own machine, in tens: what is read without being handed over shows here."""

    def step(self) -> None:
        """Count ten more."""
        self.steps += 1

    @property
    def plain(self) -> list[str]:
        """The statements, in order, without what stands in them."""
        return [re.sub(r"x'[0-9A-Fa-f]*'|'[^']*'|\b\d+\b", "?", one) for one in self.statements]


@contextmanager
def watched() -> Iterator[Work]:
    """Count the work of every connection that is lent meanwhile."""
    work, seen = Work(), set[sqlite3.Connection]()

    def lent(connection: sqlite3.Connection, *_: object) -> None:
        seen.add(connection)
        connection.set_trace_callback(work.statements.append)
        connection.set_progress_handler(work.step, 10)

    event.listen(Pool, "checkout", lent)
    try:
        yield work
    finally:
        event.remove(Pool, "checkout", lent)
        for one in seen:
            one.set_trace_callback(None)
            one.set_progress_handler(None, 0)


@contextmanager
def asked_of_servers() -> Iterator[Work]:
    """Count what every connection to PostgreSQL is asked meanwhile; what the server does to answer is not seen."""
    work, ask = Work(), psycopg.Cursor.execute

    def asking(cursor: psycopg.Cursor[object], query: object, *given: object, **options: object) -> object:
        work.statements.append(query.decode() if isinstance(query, bytes) else str(query))
        return ask(cursor, query, *given, **options)  # type: ignore[call-overload]  # as it was given

    psycopg.Cursor.execute = asking  # type: ignore[method-assign,assignment]
    try:
        yield work
    finally:
        psycopg.Cursor.execute = ask  # type: ignore[method-assign]
