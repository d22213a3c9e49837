"""
Where a server of PostgreSQL stands: its files, its timeline, the number of the last commit; asked for at every new connection.

The number is a row of the store itself (`sequences`, under `COMMITS`). It travels with what it counts: a replica or a
copy that has the row has all that was committed before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import psycopg

from etanche.store.faults import ServerUnfit
from etanche.store.sequences import COMMITS
from etanche.store.witness import Moment

FORBIDDEN: Final = "42501"
"""The state of a question that a role may not ask."""

_STANDS: Final = b"""
SELECT (SELECT system_identifier FROM pg_control_system()), pg_walfile_name(pg_current_wal_lsn()),
       to_regclass('sequences') IS NOT NULL
"""

_LAST: Final = f"SELECT max(last) FROM sequences WHERE name = '{COMMITS}'".encode()  # noqa: S608 - a constant

COUNT: Final = f"UPDATE sequences SET last = last + 1 WHERE name = '{COMMITS}' RETURNING last"  # noqa: S608 - a constant
"""What a writing transaction says once it has the lock: nobody else counts before it ends."""

_LINE_DIGITS: Final = 8
"""The name of a file of the log begins with its timeline."""


def stand(driver: psycopg.Connection[Any], name: str) -> Moment:
    """
    Return where the server of a connection stands.

    Raises:
        ServerUnfit: the role may not ask.
    """
    try:
        server, file, has = driver.execute(_STANDS).fetchone() or (0, "0" * _LINE_DIGITS, False)
    except psycopg.Error as error:
        if error.sqlstate != FORBIDDEN:
            raise
        raise silent(name) from None
    last = driver.execute(_LAST).fetchone() if has else None
    return Moment(
        server=int(server), line=int(file[:_LINE_DIGITS], 16), number=0 if last is None or last[0] is None else last[0]
    )


def silent(name: str) -> ServerUnfit:
    """Name the server that does not say which one it is."""
    return ServerUnfit(
        f"`{name}` does not say which server it is on",
        hint="grant the role `EXECUTE ON FUNCTION pg_control_system()`",
    )


def last_answer(driver: psycopg.Connection[Any], words: str) -> int | None:
    """Say several statements at once; return the number that the last one answered, if it did."""
    cursor = driver.execute(words.encode())
    while cursor.nextset():
        pass
    row = cursor.fetchone()
    return None if row is None else int(row[0])


def copied_out(driver: psycopg.Connection[Any], table: str) -> Iterator[bytes]:
    """Yield the rows of a table in the binary form of `COPY`, which changes no byte of a value."""
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT BINARY)".encode()) as copied:
        yield from map(bytes, copied)
