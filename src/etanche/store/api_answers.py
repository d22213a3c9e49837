"""
What requests were answered, for those who ask again: kept for a while, sealed.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from etanche.store.door_rows import AnswerRow
from etanche.store.door_tables import api_answers
from etanche.store.prepared import Prepared

_GET = Prepared(
    select(api_answers).where(
        api_answers.c.organisation == bindparam("organisation"), api_answers.c.request == bindparam("asked")
    ),
    *("organisation", "asked"),
)


def get(connection: Connection, organisation: bytes, request: bytes) -> AnswerRow | None:
    """Return what a request was answered, or that it was begun."""
    found = _GET(connection, organisation, request)
    return AnswerRow(**dict(zip(api_answers.c.keys(), found[0], strict=True))) if found else None


def begin(connection: Connection, row: AnswerRow) -> None:
    """Note that a request is being answered; another one of the same mark is refused by the database."""
    connection.execute(insert(api_answers).values(asdict(row)))


def finish(connection: Connection, organisation: bytes, request: bytes, sealed: bytes) -> None:
    """Keep the answer of a request that was begun."""
    here = (api_answers.c.organisation == organisation) & (api_answers.c.request == request)
    connection.execute(update(api_answers).where(here).values(sealed=sealed))


def remove(connection: Connection, organisation: bytes, request: bytes) -> None:
    """Forget that a request was begun: nothing was done."""
    here = (api_answers.c.organisation == organisation) & (api_answers.c.request == request)
    connection.execute(delete(api_answers).where(here))


def count(connection: Connection, organisation: bytes) -> int:
    """Return how many are kept."""
    found = select(func.count()).select_from(api_answers).where(api_answers.c.organisation == organisation)
    return int(connection.execute(found).scalar_one())


def days_before(connection: Connection, organisation: bytes, day: str) -> list[str]:
    """Return the days before one of which some are kept."""
    old = (api_answers.c.organisation == organisation) & (api_answers.c.day < day)
    return [row.day for row in connection.execute(select(api_answers.c.day).where(old).distinct())]


def remove_before(connection: Connection, organisation: bytes, day: str) -> None:
    """Delete those of the days before one."""
    old = (api_answers.c.organisation == organisation) & (api_answers.c.day < day)
    connection.execute(delete(api_answers).where(old))
