"""
Sealed records and their marks; both lie together by category and day, so that a dead day is swept in one run.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, and_, case, func, or_, select, tuple_
from sqlalchemy import delete as delete_from

from etanche.store.dialect import bulk_insert, streamed
from etanche.store.rows import MarkRow, RecordRow
from etanche.store.tables import marks, records

BUCKET = 1
"""What `holding` says of a record of a person whose key needs the bucket of its day."""

_place = itemgetter(1, 2, 3, 4)
"""What orders the rows of one organisation, in both tables."""


def insert(connection: Connection, rows: Iterable[RecordRow], mark_rows: Iterable[MarkRow] = ()) -> None:
    """
    Write records and their marks.

    Raises:
        RowExists: (at the end of the transaction's block) an id is already taken.
    """
    # In the order in which they will lie, neighbours go into one page, and a page is written once.
    bulk_insert(connection, records, sorted(rows, key=_place))
    bulk_insert(connection, marks, sorted(mark_rows, key=_place))


def of_day(
    connection: Connection, organisation: bytes, category: int, day: str, *, canary: bool | None = None
) -> Iterator[RecordRow]:
    """Yield the records of a day that know nobody, in the order of their ids; `canary` keeps only probes' rows, or leaves them out."""
    statement = (
        select(*records.c)
        .where(_day_of(records, organisation, category, day), records.c.person.is_(None))
        .order_by(records.c.id)
    )
    if canary is not None:
        statement = statement.where(records.c.canary.is_(canary))
    for part in streamed(connection, statement):
        yield from map(RecordRow._make, part)


def every(connection: Connection, organisation: bytes) -> Iterator[Sequence[RecordRow]]:
    """Yield every record that is no probe's, some thousands at a time, in the order of category, day and id."""
    statement = (
        select(*records.c)
        .where(records.c.organisation == organisation, records.c.canary.is_(False))
        .order_by(records.c.category, records.c.day, records.c.id)
    )
    for part in streamed(connection, statement):
        yield [RecordRow._make(row) for row in part]


def by_id(
    connection: Connection, organisation: bytes, category: int, day: str, ids: Sequence[bytes]
) -> list[RecordRow]:
    """Return those of the records asked for that exist."""
    found = connection.execute(
        select(*records.c).where(_day_of(records, organisation, category, day), records.c.id.in_(ids))
    )
    return [RecordRow._make(row) for row in found]


def by_mark(
    connection: Connection, organisation: bytes, category: int, field: int, mark: bytes, day: str
) -> list[RecordRow]:
    """Return the records of a day that carry a mark; a mark is a candidate, to be verified after opening."""
    carriers = select(marks.c.record).where(
        _day_of(marks, organisation, category, day), marks.c.field == field, marks.c.mark == mark
    )
    found = connection.execute(
        select(*records.c)
        .where(_day_of(records, organisation, category, day), records.c.id.in_(carriers))
        .order_by(records.c.id)
    )
    return [RecordRow._make(row) for row in found]


def delete(connection: Connection, organisation: bytes, category: int, day: str, ids: Sequence[bytes]) -> int:
    """Delete records of a day with all their marks; return how many records went."""
    if not ids:
        return 0
    connection.execute(delete_from(marks).where(_day_of(marks, organisation, category, day), marks.c.record.in_(ids)))
    return connection.execute(
        delete_from(records).where(_day_of(records, organisation, category, day), records.c.id.in_(ids))
    ).rowcount


def of_ids(connection: Connection, organisation: bytes, wanted: Container[bytes]) -> dict[tuple[int, str], list[bytes]]:
    """Return by (category, day) the ids of records that are among some; it looks at every record, a thousand at a time."""
    found: dict[tuple[int, str], list[bytes]] = {}
    statement = select(records.c.category, records.c.day, records.c.id).where(records.c.organisation == organisation)
    for part in streamed(connection, statement):
        for row in part:
            if row.id in wanted:
                found.setdefault((row.category, row.day), []).append(row.id)
    return found


def bite(connection: Connection, organisation: bytes, category: int, day: str, size: int) -> int:
    """
    Delete at most `size` rows of a day, marks first, records after; a record of a person that has left the day's bucket stays.

    Returns:
        How many rows went, of both kinds; 0 means that nothing of the day is left.
    """
    gone = 0
    for table in (marks, records):
        if gone < size:
            gone += _bite(connection, table, _bucket_of(table, organisation, category, day), size - gone)
    return gone


def count_by_day(
    connection: Connection,
    organisation: bytes,
    category: int,
    since: str | None = None,
    until: str | None = None,
    *,
    canary: bool | None = False,
) -> dict[str, int]:
    """Return how many records each day holds, both ends included, opening none; `canary=None` counts all."""
    chosen = [records.c.organisation == organisation, records.c.category == category]
    if since is not None:
        chosen.append(records.c.day >= since)
    if until is not None:
        chosen.append(records.c.day <= until)
    if canary is not None:
        chosen.append(records.c.canary.is_(canary))
    found = connection.execute(
        select(records.c.day, func.count()).where(*chosen).group_by(records.c.day).order_by(records.c.day)
    )
    return {row[0]: row[1] for row in found}


def count_by_category(connection: Connection, organisation: bytes) -> list[tuple[int, str, int]]:
    """Return (category, day, how many records) of everything held, of persons and of nobody, canaries too; none is opened."""
    # By the index of persons alone, which has no bytes of records in it: a million are counted without being read.
    statement = (
        select(records.c.category, records.c.day, func.count())
        .where(records.c.organisation == organisation)
        .group_by(records.c.category, records.c.day)
        .order_by(records.c.category, records.c.day)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(statement)]


def marks_by_day(
    connection: Connection,
    organisation: bytes,
    category: int,
    field: int,
    since: str,
    until: str,
    *,
    canary: bool = False,
) -> dict[str, int]:
    """Return how many different marks of a field each day holds, both ends included, opening no record."""
    theirs = (
        (records.c.organisation == marks.c.organisation)
        & (records.c.category == marks.c.category)
        & (records.c.day == marks.c.day)
        & (records.c.id == marks.c.record)
    )
    found = connection.execute(
        select(marks.c.day, func.count(marks.c.mark.distinct()))
        .join(records, theirs)
        .where(
            marks.c.organisation == organisation,
            marks.c.category == category,
            marks.c.field == field,
            marks.c.day.between(since, until),
            records.c.canary.is_(canary),
        )
        .group_by(marks.c.day)
    )
    return {row[0]: row[1] for row in found}


class Unmarked(NamedTuple):
    """What one bite at the marks of a day took away."""

    rows: int
    """Marks of single records."""

    marks: int
    """Different marks of which no row is left."""

    carried: int
    """Of these, how many a record of a person carried."""


def unmark(connection: Connection, organisation: bytes, category: int, day: str, field: int, size: int) -> Unmarked:
    """
    Take away the first marks of a field and a day, of at most `size` records.

    A mark that more records carry than that goes in several bites, and is counted in the last of them.
    """
    here = and_(_day_of(marks, organisation, category, day), marks.c.field == field)
    in_order = (marks.c.mark, marks.c.record)
    stays = connection.execute(select(*in_order).where(here).order_by(*in_order).offset(size).limit(1)).one_or_none()
    whole = here if stays is None else and_(here, marks.c.mark < stays.mark)
    theirs = and_(_day_of(records, organisation, category, day), records.c.id == marks.c.record)
    by_people = case((records.c.canary.is_(False), marks.c.mark))
    different, carried = connection.execute(
        select(func.count(marks.c.mark.distinct()), func.count(by_people.distinct()))
        .select_from(marks.outerjoin(records, theirs))
        .where(whole)
    ).one()
    if stays is not None and not different:
        part = and_(here, marks.c.mark == stays.mark, marks.c.record < stays.record)
        return Unmarked(connection.execute(delete_from(marks).where(part)).rowcount, 0, 0)
    return Unmarked(connection.execute(delete_from(marks).where(whole)).rowcount, different, carried)


def days_with_rows(connection: Connection, organisation: bytes) -> list[tuple[int, str]]:
    """
    Return every (category, day) of which a record in its bucket, or a mark, is left.

    It jumps from one day to the next in the clustered order, so it costs one look-up for each day.
    """
    return sorted({*_days_in(connection, records, organisation), *_days_in(connection, marks, organisation)})


def categories_with_rows(connection: Connection, organisation: bytes) -> Iterator[int]:
    """Yield every category of which a record is left, whoever it is of; it costs one look-up for each."""
    last = -1
    while True:
        found = connection.execute(
            select(func.min(records.c.category)).where(
                records.c.organisation == organisation, records.c.category > last
            )
        ).scalar()
        if found is None:
            return
        last = found
        yield found


def _bite(connection: Connection, table: Table, of_day: ColumnElement[bool], size: int) -> int:
    """Delete the first `size` rows of a day's bucket, as one run of neighbours; return how many went."""
    rest = [column for column in table.primary_key.columns if column.name not in {"organisation", "category", "day"}]
    last = connection.execute(select(*rest).where(of_day).order_by(*rest).offset(size - 1).limit(1)).one_or_none()
    run = of_day if last is None else and_(of_day, tuple_(*rest) <= tuple_(*last))
    return connection.execute(delete_from(table).where(run)).rowcount


def _days_in(connection: Connection, table: Table, organisation: bytes) -> Iterator[tuple[int, str]]:
    """Yield the (category, day) pairs a table holds rows of."""
    at: tuple[int, str] | None = None
    while True:
        statement = select(table.c.category, table.c.day).where(table.c.organisation == organisation)
        if table is records:
            statement = statement.where(_IN_BUCKET)
        if at is not None:
            statement = statement.where(tuple_(table.c.category, table.c.day) > tuple_(*at))
        row = connection.execute(statement.order_by(table.c.category, table.c.day).limit(1)).one_or_none()
        if row is None:
            return
        at = (row.category, row.day)
        yield at


_IN_BUCKET = or_(records.c.holding.is_(None), records.c.holding == BUCKET)


def _bucket_of(table: Table, organisation: bytes, category: int, day: str) -> ColumnElement[bool]:
    """Return the condition that picks what goes with the bucket of a day."""
    of_day = _day_of(table, organisation, category, day)
    return and_(of_day, _IN_BUCKET) if table is records else of_day


def _day_of(table: Table, organisation: bytes, category: int, day: str) -> ColumnElement[bool]:
    """Return the condition that picks one day of one category."""
    return and_(table.c.organisation == organisation, table.c.category == category, table.c.day == day)
