"""How SQLite finds what is asked for: by the whole key, never by a walk through what is somebody else's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import cast

from etanche.store import Connection, PlaceRow, Store, entries, person_places, standing
from etanche.terms import OrganisationId

BITE = 50


def roads_of(folder: Path, ask: Callable[[Connection], object]) -> set[str]:
    """Return by which ways SQLite finds what is asked of a new store."""
    store, said = Store.create(folder / "data.sqlite"), set[str]()
    with store.writing() as connection:
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.set_trace_callback(said.add)
        ask(connection)
        driver.set_trace_callback(None)
        asked = [words for words in said if not words.startswith("PRAGMA")]
        roads = {road for words in asked for *_, road in driver.execute(f"EXPLAIN QUERY PLAN {words}")}
    store.close()
    return roads


def test_records_of_persons_go_without_a_walk_through_those_of_others(
    folder: Path, organisation: OrganisationId
) -> None:
    """What a bite of a deletion says costs the same however many other persons there are."""
    places = [PlaceRow(bytes(16), 1, "2026-05-25", bytes([number]) * 16, 0) for number in range(BITE)]

    def ask(connection: Connection) -> None:
        person_places.secrets(connection, organisation, places)
        person_places.remove(connection, organisation, places)

    assert {
        "SEARCH records USING PRIMARY KEY (organisation=? AND category=? AND day=? AND id=?)",
        "SEARCH person_marks USING COVERING INDEX person_marks_by_person (organisation=? AND person=? AND record=?)",
    } == roads_of(folder, ask)


def test_what_was_told_is_found_without_a_walk_through_what_else_was_told(
    folder: Path, organisation: OrganisationId
) -> None:
    """Holds and objections by their event, what was told of one person by that person: a million other lines cost nothing."""

    def ask(connection: Connection) -> None:
        for events in (("objection",), ("held", "released")):
            assert [] == list(standing.of_events(connection, organisation, events))
        assert [] == standing.of_subject(connection, organisation, "person:ab")

    assert {
        "SEARCH standing USING INDEX standing_by_event (organisation=? AND event=?)",
        "SEARCH standing USING INDEX standing_by_subject (organisation=? AND subject=?)",
    } == roads_of(folder, ask)


def test_lines_of_halts_are_found_without_a_walk_through_the_journal(
    folder: Path, organisation: OrganisationId
) -> None:
    """They are asked for at every opening and every few seconds: an index has them alone, and whatever else is written costs nothing."""

    def ask(connection: Connection) -> None:
        assert [] == list(entries.of_halts(connection, organisation))

    assert {
        "SEARCH entries USING PRIMARY KEY (organisation=? AND seq=?)",
        "LIST SUBQUERY 1",
        "SEARCH entries USING COVERING INDEX entries_of_halts (organisation=? AND act=?)",
    } == roads_of(folder, ask)
