"""Marks of a pseudonym go with its time, and the number of visitors stays."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.looking import marked
from tests.vault.conftest import TODAY

if TYPE_CHECKING:
    from tests.vault.conftest import House

DAY = timedelta(days=1)


def visitors(house: House) -> dict[int, int]:
    """Return how many visitors each day had, by its distance from the first."""
    found = house.analyst.visitors_by_day("visit", TODAY - DAY, TODAY + 9 * DAY)
    return {(day - TODAY).days: many for day, many in found.items()}


def left(house: House) -> int:
    """Return how many marks of the first day are left, of all fields."""
    with house.store.reading() as connection:
        return len(marked(connection, house.organisation, 2, TODAY.isoformat()))


@pytest.mark.clause("C4")
def test_marks_of_yesterday_s_visitors_are_gone_and_their_number_is_not(house: House) -> None:
    """The data file no longer shows which visits of that day come from one browser; marks of other fields stay."""
    house.put(*(house.visit(who=f"visitor {n}") for n in range(3)), house.visit(who="visitor 1", page="/x"))
    before, marks = visitors(house), left(house)
    house.day_by_day(1)
    house.put(house.visit())

    assert (8, 4) == (marks, left(house))
    assert {0: 3} == before
    assert {0: 3, 1: 1} == visitors(house)
    assert {"days": 1, "marks": 3} == house.last("marks-taken-away").facts
    house.day_by_day(1)
    assert {0: 3, 1: 1} == visitors(house)


def test_marks_of_today_stay_for_who_refuses(house: House) -> None:
    """As long as a pseudonym can be made again, its marks find what is to go."""
    house.put(house.visit(), house.visit(who="somebody else"))
    house.vault.sweep()

    assert 4 == left(house)
    assert 1 == house.door.forget("visit", "198.51.0.0 Firefox")


def test_a_pseudonym_of_a_day_that_is_over_is_still_found(house: House) -> None:
    """Who saw one in a record finds the others of that day and that visitor, by opening the day."""
    house.put(house.visit(), house.visit(page="/x"), house.visit(who="somebody else"))
    seen = house.read()[0].fields["visitor-id"]
    many = sum(record.fields["visitor-id"] == seen for record in house.read())
    house.day_by_day(1)

    assert many == len(house.analyst.find("visit", "visitor-id", seen))
    assert 0 == len(house.analyst.find("visit", "visitor-id", "0" * 16))


def test_an_import_into_a_day_that_was_counted_adds_to_it(house: House) -> None:
    """Old logs bring visitors of their own: they are added, once, and their marks go with the next sweep."""
    house.put(house.visit())
    house.day_by_day(1)
    house.put(house.visit(days_ago=1), house.visit(days_ago=1, who="somebody else"))
    added = visitors(house)
    house.day_by_day(1)

    assert {0: 3} == added == visitors(house)
