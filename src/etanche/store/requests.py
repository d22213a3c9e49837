"""
Requests of people: found by their id, by whose they are, and by the day on which they fall due.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, func, insert, select, tuple_, update

from etanche.store.dialect import streamed
from etanche.store.door_rows import RequestRow
from etanche.store.door_tables import requests
from etanche.store.prepared import Prepared
from etanche.store.tables import records

_BY_ID = Prepared(
    select(requests).where(requests.c.organisation == bindparam("organisation"), requests.c.id == bindparam("of_id")),
    *("organisation", "of_id"),
)


def put(connection: Connection, row: RequestRow) -> None:
    """Write one; another of the same id is refused by the database."""
    connection.execute(insert(requests).values(asdict(row)))


def get(connection: Connection, organisation: bytes, id: bytes) -> RequestRow | None:  # noqa: A002  # the column's name
    """Return the one of an id."""
    found = _BY_ID(connection, organisation, id)
    return RequestRow(**dict(zip(requests.c.keys(), found[0], strict=True))) if found else None


def replace(connection: Connection, row: RequestRow, *, before: str) -> bool:
    """Write one anew if it still says what it said before; return whether it did."""
    here = (requests.c.organisation == row.organisation) & (requests.c.id == row.id) & (requests.c.body == before)
    changed = {"person": row.person, "open": row.open, "due": row.due, "body": row.body}
    return connection.execute(update(requests).where(here).values(changed)).rowcount == 1


def listed(
    connection: Connection,
    organisation: bytes,
    *,
    most: int,
    is_open: bool = True,
    after: tuple[str, bytes] | None = None,
) -> list[RequestRow]:
    """
    Return those of which something is owed, the nearest day first, or those of which nothing is any more, the latest day first.

    From a place (day, id) on; so many at most.
    """
    statement = select(requests).where(requests.c.organisation == organisation, requests.c.open == int(is_open))
    place = tuple_(requests.c.due, requests.c.id)
    if after is not None:
        statement = statement.where(place > after if is_open else place < after)
    order = (requests.c.due, requests.c.id) if is_open else (requests.c.due.desc(), requests.c.id.desc())
    found = connection.execute(statement.order_by(*order).limit(most))
    return [RequestRow(**row) for row in found.mappings()]


def every(connection: Connection, organisation: bytes) -> Iterator[RequestRow]:
    """Yield them all, by their ids, without holding them all."""
    statement = select(requests).where(requests.c.organisation == organisation).order_by(requests.c.id)
    for part in streamed(connection, statement):
        yield from (RequestRow(**row._asdict()) for row in part)


def bereft(connection: Connection, organisation: bytes, *, most: int, after: bytes = b"") -> list[RequestRow]:
    """Return those of which nothing is owed any more and whose record is gone, by their ids, from one on; so many at most."""
    beside = (
        (records.c.organisation == requests.c.organisation)
        & (records.c.category == requests.c.category)
        & (records.c.day == requests.c.day)
        & (records.c.id == requests.c.record)
    )
    here = (requests.c.organisation == organisation) & (requests.c.open == 0) & (requests.c.id > after)
    gone = ~select(records.c.id).where(beside).exists()
    found = connection.execute(select(requests).where(here, gone).order_by(requests.c.id).limit(most))
    return [RequestRow(**row) for row in found.mappings()]


def starting(connection: Connection, organisation: bytes, low: bytes, high: bytes, *, most: int) -> list[RequestRow]:
    """Return those whose id lies between two, both included."""
    here = (requests.c.organisation == organisation) & requests.c.id.between(low, high)
    found = connection.execute(select(requests).where(here).order_by(requests.c.id).limit(most))
    return [RequestRow(**row) for row in found.mappings()]


def of_persons(connection: Connection, organisation: bytes, who: Collection[bytes]) -> list[RequestRow]:
    """Return those of some persons."""
    here = (requests.c.organisation == organisation) & requests.c.person.in_(sorted(who))
    found = connection.execute(select(requests).where(here).order_by(requests.c.due, requests.c.id))
    return [RequestRow(**row) for row in found.mappings()]


def count(connection: Connection, organisation: bytes, *, is_open: bool = True) -> int:
    """Return how many there are of which something is owed, or nothing any more."""
    here = (requests.c.organisation == organisation) & (requests.c.open == int(is_open))
    return int(connection.execute(select(func.count()).select_from(requests).where(here)).scalar_one())


def remove(connection: Connection, organisation: bytes, id: bytes) -> bool:  # noqa: A002  # the column's name
    """Delete one; return whether it was there."""
    here = (requests.c.organisation == organisation) & (requests.c.id == id)
    return connection.execute(delete(requests).where(here)).rowcount == 1
