"""
Where records of persons lie and how they are held, without what is sealed in them; and how they go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, bindparam, delete, func, select

from etanche.store.dialect import streamed
from etanche.store.person_records import ASKED_AT_ONCE
from etanche.store.prepared import Listed, Prepared
from etanche.store.rows import PlaceRow
from etanche.store.tables import person_marks, records

_by_place = itemgetter(1, 2, 3)
_BUCKET = 1
_OURS = records.c.organisation == bindparam("organisation")
_PLACE = (records.c.person, records.c.category, records.c.day, records.c.id, records.c.holding)
_SECRETS = Listed(
    lambda ids: select(records.c.own_key).where(
        _OURS,
        records.c.category == bindparam("in_category"),
        records.c.day == bindparam("of_day"),
        records.c.id.in_(ids),
        records.c.own_key.is_not(None),
    ),
    *("organisation", "in_category", "of_day"),
)
_PRESENT = Listed(
    lambda ids: select(records.c.person).where(_OURS, records.c.person.in_(ids)).distinct(),
    "organisation",
)
# One statement for each record, through the driver's own bulk call. Of marks, in a day's bucket most have a person of their own;
# and for a list of ids of records SQLite walks through the index of every person there is, for each bite of a deletion.
_UNMARK = Prepared(
    delete(person_marks).where(
        person_marks.c.organisation == bindparam("organisation"),
        person_marks.c.person == bindparam("of_person"),
        person_marks.c.record == bindparam("of_record"),
    ),
    *("organisation", "of_person", "of_record"),
)
_REMOVE = Prepared(
    delete(records).where(
        _OURS,
        records.c.category == bindparam("in_category"),
        records.c.day == bindparam("of_day"),
        records.c.id == bindparam("of_record"),
        records.c.person.is_not(None),
    ),
    *("organisation", "in_category", "of_day", "of_record"),
)


def places(connection: Connection, organisation: bytes, first: bytes, last: bytes) -> Iterator[PlaceRow]:
    """Yield where the records of persons lie whose ids are between two, both included, in the order of persons."""
    wanted = (
        select(*_PLACE)
        .where(
            records.c.organisation == organisation, records.c.person.is_not(None), records.c.person.between(first, last)
        )
        .order_by(*_PLACE[:4])
    )
    for part in streamed(connection, wanted):
        yield from map(PlaceRow._make, part)


def present(connection: Connection, organisation: bytes, wanted: Sequence[bytes]) -> set[bytes]:
    """Return those of some persons of whom a record is there."""
    return {person for (person,) in _PRESENT(connection, organisation, listed=wanted)}


def in_bucket(connection: Connection, organisation: bytes, category: int, day: str) -> bool:
    """Tell whether a record of a person is still held by the bucket of a day."""
    row = connection.execute(
        select(records.c.id)
        .where(
            records.c.organisation == organisation,
            records.c.category == category,
            records.c.day == day,
            records.c.holding == _BUCKET,
        )
        .limit(1)
    )
    return row.first() is not None


def remove(connection: Connection, organisation: bytes, rows: Sequence[PlaceRow]) -> int:
    """Delete records with all their marks; return how many records went."""
    if not rows:
        return 0
    _UNMARK.do_many(connection, ((organisation, row.person, row.id) for row in rows))
    places = sorted(rows, key=_by_place)
    return _REMOVE.do_many(connection, ((organisation, row.category, row.day, row.id) for row in places))


def bucket_marks(connection: Connection, organisation: bytes, category: int, day: str, size: int) -> list[PlaceRow]:
    """Return at most `size` records of persons that go with the bucket of a day: their marks go first."""
    rows = connection.execute(
        select(*_PLACE)
        .where(
            records.c.organisation == organisation,
            records.c.category == category,
            records.c.day == day,
            records.c.holding == _BUCKET,
        )
        .order_by(records.c.id)
        .limit(size)
    )
    return sorted(map(PlaceRow._make, rows))


def secrets(connection: Connection, organisation: bytes, rows: Sequence[PlaceRow]) -> list[bytes]:
    """Return the ids of the secrets that some records have of their own."""
    found: list[bytes] = []
    for (category, day), group in groupby(sorted(rows, key=_by_place), key=itemgetter(1, 2)):
        ids = [row.id for row in group]
        found += (secret for (secret,) in _SECRETS(connection, organisation, category, day, listed=ids))
    return sorted(set(found))


def generations(connection: Connection, organisation: bytes, rows: Sequence[PlaceRow]) -> set[tuple[int, int]]:
    """Return the (category, generation) of the keys that some records of persons need."""
    found: set[tuple[int, int]] = set()
    for (category, day), group in groupby(sorted(rows, key=_by_place), key=itemgetter(1, 2)):
        ids = [row.id for row in group]
        for begin in range(0, len(ids), ASKED_AT_ONCE):
            asked = select(records.c.generation).where(
                records.c.organisation == organisation,
                records.c.category == category,
                records.c.day == day,
                records.c.id.in_(ids[begin : begin + ASKED_AT_ONCE]),
            )
            found.update((category, generation) for generation in connection.execute(asked.distinct()).scalars())
    return found


def marks_left(connection: Connection, organisation: bytes, person: bytes) -> int:
    """Return how many marks of a person are left."""
    counted = select(func.count()).where(person_marks.c.organisation == organisation, person_marks.c.person == person)
    return int(connection.execute(counted).scalar_one())
