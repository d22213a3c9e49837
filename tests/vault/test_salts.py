"""A salt lives in memory, for one day, and is gone when the day is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from etanche.vault.salts import IDLE, Salts

NOON = datetime(2026, 5, 25, 12, tzinfo=UTC)
TODAY = date(2026, 5, 25)
YESTERDAY = date(2026, 5, 24)


@pytest.fixture
def salts() -> Salts:
    """Salts that count: the first made is 0."""
    numbers = count()
    return Salts(lambda: bytes([next(numbers)]))


def test_a_day_has_one_salt(salts: Salts) -> None:
    """Asking twice gives the same salt; another day or category has another."""
    asked = [("visit", TODAY), ("visit", TODAY), ("visit", YESTERDAY), ("letter", TODAY)]

    assert [b"\0", b"\0", b"\1", b"\2"] == [salts.of(c, d, now=NOON, today=TODAY) for c, d in asked]


def test_a_salt_goes_with_its_day(salts: Salts) -> None:
    """The moment the day is over the salt is dropped, however lately it was used, and cannot be had again."""
    salts.of("visit", YESTERDAY, now=NOON, today=YESTERDAY)

    assert {"visit": [YESTERDAY]} == salts.roll(now=NOON, today=TODAY)
    assert salts.held("visit", YESTERDAY) is None
    assert () == salts.days()
    assert {} == salts.roll(now=NOON, today=TODAY)


def test_a_salt_made_for_a_day_already_over_serves_its_import(salts: Salts) -> None:
    """It stays while the import uses it, and goes a little after, or with the day the import ran."""
    salts.of("visit", YESTERDAY, now=NOON, today=TODAY)

    assert {} == salts.roll(now=NOON + IDLE / 2, today=TODAY)
    salts.of("visit", YESTERDAY, now=NOON + IDLE / 2, today=TODAY)
    assert {} == salts.roll(now=NOON + IDLE, today=TODAY)
    assert {"visit": [YESTERDAY]} == salts.roll(now=NOON + 2 * IDLE, today=TODAY)
    salts.of("visit", YESTERDAY, now=NOON, today=TODAY)
    assert {"visit": [YESTERDAY]} == salts.roll(now=NOON, today=TODAY + timedelta(days=1))


def test_a_clock_that_goes_back_drops_the_salt_of_a_day_to_come(salts: Salts) -> None:
    """A salt of a day that is not today is never kept for when it comes."""
    salts.of("visit", TODAY, now=NOON, today=TODAY)

    assert {"visit": [TODAY]} == salts.roll(now=NOON, today=YESTERDAY)


def test_all_salts_can_be_dropped(salts: Salts) -> None:
    """Closing drops them all."""
    salts.of("visit", TODAY, now=NOON, today=TODAY)
    salts.of("letter", TODAY, now=NOON, today=TODAY)

    assert {"letter": [TODAY], "visit": [TODAY]} == salts.drop_all()
    assert () == salts.days()
