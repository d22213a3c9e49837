"""
How far each import has come, so that one that was killed goes on where its last batch was kept.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from etanche.store.dialect import upsert
from etanche.store.rows import ImportRow
from etanche.store.tables import imports


def get(connection: Connection, organisation: bytes, fingerprint: bytes) -> ImportRow | None:
    """Return how far an import has come, or None when it never began."""
    row = (
        connection.execute(
            select(imports).where(imports.c.organisation == organisation, imports.c.fingerprint == fingerprint)
        )
        .mappings()
        .one_or_none()
    )
    return None if row is None else ImportRow(**row)


def put(connection: Connection, row: ImportRow) -> None:
    """Write how far an import has come, in the transaction of the batch itself."""
    upsert(
        connection,
        imports,
        {
            "organisation": row.organisation,
            "fingerprint": row.fingerprint,
            "lines": row.lines,
            "finished": row.finished,
        },
    )
