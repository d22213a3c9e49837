"""
Letters on their way, in the order in which they are due; a letter that was taken, or given up, leaves no row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple

from sqlalchemy import Connection, delete, func, select, update

from etanche.store.dialect import bulk_insert
from etanche.store.door_rows import OutboxRow
from etanche.store.door_tables import outbox

CALL = "call"
"""The kind of what goes to a program, and not by mail."""

ASKED = "account-asked"
"""The kind of a letter that is not written yet."""


def append(connection: Connection, row: OutboxRow) -> None:
    """Keep a letter."""
    bulk_insert(connection, outbox, [astuple(row)])


def count(connection: Connection, organisation: bytes) -> int:
    """Return how many letters wait."""
    found: int = connection.execute(
        select(func.count()).select_from(outbox).where(outbox.c.organisation == organisation)
    ).scalar_one()
    return found


def counts(connection: Connection, organisation: bytes) -> Mapping[str, int]:
    """Return how many letters of each kind wait."""
    found = connection.execute(
        select(outbox.c.kind, func.count().label("n"))
        .where(outbox.c.organisation == organisation)
        .group_by(outbox.c.kind)
        .order_by(outbox.c.kind)
    )
    return {row.kind: row.n for row in found}


def oldest(connection: Connection, organisation: bytes, most: int) -> list[OutboxRow]:
    """Return the letters that have waited longest, at most so many."""
    found = connection.execute(
        select(outbox).where(outbox.c.organisation == organisation).order_by(outbox.c.posted, outbox.c.id).limit(most)
    )
    return [OutboxRow(**row) for row in found.mappings()]


def every(connection: Connection, organisation: bytes) -> list[OutboxRow]:
    """Return all that waits; there is never much."""
    found = connection.execute(select(outbox).where(outbox.c.organisation == organisation))
    return [OutboxRow(**row) for row in found.mappings()]


def claim(
    connection: Connection, organisation: bytes, *, only: str | None, now: str, until: str, most: int
) -> list[OutboxRow]:
    """
    Take what is due of one kind, or letters that can go, at most so many: nobody else takes them before `until`, and each has been tried once more.
    """
    road = outbox.c.kind == only if only is not None else outbox.c.kind.not_in([CALL, ASKED])
    due = connection.execute(
        select(outbox)
        .where(outbox.c.organisation == organisation, outbox.c.due <= now, road)
        .order_by(outbox.c.due, outbox.c.id)
        .limit(most)
    )
    rows = [OutboxRow(**row) for row in due.mappings()]
    taken = outbox.c.id.in_([row.id for row in rows])
    connection.execute(
        update(outbox).where(outbox.c.organisation == organisation, taken).values(due=until, tries=outbox.c.tries + 1)
    )
    return rows


def put_off(
    connection: Connection, organisation: bytes, ids: Sequence[bytes], due: str, *, untried: bool = False
) -> None:
    """Let letters be due at another moment; `untried` takes back that they were tried."""
    here = (outbox.c.organisation == organisation) & outbox.c.id.in_(list(ids))
    tries = outbox.c.tries - 1 if untried else outbox.c.tries
    connection.execute(update(outbox).where(here).values(due=due, tries=tries))


def remove(connection: Connection, organisation: bytes, letter: bytes) -> bool:
    """Delete a letter; return whether it was there."""
    here = (outbox.c.organisation == organisation) & (outbox.c.id == letter)
    return connection.execute(delete(outbox).where(here)).rowcount > 0


def days(connection: Connection, organisation: bytes) -> set[str]:
    """Return the days of whose letters one waits."""
    found = connection.execute(select(outbox.c.day).where(outbox.c.organisation == organisation).distinct())
    return set(found.scalars())


def posted_before(connection: Connection, organisation: bytes, moment: str) -> list[tuple[bytes, str]]:
    """Return the letters that were posted before a moment, with the kind of each."""
    found = connection.execute(
        select(outbox.c.id, outbox.c.kind).where(outbox.c.organisation == organisation, outbox.c.posted < moment)
    )
    return [(row.id, row.kind) for row in found]


def of_kind(connection: Connection, organisation: bytes, kind: str) -> list[bytes]:
    """Return the letters of a kind that wait."""
    here = (outbox.c.organisation == organisation) & (outbox.c.kind == kind)
    return list(connection.execute(select(outbox.c.id).where(here)).scalars())


def waits(connection: Connection, organisation: bytes, letter: bytes) -> bool:
    """Tell whether a letter is there still."""
    here = (outbox.c.organisation == organisation) & (outbox.c.id == letter)
    return connection.execute(select(outbox.c.id).where(here)).first() is not None
