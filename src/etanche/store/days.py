"""
Which days of a category have ever been opened, and which of them are dead.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from sqlalchemy import Connection, select, update

from etanche.store.dialect import insert_new
from etanche.store.rows import DayRow
from etanche.store.tables import days


def open_day(connection: Connection, row: DayRow) -> bool:
    """Write down that a day was opened; return False, and change nothing, when it already was."""
    return insert_new(
        connection,
        days,
        {
            "organisation": row.organisation,
            "category": row.category,
            "day": row.day,
            "bucket": row.bucket,
            "opened": row.opened,
            "destroyed": row.destroyed,
        },
    )


def get(connection: Connection, organisation: bytes, category: int, day: str) -> DayRow | None:
    """Return what is written about a day, or None when it was never opened."""
    found = connection.execute(
        select(days).where(days.c.organisation == organisation, days.c.category == category, days.c.day == day)
    )
    row = found.mappings().one_or_none()
    return None if row is None else DayRow(**row)


def known(
    connection: Connection,
    organisation: bytes,
    category: int | None = None,
    *,
    state: Literal["any", "living", "destroyed"] = "any",
) -> list[DayRow]:
    """Return the days ever opened, of one category or of all, in order."""
    statement = select(days).where(days.c.organisation == organisation)
    if category is not None:
        statement = statement.where(days.c.category == category)
    if state == "living":
        statement = statement.where(days.c.destroyed.is_(None))
    elif state == "destroyed":
        statement = statement.where(days.c.destroyed.is_not(None))
    found = connection.execute(statement.order_by(days.c.category, days.c.day))
    return [DayRow(**row) for row in found.mappings()]


def mark_destroyed(connection: Connection, organisation: bytes, dead: Iterable[tuple[int, str]], at: str) -> int:
    """
    Write down that the buckets of these days are destroyed; a day already dead keeps its first moment.

    Returns:
        How many days changed.
    """
    changed = 0
    for category, day in dead:
        changed += connection.execute(
            update(days)
            .where(
                days.c.organisation == organisation,
                days.c.category == category,
                days.c.day == day,
                days.c.destroyed.is_(None),
            )
            .values(destroyed=at)
        ).rowcount
    return changed
