"""
Numbers given out in order of commit, and never twice, even when the rows that had them are gone.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select

from etanche.store.dialect import add_to, raise_to, upsert
from etanche.store.prepared import Prepared
from etanche.store.tables import sequences

COMMITS = "commits"
"""What a store on a server counts: one more with each writing transaction; see `witness`."""

CHANGES = "key-changes"
LINES = "journal-lines"
TOMBSTONES = "tombstones"
"""What shelf and data remember of each other and of the tombstones; see `progress`. Lines themselves are counted under `ENTRIES`."""

ENTRIES = "entries"

_LAST = Prepared(
    select(sequences.c.last).where(
        sequences.c.organisation == bindparam("organisation"), sequences.c.name == bindparam("sequence")
    ),
    *("organisation", "sequence"),
)


def take(connection: Connection, organisation: bytes, name: str, count: int = 1) -> range:
    """
    Take the next `count` numbers of a sequence, from 1 upward.

    INVARIANT: the caller is writing, so nobody takes numbers between ours and our commit.
    """
    end = add_to(connection, sequences, {"organisation": organisation, "name": name}, "last", count)
    return range(end - count + 1, end + 1)


def last(connection: Connection, organisation: bytes, name: str) -> int:
    """Return the last number given out, or 0."""
    found: int | None = _LAST.scalar(connection, organisation, name)
    return found or 0


def reach(connection: Connection, organisation: bytes, name: str, number: int) -> None:
    """Let a sequence be at least so high; the caller is writing."""
    raise_to(connection, sequences, {"organisation": organisation, "name": name}, "last", number)


def put(connection: Connection, organisation: bytes, name: str, number: int) -> None:
    """Let a sequence be just so high, were it higher before: only for what is remembered of others, by whoever explains it."""
    upsert(connection, sequences, {"organisation": organisation, "name": name, "last": number})


def forget(connection: Connection, organisation: bytes, name: str) -> None:
    """Let a sequence be as if no number was ever given out; the caller is writing."""
    connection.execute(delete(sequences).where(sequences.c.organisation == organisation, sequences.c.name == name))
