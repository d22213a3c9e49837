"""What a sweep does first, what it does last, and what it never does again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.conftest import IN_FILES

from etanche.standing import ENDED, subject_of
from etanche.store import days, records
from etanche.vault import delete_again

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.vault.conftest import House

    from etanche.keyring import Destroyed


def rows(house: House) -> int:
    """Return how many records the data file holds."""
    with house.store.reading() as connection:
        numbers = house.vault._means.numbers.categories
        return sum(records.count_by_day(connection, house.organisation, numbers["visit"], canary=None).values())


def test_keys_go_before_rows(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the keys are destroyed every row is still there: a process killed in between leaves noise, never readable data."""
    house.put(house.visit(days_ago=200), house.visit(days_ago=200), house.visit())
    destroy = house.keyring.destroy_days
    seen: list[int] = []

    def watched(organisation: bytes, days: Iterable[tuple[int, str]]) -> Destroyed:
        seen.append(rows(house))
        return destroy(organisation, days)

    monkeypatch.setattr(house.keyring, "destroy_days", watched)
    house.vault.sweep()

    assert [3] == seen
    assert 1 == rows(house)


@IN_FILES
def test_what_was_deleted_leaves_the_log_too(house: House) -> None:
    """After a sweep no byte of the sealed rows of a dead day is left in the data file or its log."""
    house.put(house.visit(days_ago=200))
    with house.store.reading() as connection:
        number = house.vault._means.numbers.categories["visit"]
        day = (house.clock.now() - timedelta(days=200)).date().isoformat()
        (row,) = records.of_day(connection, house.organisation, number, day)
    assert row.sealed in house.bytes_on_disk()

    house.vault.sweep()

    assert row.sealed not in house.bytes_on_disk()


def test_a_day_given_up_takes_nothing_in(house: House) -> None:
    """Between the decision and the destruction nothing is stored for the day: its key still lives, and would keep it readable."""
    house.put(house.visit(days_ago=1))
    yesterday = (house.clock.now() - timedelta(days=1)).date()
    with house.store.writing() as connection:
        house.standing.record(
            connection,
            subject=subject_of("visit", yesterday),
            event=ENDED,
            effective=house.clock.now(),
            because="retention:audience/visit",
        )

    receipt = house.door.put_many("visit", [house.visit(days_ago=1)])

    assert (0, 1) == (receipt.stored, receipt.past)
    assert 1 == rows(house)


def test_a_visit_that_came_back_goes_again(house: House) -> None:
    """A record whose id has a tombstone is deleted with its marks, and its neighbours stay; a second time nothing is left to do."""
    house.put(house.visit(), house.visit(page="https://shop.example/other"))
    gone, stays = house.read()
    house.tombstones.append(house.organisation, [gone.id], house.clock.now())
    with house.store.writing() as connection:
        deleted = [delete_again(connection, house.organisation, house.tombstones) for _ in range(2)]

    assert [1, 0] == deleted
    assert [stays.id] == [one.id for one in house.read()]


def test_a_day_whose_key_has_a_tombstone_is_given_up(house: House) -> None:
    """The tombstones know a key to be destroyed that the data take for living: its day is given up and goes, and no other."""
    house.put(house.visit(), house.visit(days_ago=3))
    with house.store.reading() as connection:
        (key,) = [row.bucket for row in days.known(connection, house.organisation) if row.day == "2026-05-25"]
    house.tombstones.append(house.organisation, [key], house.clock.now())
    gone = house.vault.bury()

    assert (True, 1) == (gone > 0, len(house.read()))
    assert [("visit", "2026-05-25")] == [(name, day.isoformat()) for name, day in house.standing.given_up()]
