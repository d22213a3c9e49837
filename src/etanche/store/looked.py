"""
By whom the lines that show somebody's data are found: a keyed mark of a person, what was seen, and the number of the line.

A look-up costs what it returns, whoever else was looked at and however often.
What this module does *not* do: make marks, or know whose they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, union_all

from etanche.store.dialect import bulk_insert, streamed
from etanche.store.prepared import Listed, Prepared
from etanche.store.tables import entries, entry_persons, looked

_AT_ONCE: Final = 64
"""How many look-ups one statement makes; SQLite takes five hundred."""

_OF_MARKS = Listed(
    lambda marks: select(looked.c.seq).where(
        looked.c.organisation == bindparam("organisation"), looked.c.mark.in_(marks)
    ),
    "organisation",
)


class Unmarked(NamedTuple):
    """A line that shows somebody's data, with the sealed list of whom it is about."""

    seq: int
    object: str
    day: str
    sealed: bytes


def put(connection: Connection, organisation: bytes, rows: Iterable[tuple[bytes, str, int]]) -> None:
    """Write rows, each as (mark, what was seen, number of the line), in the transaction of the lines."""
    # In the order of the table: what lies together is written together.
    bulk_insert(connection, looked, [(organisation, *one) for one in sorted(rows)])


def newest(
    connection: Connection, organisation: bytes, wanted: Sequence[tuple[bytes, str]], *, most: int
) -> Iterator[tuple[str, int]]:
    """Yield (what was seen, number of the line) for each pair of mark and object: of each the newest, so many at most."""
    for begin in range(0, len(wanted), _AT_ONCE):
        some = wanted[begin : begin + _AT_ONCE]
        size = 1 << (len(some) - 1).bit_length()
        # No mark is empty: what fills up finds nothing.
        full = [*some, *[(b"", "")] * (size - len(some))]
        yield from _newest(size)(connection, organisation, most, 0, *(value for pair in full for value in pair))


def of_marks(connection: Connection, organisation: bytes, marks: Sequence[bytes]) -> list[int]:
    """Return the numbers of the lines under some marks, in order of commit."""
    return sorted({seq for (seq,) in _OF_MARKS(connection, organisation, listed=marks)})


def between(connection: Connection, organisation: bytes, *, after: int, upto: int) -> Iterator[tuple[int, str, bytes]]:
    """Yield (number of the line, what was seen, mark) of the lines with a number greater than one, and not greater than another."""
    statement = (
        select(looked.c.seq, looked.c.object, looked.c.mark)
        .where(looked.c.organisation == organisation, looked.c.seq > after, looked.c.seq <= upto)
        .order_by(looked.c.seq)
    )
    for part in streamed(connection, statement):
        yield from ((row.seq, row.object, row.mark) for row in part)


def before(connection: Connection, organisation: bytes, *, acts: Iterable[str], upto: int, most: int) -> list[Unmarked]:
    """Return lines of some acts, no probe's, with a number not greater than one; the newest come first."""
    both = (entry_persons.c.organisation == entries.c.organisation) & (entry_persons.c.seq == entries.c.seq)
    statement = (
        select(entries.c.seq, entries.c.object, entry_persons.c.day, entry_persons.c.sealed)
        .select_from(entries.join(entry_persons, both))
        .where(entries.c.organisation == organisation, entries.c.seq <= upto)
        .where(entries.c.act.in_(sorted(acts)), entries.c.probe.is_(None))
        .order_by(entries.c.seq.desc())
        .limit(most)
    )
    return [Unmarked._make(row) for row in connection.execute(statement)]


def cut(connection: Connection, organisation: bytes, first: int) -> int:
    """Delete what is of lines with a number lower than the first one that is left; return how many went."""
    return connection.execute(
        delete(looked).where(looked.c.organisation == organisation, looked.c.seq < first)
    ).rowcount


@lru_cache(maxsize=16)
def _newest(size: int) -> Prepared:
    """Return the statement that makes so many look-ups, each a descent and a few steps to the side."""
    names = [(f"mark_{number}", f"object_{number}") for number in range(size)]
    parts = [
        select(looked.c.object, looked.c.seq)
        .where(
            looked.c.organisation == bindparam("organisation"),
            looked.c.mark == bindparam(mark),
            looked.c.object == bindparam(seen),
        )
        .order_by(looked.c.seq.desc())
        .limit(bindparam("most"))
        .offset(bindparam("none"))  # SQLite is always told of one, under a name of its own if we give none
        .subquery()
        for mark, seen in names
    ]
    every = union_all(*(select(one.c.object, one.c.seq) for one in parts))
    return Prepared(every, "organisation", "most", "none", *(name for pair in names for name in pair))
