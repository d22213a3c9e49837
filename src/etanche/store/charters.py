"""
Every charter an organisation ever applied, as it was written, and the one that waits for its day.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from etanche.store.rows import CharterRow
from etanche.store.tables import charters


def append(connection: Connection, row: CharterRow) -> None:
    """Keep a charter that applies from its moment on."""
    connection.execute(insert(charters).values(**asdict(row)))


def current(connection: Connection, organisation: bytes, at: str) -> CharterRow | None:
    """
    Return the charter in force at a moment: of those applied by then, the last one; None when there is none at all.

    A clock set back before the first charter was applied does not leave an organisation without one.
    """
    rows = history(connection, organisation)
    return next((row for row in rows if row.applied <= at), rows[-1] if rows else None)


def history(connection: Connection, organisation: bytes) -> list[CharterRow]:
    """Return every charter applied, or waiting for the moment it is to apply from, the last one first."""
    found = connection.execute(
        select(charters)
        .where(charters.c.organisation == organisation)
        .order_by(charters.c.applied.desc(), charters.c.digest)
    )
    return [CharterRow(**row) for row in found.mappings()]


def withdraw(connection: Connection, organisation: bytes, after: str) -> int:
    """Delete the charters that were to apply from a moment after this one, and return how many there were."""
    later = (charters.c.organisation == organisation) & (charters.c.applied > after)
    return connection.execute(delete(charters).where(later)).rowcount
