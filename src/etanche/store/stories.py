"""
What happened in each incident, demand and change of controller, in order: the id, the moment and a word for what it was are in clear, all else is sealed.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from sqlalchemy import Connection, Table, delete, select

from etanche.store import door_tables
from etanche.store.dialect import bulk_insert


@dataclass(frozen=True, kw_only=True)
class StoryRow:
    """One thing that happened in a story."""

    organisation: bytes
    story: bytes
    seq: int
    at: str
    kind: str
    sealed: bytes


class Stories:
    """The stories of one table, whose second column is the id of a story."""

    def __init__(self, table: Table) -> None:
        """Take the table."""
        self._table = table
        self._owner, self._story, self._seq, *_ = table.c

    def append(self, connection: Connection, row: StoryRow) -> None:
        """Keep what happened; its number in the story is taken once."""
        bulk_insert(connection, self._table, [astuple(row)])

    def of(self, connection: Connection, organisation: bytes, story: bytes) -> list[StoryRow]:
        """Return what happened in one story, in order."""
        found = connection.execute(
            select(self._table).where(self._owner == organisation, self._story == story).order_by(self._seq)
        )
        return [_row(*row) for row in found]

    def all_of(self, connection: Connection, organisation: bytes) -> list[StoryRow]:
        """Return what happened in every story, each in order."""
        found = connection.execute(
            select(self._table).where(self._owner == organisation).order_by(self._story, self._seq)
        )
        return [_row(*row) for row in found]

    def forget(self, connection: Connection, organisation: bytes, story: bytes) -> int:
        """Delete a story whose term is over; return how many rows went."""
        return connection.execute(delete(self._table).where(self._owner == organisation, self._story == story)).rowcount


def _row(organisation: bytes, story: bytes, seq: int, at: str, kind: str, sealed: bytes) -> StoryRow:
    return StoryRow(organisation=organisation, story=story, seq=seq, at=at, kind=kind, sealed=sealed)


incidents: Final = Stories(door_tables.incidents)
demands: Final = Stories(door_tables.demands)
transfers: Final = Stories(door_tables.transfers)
