"""
Plain counts by day and name: what was refused, dropped or opted out, and never who.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from etanche.store.dialect import add_to
from etanche.store.tables import counts


def add(connection: Connection, organisation: bytes, day: str, name: str, by: int = 1) -> None:
    """Add to a count of a day, from 0."""
    add_to(connection, counts, {"organisation": organisation, "day": day, "name": name}, "value", by)


def read(
    connection: Connection, organisation: bytes, *, since: str | None = None, until: str | None = None, name: str = ""
) -> dict[tuple[str, str], int]:
    """Return the counts by (day, name), both ends included; `name` keeps those that begin with it."""
    statement = select(counts.c.day, counts.c.name, counts.c.value).where(counts.c.organisation == organisation)
    if since is not None:
        statement = statement.where(counts.c.day >= since)
    if until is not None:
        statement = statement.where(counts.c.day <= until)
    found = connection.execute(statement.order_by(counts.c.day, counts.c.name))
    return {(row.day, row.name): row.value for row in found if row.name.startswith(name)}
