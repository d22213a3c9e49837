"""
Every charter an organisation ever applied, as it was written.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from etanche.store.rows import CharterRow
from etanche.store.tables import charters


def append(connection: Connection, row: CharterRow) -> None:
    """Keep a charter as applied at its moment."""
    connection.execute(insert(charters).values(**asdict(row)))


def current(connection: Connection, organisation: bytes) -> CharterRow | None:
    """Return the charter applied last, or None."""
    return next(iter(history(connection, organisation, limit=1)), None)


def history(connection: Connection, organisation: bytes, *, limit: int | None = None) -> list[CharterRow]:
    """Return the charters applied, the last one first."""
    found = connection.execute(
        select(charters)
        .where(charters.c.organisation == organisation)
        .order_by(charters.c.applied.desc(), charters.c.digest)
        .limit(limit)
    )
    return [CharterRow(**row) for row in found.mappings()]
