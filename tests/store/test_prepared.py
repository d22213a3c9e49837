"""Statements that are said for every reading: the same answers as before, by the road that leads there."""

from __future__ import annotations

import sqlite3
from typing import Any, cast

from sqlalchemy import bindparam, select
from tests.conftest import IN_FILES

from etanche.store import RecordAt, RecordRow, Store, facts, person_records
from etanche.store.prepared import ASKED_AT_ONCE, Listed, Prepared
from etanche.store.rows import PersonMarkRow
from etanche.store.tables import instance_facts
from etanche.terms import OrganisationId, new_id

DAY = "2026-05-25"
SHEET = 1
FIELD = 5

STEPS = 50
"""SQLite is asked how far it is each time it has taken so many steps."""

WALKED = 3_000
"""So many records of others are there; walking through them takes several steps for each."""


def _record(organisation: bytes, person: bytes) -> RecordRow:
    return RecordRow(organisation, SHEET, DAY, new_id(), False, b"sealed", person, 0, 0, None)


def test_a_list_is_answered_whole_however_long(store: Store, organisation: OrganisationId) -> None:
    """A list is asked for in statements of few sizes, and what is asked for twice, or in vain, changes nothing."""
    names = [f"fact-{number}" for number in range(ASKED_AT_ONCE + 3)]
    with store.writing() as connection:
        for name in names:
            facts.put(connection, organisation, name, name.upper())
    listed = Listed(
        lambda wanted: select(instance_facts.c.value).where(
            instance_facts.c.organisation == bindparam("organisation"), instance_facts.c.name.in_(wanted)
        ),
        "organisation",
    )

    with store.reading() as connection:
        assert not list(listed(connection, organisation, listed=[]))
        assert {"FACT-1"} == {row[0] for row in listed(connection, organisation, listed=["fact-1", "nothing"])}
        assert sorted(map(str.upper, names)) == sorted(row[0] for row in listed(connection, organisation, listed=names))


def test_values_are_handed_over_by_their_names(store: Store, organisation: OrganisationId) -> None:
    """The order in which values are handed over is not that in which the statement needs them."""
    with store.writing() as connection:
        facts.put(connection, organisation, "a", "b")
    crossed = Prepared(
        select(instance_facts.c.name).where(
            instance_facts.c.organisation == bindparam("organisation"),
            instance_facts.c.name == bindparam("called"),
            instance_facts.c.value == bindparam("told"),
        ),
        *("told", "called", "organisation"),
    )

    with store.reading() as connection:
        assert crossed.scalar(connection, "b", "a", organisation) == "a"
        assert crossed.scalar(connection, "a", "b", organisation) is None


@IN_FILES
def test_one_person_is_read_without_walking_through_the_others(store: Store, organisation: OrganisationId) -> None:
    """By person, by value and by address, SQLite looks at what is asked for and at nobody else's records."""
    theirs = new_id()
    rows = [_record(organisation, new_id()) for _ in range(WALKED)] + [_record(organisation, theirs)]
    marks = [
        PersonMarkRow(organisation, FIELD, row.id, SHEET, DAY, row.id, row.person)
        for row in rows
        if row.person is not None
    ]
    wanted = rows[-1]
    with store.writing() as connection:
        person_records.insert(connection, rows, marks)
    asked = 0

    def step() -> int:
        nonlocal asked
        asked += 1
        return 0

    with store.reading() as connection:
        driver = cast("sqlite3.Connection", cast("Any", connection.connection).driver_connection)
        driver.set_progress_handler(step, STEPS)
        found = [
            person_records.of_person(connection, organisation, theirs),
            person_records.of_person(connection, organisation, theirs, SHEET),
            person_records.by_mark(connection, organisation, FIELD, wanted.id),
            list(person_records.at(connection, organisation, [RecordAt(SHEET, DAY, wanted.id)]).values()),
        ]
        driver.set_progress_handler(None, 0)

    assert [[wanted]] * 4 == found
    assert asked * STEPS < WALKED
