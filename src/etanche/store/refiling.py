"""
Filing a record of one person under another: the row in its place, its marks with it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, update

from etanche.store.person_records import remark, unmark
from etanche.store.rows import PersonMarkRow, RecordRow
from etanche.store.tables import records


def refile(connection: Connection, row: RecordRow, marks: Sequence[PersonMarkRow], *, before: RecordRow) -> bool:
    """Put a record sealed anew for another person in its own place; return False, and change nothing, if `before` is not there."""
    this = and_(
        records.c.organisation == before.organisation,
        records.c.category == before.category,
        records.c.day == before.day,
        records.c.id == before.id,
        records.c.person == before.person,
        records.c.sealed == before.sealed,
    )
    done = connection.execute(
        update(records)
        .where(this)
        .values(
            sealed=row.sealed,
            person=row.person,
            generation=row.generation,
            holding=row.holding,
            own_key=row.own_key,
        )
    )
    if done.rowcount != 1:
        return False
    unmark(connection, before.organisation, before)
    remark(connection, row.organisation, row, marks)
    return True
