"""Records and marks: kept, found, counted and swept, each organisation's apart from the others'."""

from __future__ import annotations

import os
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import IN_FILES
from tests.looking import marked

from etanche.store import MarkRow, RecordRow, RowExists, Store, records
from etanche.terms import OrganisationId, new_id

DAY, NEXT = "2026-05-25", "2026-05-26"
VISIT, ORDER = 1, 2
PAGE, REGION = 11, 12

_mark = count(1)


def _record(organisation: bytes, day: str = DAY, category: int = VISIT, *, canary: bool = False) -> RecordRow:
    return RecordRow(
        organisation=organisation, category=category, day=day, id=new_id(), canary=canary, sealed=os.urandom(60)
    )


def _marked(row: RecordRow, field: int = PAGE, mark: bytes | None = None) -> MarkRow:
    return MarkRow(
        organisation=row.organisation,
        category=row.category,
        day=row.day,
        field=field,
        mark=mark or next(_mark).to_bytes(16, "big"),
        record=row.id,
    )


def test_records_come_back_as_they_were(store: Store, organisation: OrganisationId) -> None:
    """A day gives back its records to the byte, in the order of their ids."""
    rows = [_record(organisation, canary=number % 3 == 0) for number in range(2_500)]
    with store.writing() as connection:
        records.insert(connection, rows)

    with store.reading() as connection:
        assert sorted(rows) == list(records.of_day(connection, organisation, VISIT, DAY))


def test_probes_rows_are_told_apart(store: Store, organisation: OrganisationId) -> None:
    """A probe's rows can be read alone, or left out, and are not counted unless asked for."""
    own, probes = _record(organisation), _record(organisation, canary=True)
    with store.writing() as connection:
        records.insert(connection, [own, probes])

    with store.reading() as connection:
        assert [own] == list(records.of_day(connection, organisation, VISIT, DAY, canary=False))
        assert [probes] == list(records.of_day(connection, organisation, VISIT, DAY, canary=True))
        assert {DAY: 1} == records.count_by_day(connection, organisation, VISIT)
        assert {DAY: 1} == records.count_by_day(connection, organisation, VISIT, canary=True)
        assert {DAY: 2} == records.count_by_day(connection, organisation, VISIT, canary=None)


def test_a_record_and_its_marks_are_kept_together_or_not_at_all(store: Store, organisation: OrganisationId) -> None:
    """When a mark cannot be kept neither are the records of its batch."""
    row = _record(organisation)
    mark = _marked(row)
    with pytest.raises(RowExists), store.writing() as connection:
        records.insert(connection, [row], [mark, mark])

    with store.reading() as connection:
        assert [] == records.days_with_rows(connection, organisation)


