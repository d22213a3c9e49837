"""
What every run of checks said of every promise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple

from sqlalchemy import Connection, and_, delete, func, select

from etanche.store.dialect import bulk_insert
from etanche.store.rows import VerdictRow
from etanche.store.tables import verdicts


def append(connection: Connection, rows: Iterable[VerdictRow]) -> None:
    """Write the verdicts of a run."""
    bulk_insert(connection, verdicts, [astuple(row) for row in rows])


def latest(connection: Connection, organisation: bytes) -> list[VerdictRow]:
    """Return the last verdict of each promise, by promise."""
    newest = (
        select(verdicts.c.promise, func.max(verdicts.c.at).label("at"))
        .where(verdicts.c.organisation == organisation)
        .group_by(verdicts.c.promise)
        .subquery()
    )
    found = connection.execute(
        select(verdicts)
        .join(newest, and_(verdicts.c.promise == newest.c.promise, verdicts.c.at == newest.c.at))
        .where(verdicts.c.organisation == organisation)
        .order_by(verdicts.c.promise, verdicts.c.run)
    )
    return list({row["promise"]: VerdictRow(**row) for row in found.mappings()}.values())


def last_lines(connection: Connection, organisation: bytes) -> list[VerdictRow]:
    """Return the line of each promise that has the highest number, whatever its moment; several, if somebody gave it to several."""
    newest = (
        select(verdicts.c.promise, func.max(verdicts.c.number).label("number"))
        .where(verdicts.c.organisation == organisation)
        .group_by(verdicts.c.promise)
        .subquery()
    )
    found = connection.execute(
        select(verdicts)
        .join(newest, and_(verdicts.c.promise == newest.c.promise, verdicts.c.number == newest.c.number))
        .where(verdicts.c.organisation == organisation)
    )
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
