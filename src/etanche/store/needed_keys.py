"""
Which keys the records of persons need to open, so that somebody can look whether they are there, and whether any is there for nothing.

Records are walked in the order of their persons, a bite at a time; nothing that is sealed is read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, tuple_

from etanche.store import sequences
from etanche.store.dialect import streamed
from etanche.store.tables import records

ASKED_AT_ONCE = 500
_COLLECTIONS = "keys/collections"
_PLACE = (records.c.person, records.c.category, records.c.day, records.c.id)


class Place(NamedTuple):
    """A place in the order of persons: person, category, day, record."""

    person: bytes
    category: int = -1
    day: str = ""
    id: bytes = b""


class Need(NamedTuple):
    """A record of a person, and which keys it needs: of its person, of a generation, and perhaps one of its own."""

    person: bytes
    category: int
    day: str
    id: bytes
    generation: int
    own_key: bytes | None

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(*self[:4])


def after(connection: Connection, organisation: bytes, place: Place, size: int) -> list[Need]:
    """Return what the records of persons need that come after a place, at most so many."""
    rows = connection.execute(
        select(*_PLACE, records.c.generation, records.c.own_key)
        .where(
            records.c.organisation == organisation,
            records.c.person.is_not(None),
            tuple_(*_PLACE) > tuple_(*place),
        )
        .order_by(*_PLACE)
        .limit(size)
    )
    return [Need._make(row) for row in rows]


def still(connection: Connection, organisation: bytes, needs: Sequence[Need]) -> list[Need]:
    """Return those of some records that are still there and still need the same keys."""
    found: set[Need] = set()
    for one in {(need.person, need.category, need.day) for need in needs}:
        rows = connection.execute(
            select(*_PLACE, records.c.generation, records.c.own_key).where(
                records.c.organisation == organisation,
                records.c.person == one[0],
                records.c.category == one[1],
                records.c.day == one[2],
            )
        )
        found.update(map(Need._make, rows))
    return [need for need in needs if need in found]


def held(connection: Connection, organisation: bytes, persons: Sequence[bytes]) -> set[tuple[bytes, int, int]]:
    """Return the (person, category, generation) of which a record of some persons is there."""
    found: set[tuple[bytes, int, int]] = set()
    for begin in range(0, len(persons), ASKED_AT_ONCE):
        rows = connection.execute(
            select(records.c.person, records.c.category, records.c.generation)
            .where(
                records.c.organisation == organisation,
                records.c.person.in_(persons[begin : begin + ASKED_AT_ONCE]),
            )
            .distinct()
        )
        found.update((row.person, row.category, row.generation) for row in rows)
    return found


def own_keys_among(connection: Connection, organisation: bytes, wanted: Collection[bytes]) -> set[bytes]:
    """Return those of some ids under which a record has a secret of its own; it looks at every record, a thousand at a time."""
    asked = select(records.c.own_key).where(records.c.organisation == organisation, records.c.own_key.is_not(None))
    found: set[bytes] = set()
    for part in streamed(connection, asked):
        found.update(row.own_key for row in part if row.own_key in wanted)
    return found


def collections(connection: Connection, organisation: bytes) -> int:
    """Return how often keys that nothing needs were collected: while it is the same, none was."""
    return sequences.last(connection, organisation, _COLLECTIONS)


def collect(connection: Connection, organisation: bytes) -> None:
    """Say that keys that nothing needs are about to be collected: whoever sealed with a new one meanwhile seals anew."""
    sequences.take(connection, organisation, _COLLECTIONS)