def test_a_mark_finds_its_records_of_the_day(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A mark finds those that carry it, in its field, day, category and organisation only."""
    mark = bytes(16)
    two = sorted([_record(organisation), _record(organisation)])
    rest = [_record(organisation, NEXT), _record(organisation, category=ORDER), _record(other), _record(organisation)]
    with store.writing() as connection:
        records.insert(connection, two + rest, [_marked(row, mark=mark) for row in two + rest[:3]])
        records.insert(connection, [], [_marked(rest[3], REGION, mark)])

    with store.reading() as connection:
        assert two == records.by_mark(connection, organisation, VISIT, PAGE, mark, DAY)
        assert [rest[0]] == records.by_mark(connection, organisation, VISIT, PAGE, mark, NEXT)
        assert [rest[3]] == records.by_mark(connection, organisation, VISIT, REGION, mark, DAY)
        assert [] == records.by_mark(connection, organisation, VISIT, PAGE, b"\1" * 16, DAY)


def test_records_are_found_by_id(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """Only the records asked for, that exist in the day, are given."""
    here, there = _record(organisation), _record(organisation, NEXT)
    with store.writing() as connection:
        records.insert(connection, [here, there])

    with store.reading() as connection:
        assert [here] == records.by_id(connection, organisation, VISIT, DAY, [here.id, there.id, new_id()])
        assert [] == records.by_id(connection, other, VISIT, DAY, [here.id])
        assert [] == records.by_id(connection, organisation, VISIT, DAY, [])


def test_deleting_takes_the_marks_along(store: Store, organisation: OrganisationId, other: OrganisationId) -> None:
    """A deleted record leaves no mark, and the records beside it keep theirs."""
    gone, kept = _record(organisation), _record(organisation)
    theirs = RecordRow(other, VISIT, DAY, gone.id, canary=False, sealed=b"theirs")
    with store.writing() as connection:
        records.insert(
            connection, [gone, kept, theirs], [_marked(row, field) for row in (gone, kept, theirs) for field in (1, 2)]
        )
        assert 1 == records.delete(connection, organisation, VISIT, DAY, [gone.id, new_id()])
        assert 0 == records.delete(connection, organisation, VISIT, DAY, [])

    with store.reading() as connection:
        assert [kept] == list(records.of_day(connection, organisation, VISIT, DAY))
        assert {kept.id} == set(marked(connection, organisation, VISIT, DAY))
        assert [theirs] == list(records.of_day(connection, other, VISIT, DAY))
        assert 2 == len(marked(connection, other, VISIT, DAY))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 50), rows=st.integers(0, 40), marks=st.integers(0, 3))
def test_bites_of_any_size_empty_exactly_the_day(store: Store, size: int, rows: int, marks: int) -> None:
    """Bites end at nothing, never take more than they may, and take every row of the day and no other."""
    organisation = new_id()
    day = [_record(organisation) for _ in range(rows)]
    near = [_record(organisation, NEXT), _record(organisation, category=ORDER), _record(new_id())]
    with store.writing() as connection:
        records.insert(connection, day + near, [_marked(row, field) for row in day + near for field in range(marks)])
    taken = []
    while True:
        with store.writing() as connection:
            taken.append(records.bite(connection, organisation, VISIT, DAY, size))
        if taken[-1] == 0:
            break

    assert rows * (1 + marks) == sum(taken)
    assert max(taken) <= size
    with store.reading() as connection:
        assert [(VISIT, NEXT), (ORDER, DAY)] == records.days_with_rows(connection, organisation)
        for row in near:
            assert [row] == list(records.of_day(connection, row.organisation, row.category, row.day))
            assert marks == len(marked(connection, row.organisation, row.category, row.day))


def test_days_are_counted_between_both_ends(store: Store, organisation: OrganisationId) -> None:
    """Counts are by day, both ends included, for one category."""
    with store.writing() as connection:
        for day in range(1, 10):
            records.insert(connection, [_record(organisation, f"2026-05-0{day}") for _ in range(day)])
        records.insert(connection, [_record(organisation, "2026-05-05", ORDER)])

    with store.reading() as connection:
        counted = records.count_by_day(connection, organisation, VISIT, "2026-05-03", "2026-05-05")
        assert {"2026-05-03": 3, "2026-05-04": 4, "2026-05-05": 5} == counted
        assert 9 == len(records.count_by_day(connection, organisation, VISIT))


def test_a_day_of_which_only_a_mark_is_left_is_seen(store: Store, organisation: OrganisationId) -> None:
    """Rows left over are found whether they are records or only marks."""
    with store.writing() as connection:
        records.insert(connection, [], [_marked(_record(organisation, NEXT))])
        records.insert(connection, [_record(organisation)])

    with store.reading() as connection:
        assert [(VISIT, DAY), (VISIT, NEXT)] == records.days_with_rows(connection, organisation)


@IN_FILES
def test_what_is_deleted_is_overwritten_in_the_data_too(store: Store, organisation: OrganisationId) -> None:
    """After a sweep and a flush no sealed byte and no mark of the day stands in any file."""
    rows = [_record(organisation) for _ in range(300)]
    marks = [_marked(row, mark=os.urandom(16)) for row in rows]
    with store.writing() as connection:
        records.insert(connection, rows, marks)
    secrets = [row.sealed for row in rows] + [mark.mark for mark in marks]

    def left() -> int:
        found = b"".join(file.read_bytes() for file in store.files)
        return sum(secret in found for secret in secrets)

    assert 600 == left()
    with store.writing() as connection:
        assert 600 == records.bite(connection, organisation, VISIT, DAY, 1_000)
    assert store.flush()
    assert 0 == left()


@IN_FILES
def test_a_year_of_days_is_not_read_to_list_it(store: Store, organisation: OrganisationId) -> None:
    """Listing the days that have rows asks one question for each day, not one for each row."""
    asked: list[str] = []
    with store.writing() as connection:
        for day in range(10):
            records.insert(connection, [_record(organisation, f"2026-05-1{day}") for _ in range(100)])
    with store.reading() as connection:
        dbapi = connection.connection.dbapi_connection
        assert dbapi is not None
        dbapi.set_trace_callback(asked.append)
        found = records.days_with_rows(connection, organisation)
        dbapi.set_trace_callback(None)

    assert 10 == len(found)
    assert len(asked) <= 13


def test_marks_go_in_bites_and_each_is_counted_once(store: Store, organisation: OrganisationId) -> None:
    """However small the bites, each different mark of a person's record counts once, and a probe's never; other days stay."""
    wide, narrow, probes = (number.to_bytes(16, "big") for number in range(3))
    rows = [_record(organisation) for _ in range(7)]
    canary, next_day = _record(organisation, canary=True), _record(organisation, NEXT)
    mark_rows = [
        *(_marked(row, mark=wide) for row in rows[:5]),
        *(_marked(row, mark=narrow) for row in rows[5:]),
        _marked(canary, mark=probes),
        _marked(next_day, mark=wide),
    ]
    with store.writing() as connection:
        records.insert(connection, [*rows, canary, next_day], mark_rows)
        bites = [records.unmark(connection, organisation, VISIT, DAY, PAGE, 2) for _ in range(6)]

    assert [2, 2, 1, 2, 1, 0] == [bite.rows for bite in bites]
    assert (3, 2) == (sum(bite.marks for bite in bites), sum(bite.carried for bite in bites))
    with store.reading() as connection:
        assert [] == marked(connection, organisation, VISIT, DAY)
        assert 1 == len(marked(connection, organisation, VISIT, NEXT))
