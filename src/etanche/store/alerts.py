"""
What somebody is to be told, in the order in which it happened: written with what it is about, marked when it was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, func, select, update

from etanche.store import sequences
from etanche.store.dialect import bulk_insert
from etanche.store.rows import AlertRow
from etanche.store.tables import alerts


def append(connection: Connection, organisation: bytes, rows: Sequence[AlertRow]) -> None:
    """Write what is to be told."""
    given = sequences.take(connection, organisation, "alerts", len(rows))
    bulk_insert(
        connection,
        alerts,
        [
            (organisation, seq, row.at, row.kind, row.promise, row.was, row.now, row.told)
            for seq, row in zip(given, rows, strict=True)
        ],
    )


def waiting(connection: Connection, organisation: bytes) -> list[AlertRow]:
    """Return what nobody was told yet, the oldest first."""
    found = connection.execute(
        select(alerts).where(alerts.c.organisation == organisation, alerts.c.told.is_(None)).order_by(alerts.c.seq)
    )
    return [AlertRow(**row) for row in found.mappings()]


def of_kind(connection: Connection, organisation: bytes, kind: str) -> list[AlertRow]:
    """Return everything of a kind that is still known, told or not, the oldest first."""
    found = connection.execute(
        select(alerts).where(alerts.c.organisation == organisation, alerts.c.kind == kind).order_by(alerts.c.seq)
    )
    return [AlertRow(**row) for row in found.mappings()]


def mark(connection: Connection, organisation: bytes, seqs: Iterable[int], at: str) -> None:
    """Write down that some were told."""
    here = (alerts.c.organisation == organisation) & alerts.c.seq.in_(list(seqs))
    connection.execute(update(alerts).where(here).values(told=at))


def forget(connection: Connection, organisation: bytes, *, told_before: str, most: int) -> int:
    """Delete what was told before a moment, and, of what waits, all but the newest so many; return how many waiting went."""
    mine = alerts.c.organisation == organisation
    connection.execute(delete(alerts).where(mine, alerts.c.told < told_before))
    waiting_now = connection.execute(select(func.count()).where(mine, alerts.c.told.is_(None))).scalar_one()
    if waiting_now <= most:
        return 0
    oldest = select(alerts.c.seq).where(mine, alerts.c.told.is_(None)).order_by(alerts.c.seq).limit(waiting_now - most)
    gone = connection.execute(oldest).scalars().all()
    return connection.execute(delete(alerts).where(mine, alerts.c.seq.in_(gone))).rowcount
