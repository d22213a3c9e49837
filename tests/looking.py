"""What tests look at in the stores themselves, because nobody else has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from etanche.store import counts
from etanche.store.tables import marks

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from etanche.store import Store


def marked(connection: Connection, organisation: bytes, category: int, day: str) -> list[bytes]:
    """Return the record that each mark of a day belongs to."""
    where = (marks.c.organisation == organisation, marks.c.category == category, marks.c.day == day)
    return list(connection.execute(select(marks.c.record).where(*where)).scalars())


def counted(store: Store, organisation: bytes, day: date) -> dict[str, int]:
    """Return the plain counts of a day, by name."""
    with store.reading() as connection:
        found = counts.read(connection, organisation, since=day.isoformat(), until=day.isoformat())
    return {name: number for (_, name), number in found.items()}
