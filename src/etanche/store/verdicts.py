"""
What every run of checks said of every promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, delete, func, select

from etanche.store.dialect import bulk_insert
from etanche.store.rows import VerdictRow
from etanche.store.tables import verdicts


def append(connection: Connection, rows: Iterable[VerdictRow]) -> None:
    """Write the verdicts of a run."""
    bulk_insert(connection, verdicts, [astuple(row) for row in rows])


def latest(connection: Connection, organisation: bytes) -> list[VerdictRow]:
    """Return the last verdict of each promise, by promise."""
    found = connection.execute(_greatest(verdicts.c.at, organisation).order_by(verdicts.c.promise, verdicts.c.run))
    return list({row["promise"]: VerdictRow(**row) for row in found.mappings()}.values())


def last_lines(connection: Connection, organisation: bytes) -> list[VerdictRow]:
    """Return the line of each promise that has the highest number, whatever its moment; several, if somebody gave it to several."""
    found = connection.execute(_greatest(verdicts.c.number, organisation))
    return [VerdictRow(**row) for row in found.mappings()]


def history(
    connection: Connection, organisation: bytes, promise: str | None = None, *, since: str | None = None
) -> list[VerdictRow]:
    """Return the verdicts of a promise, or of all, since a moment, the oldest first."""
    statement = select(verdicts).where(verdicts.c.organisation == organisation)
    if promise is not None:
        statement = statement.where(verdicts.c.promise == promise)
    if since is not None:
        statement = statement.where(verdicts.c.at >= since)
    found = connection.execute(statement.order_by(verdicts.c.at, verdicts.c.promise))
    return [VerdictRow(**row) for row in found.mappings()]


def delete_rows(connection: Connection, rows: Iterable[VerdictRow]) -> None:
    """Delete some verdicts, one by one: there are as many as promises at most."""
    for row in rows:
        connection.execute(
            delete(verdicts).where(
                verdicts.c.organisation == row.organisation,
                verdicts.c.promise == row.promise,
                verdicts.c.at == row.at,
                verdicts.c.run == row.run,
            )
        )


def forget_before(connection: Connection, organisation: bytes, before: str) -> int:
    """Delete the verdicts older than a moment; return how many went."""
    return connection.execute(
        delete(verdicts).where(verdicts.c.organisation == organisation, verdicts.c.at < before)
    ).rowcount


def _greatest(column: Column[Any], organisation: bytes) -> Select[Any]:
    """Return what asks, of each promise, for the verdicts that have the greatest value of a column."""
    greatest = (
        select(verdicts.c.promise, func.max(column).label("value"))
        .where(verdicts.c.organisation == organisation)
        .group_by(verdicts.c.promise)
        .subquery()
    )
    here = and_(verdicts.c.promise == greatest.c.promise, column == greatest.c.value)
    return select(verdicts).join(greatest, here).where(verdicts.c.organisation == organisation)
