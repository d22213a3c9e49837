"""
Records of persons and the marks by which they are found: by address, by person, by value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, update

from etanche.store.dialect import bulk_insert
from etanche.store.prepared import Listed, Prepared
from etanche.store.rows import PersonMarkRow, RecordRow
from etanche.store.tables import person_marks, records

ASKED_AT_ONCE = 500
_by_place = itemgetter(1, 2, 3)


_OURS = records.c.organisation == bindparam("organisation")
_AT = Listed(
    lambda ids: select(*records.c).where(
        _OURS,
        records.c.category == bindparam("in_category"),
        records.c.day == bindparam("of_day"),
        records.c.id.in_(ids),
        records.c.person.is_not(None),
    ),
    *("organisation", "in_category", "of_day"),
)
# Between one person and the same: for an equal sign SQLite, which has no numbers of these tables, takes the primary key and
# walks through every record there is.
_THEIRS = select(*records.c).where(_OURS, records.c.person.between(bindparam("of_person"), bindparam("of_person")))
_IN_ORDER = (records.c.person, records.c.category, records.c.day, records.c.id)
_OF_PERSON = Prepared(_THEIRS.order_by(*_IN_ORDER), "organisation", "of_person")
_OF_PERSON_IN = Prepared(
    _THEIRS.where(records.c.category == bindparam("in_category")).order_by(*_IN_ORDER),
    *("organisation", "of_person", "in_category"),
)
_CARRIERS = Prepared(
    select(person_marks.c.category, person_marks.c.day, person_marks.c.record, person_marks.c.person).where(
        person_marks.c.organisation == bindparam("organisation"),
        person_marks.c.field == bindparam("of_field"),
        person_marks.c.mark == bindparam("marked"),
    ),
    *("organisation", "of_field", "marked"),
)


class RecordAt(NamedTuple):
    """Where a record lies: the number of its category, its day, its id."""

    category: int
    day: str
    id: bytes


def insert(connection: Connection, rows: Sequence[RecordRow], marks: Sequence[PersonMarkRow]) -> None:
    """Write records of persons and their marks, in the order in which they will lie."""
    bulk_insert(connection, records, sorted(rows, key=_by_place))
    bulk_insert(connection, person_marks, sorted(marks))


def at(connection: Connection, organisation: bytes, addresses: Iterable[RecordAt]) -> dict[RecordAt, RecordRow]:
    """Return the records at some addresses, of those that know a person."""
    found: dict[RecordAt, RecordRow] = {}
    for (category, day), group in groupby(sorted(set(addresses)), key=itemgetter(0, 1)):
        rows = _AT(connection, organisation, category, day, listed=[address.id for address in group])
        found.update({RecordAt._make(row[1:4]): RecordRow._make(row) for row in rows})
    return found


def of_person(
    connection: Connection, organisation: bytes, person: bytes, category: int | None = None
) -> list[RecordRow]:
    """Return every record of a person, of one category or of all, in order."""
    rows = (
        _OF_PERSON(connection, organisation, person)
        if category is None
        else _OF_PERSON_IN(connection, organisation, person, category)
    )
    return list(map(RecordRow._make, rows))


def by_mark(connection: Connection, organisation: bytes, field: int, mark: bytes) -> list[RecordRow]:
    """Return the records that carry a mark; a mark is a candidate, to be verified after opening."""
    # Asked in two steps: in one, an engine may choose to walk through every record in the order of the answer.
    carriers = {
        RecordAt(category, day, record): person
        for category, day, record, person in _CARRIERS(connection, organisation, field, mark)
    }
    found = at(connection, organisation, carriers)
    return [found[address] for address in sorted(found) if found[address].person == carriers[address]]


def persons_by_marks(
    connection: Connection, organisation: bytes, field: int, marks: Sequence[bytes]
) -> list[tuple[bytes, bytes]]:
    """Return (mark, person) for each person of whom a record carries one of these marks."""
    found: set[tuple[bytes, bytes]] = set()
    for begin in range(0, len(marks), ASKED_AT_ONCE):
        rows = connection.execute(
            select(person_marks.c.mark, person_marks.c.person).where(
                person_marks.c.organisation == organisation,
                person_marks.c.field == field,
                person_marks.c.mark.in_(marks[begin : begin + ASKED_AT_ONCE]),
            )
        )
        found.update((row.mark, row.person) for row in rows)
    return sorted(found)


def after(
    connection: Connection, organisation: bytes, category: int, place: tuple[str, bytes], limit: int
) -> list[RecordRow]:
    """Return the records of a category that come after a (day, id), in order; those that know nobody are left out."""
    day, last = place
    rows = connection.execute(
        select(*records.c)
        .where(
            records.c.organisation == organisation,
            records.c.category == category,
            or_(records.c.day > day, and_(records.c.day == day, records.c.id > last)),
            records.c.person.is_not(None),
        )
        .order_by(records.c.day, records.c.id)
        .limit(limit)
    )
    return [RecordRow._make(row) for row in rows]


def newest(connection: Connection, organisation: bytes, category: int, limit: int) -> list[RecordRow]:
    """Return the last records of a category, the newest first; those that know nobody are left out."""
    rows = connection.execute(
        select(*records.c)
        .where(records.c.organisation == organisation, records.c.category == category, records.c.person.is_not(None))
        .order_by(records.c.day.desc(), records.c.id.desc())
        .limit(limit)
    )
    return [RecordRow._make(row) for row in rows]


def replace(connection: Connection, row: RecordRow, *, before: bytes) -> bool:
    """Put a record sealed anew in its own place; return False, and change nothing, if what stood there is not `before`."""
    done = connection.execute(
        update(records)
        .where(_this(row), records.c.person == row.person, records.c.sealed == before)
        .values(sealed=row.sealed, generation=row.generation, holding=row.holding, own_key=row.own_key)
    )
    return done.rowcount == 1


def unmark(connection: Connection, organisation: bytes, record: RecordRow) -> None:
    """Take a record's marks away."""
    connection.execute(delete(person_marks).where(_marks_of(organisation, record.person, [record.id])))


def remark(connection: Connection, organisation: bytes, record: RecordRow, marks: Sequence[PersonMarkRow]) -> None:
    """Give a record other marks."""
    unmark(connection, organisation, record)
    bulk_insert(connection, person_marks, sorted(marks))


def _this(row: RecordRow) -> ColumnElement[bool]:
    return and_(
        records.c.organisation == row.organisation,
        records.c.category == row.category,
        records.c.day == row.day,
        records.c.id == row.id,
    )


def _marks_of(organisation: bytes, person: bytes | None, ids: Sequence[bytes]) -> ColumnElement[bool]:
    return and_(
        person_marks.c.organisation == organisation, person_marks.c.person == person, person_marks.c.record.in_(ids)
    )
