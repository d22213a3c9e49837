"""
Whom lines of the journal are about: lists of ids, sealed under the key of the day of the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from etanche.store.dialect import bulk_insert, streamed
from etanche.store.prepared import Listed
from etanche.store.tables import entries, entry_persons

_BOTH = (entry_persons.c.organisation == entries.c.organisation) & (entry_persons.c.seq == entries.c.seq)
_TOLD = select(
    *(entries.c.seq, entries.c.act, entries.c.object, entries.c.probe, entries.c.facts),
    *(entry_persons.c.day, entry_persons.c.sealed),
).select_from(entries.outerjoin(entry_persons, _BOTH))

_OF = Listed(
    lambda numbers: _TOLD.where(
        entries.c.organisation == bindparam("organisation"), entries.c.seq.in_(numbers)
    ).order_by(entries.c.seq),
    "organisation",
)


class Told(NamedTuple):
    """A line that says it is about persons, and the list of them as it is found."""

    seq: int
    act: str
    object: str
    probe: str | None
    facts: str
    day: str | None
    """Nothing where there is no list."""

    sealed: bytes | None


def put(connection: Connection, organisation: bytes, lists: Iterable[tuple[int, str, bytes]]) -> None:
    """Keep lists, each as (number of its line, day, sealed), in the transaction of the lines."""
    bulk_insert(connection, entry_persons, [(organisation, *one) for one in lists])


def read(connection: Connection, organisation: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Yield (number of the line, day, sealed list), in order of commit."""
    rows = connection.execute(
        select(entry_persons.c.seq, entry_persons.c.day, entry_persons.c.sealed)
        .where(entry_persons.c.organisation == organisation)
        .order_by(entry_persons.c.seq)
    )
    for row in rows:
        yield row.seq, row.day, row.sealed


def of(connection: Connection, organisation: bytes, numbers: Sequence[int]) -> Iterator[Told]:
    """Yield some lines, each with its list."""
    yield from map(Told._make, _OF(connection, organisation, listed=list(numbers)))


def beside(
    connection: Connection, organisation: bytes, *, fact: str, since: str, after: int, upto: int
) -> Iterator[Told]:
    """
    Yield each line that has a fact of this name, with its list.

    Args:
        connection: what is read by.
        organisation: whose lines.
        fact: the name of the fact.
        since: of lines from this moment on.
        after: of lines with a number greater than this one.
        upto: and not greater than this one.
    """
    statement = _TOLD.where(entries.c.organisation == organisation, entries.c.seq > after, entries.c.seq <= upto).where(
        entries.c.at >= since, entries.c.facts.contains(f'"{fact}"', autoescape=True)
    )
    for part in streamed(connection, statement):
        yield from map(Told._make, part)


def cut(connection: Connection, organisation: bytes, before: str) -> int:
    """Delete the lists of the days before one; return how many went."""
    return connection.execute(
        delete(entry_persons).where(entry_persons.c.organisation == organisation, entry_persons.c.day < before)
    ).rowcount
