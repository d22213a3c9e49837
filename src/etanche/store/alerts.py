"""
What somebody is to be told, in the order in which it happened: written with what it is about, marked when it was told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace

from sqlalchemy import Connection, delete, func, select, update

from etanche.store import sequences
from etanche.store.dialect import bulk_insert
from etanche.store.rows import AlertRow
from etanche.store.tables import alerts

Marks = Callable[[AlertRow], bytes]
"""What makes the mark of a row, once its number is known."""


def append(connection: Connection, organisation: bytes, rows: Sequence[AlertRow], *, mark: Marks) -> None:
    """Write what is to be told."""
    given = sequences.take(connection, organisation, "alerts", len(rows))
    numbered = [replace(row, seq=seq) for seq, row in zip(given, rows, strict=True)]
    bulk_insert(
        connection,
        alerts,
        [
            (organisation, row.seq, row.at, row.kind, row.promise, row.was, row.now, row.told, mark(row))
            for row in numbered
        ],
    )


def known(connection: Connection, organisation: bytes, *, kind: str | None = None) -> list[AlertRow]:
    """Return everything that is still known, or everything of a kind, told or not, the oldest first."""
    statement = select(alerts).where(alerts.c.organisation == organisation)
    if kind is not None:
        statement = statement.where(alerts.c.kind == kind)
    return [AlertRow(**row) for row in connection.execute(statement.order_by(alerts.c.seq)).mappings()]


def mark_told(connection: Connection, rows: Iterable[AlertRow], at: str, *, mark: Marks) -> None:
    """Write down that some were told, in the place of what stood there."""
    for row in rows:
        told = replace(row, told=at)
        here = (alerts.c.organisation == row.organisation) & (alerts.c.seq == row.seq)
        values = {name: value for name, value in asdict(told).items() if name not in {"organisation", "seq", "mark"}}
        connection.execute(update(alerts).where(here).values(**values, mark=mark(told)))


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
