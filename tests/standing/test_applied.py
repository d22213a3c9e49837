"""A charter, the moment it is applied from and that it came into force stand under a mark: whoever changes one is seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sql
from tests.vault.conftest import NOON, ORGANISATION, House

from etanche.clock import FixedClock
from etanche.keyring import MemoryRoot
from etanche.standing import CharterChanged, apply_charter, charter_in_force
from etanche.standing.applied import adopt_charter, adopted_charter, applied_charters, to_adopt

DAY = timedelta(days=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with one charter, that came into force."""
    made = House(folder=tmp_path, root=MemoryRoot(), clock=FixedClock(NOON))
    with made.store.writing() as connection:
        (row,) = applied_charters(connection, made.keyring, ORGANISATION)
        adopt_charter(connection, made.keyring, row)
    yield made
    made.close()


def later(house: House, *days: int) -> None:
    """Apply charters that come into force so many days from now."""
    with house.store.writing() as connection:
        for day in days:
            apply_charter(
                connection,
                house.keyring,
                ORGANISATION,
                text=f"of day {day}",
                digest=str(day) * 64,
                at=NOON + day * DAY,
            )


def test_a_charter_comes_into_force_on_its_day(house: House) -> None:
    """Of those applied, the one in force is the last whose moment has come, with its own text."""
    later(house, 1, 3)

    with house.store.reading() as connection:
        texts = [charter_in_force(connection, house.keyring, ORGANISATION, NOON + day * DAY) for day in range(4)]
    assert ["charter", "of day 1", "of day 1", "of day 3"] == [row and row.text for row in texts]


def test_every_charter_slept_through_comes_into_force_after_the_one_before(house: House) -> None:
    """What nobody was awake for is walked through charter by charter; what is in force already is no step."""
    later(house, 1, 2, 3)
    with house.store.writing() as connection:
        newest, second, first, zeroth = applied_charters(connection, house.keyring, ORGANISATION)
        steps = to_adopt(connection, house.keyring, second)
        adopt_charter(connection, house.keyring, second)

        assert ((zeroth, first), (first, second)) == steps
        assert ((second, newest),) == to_adopt(connection, house.keyring, newest)
        assert () == to_adopt(connection, house.keyring, second)
        assert (second.applied, second.digest) == adopted_charter(connection, house.keyring, ORGANISATION)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE charters SET text = 'another'",
        "UPDATE charters SET digest = 'another'",
        "UPDATE charters SET applied = '2026-05-24T10:00:00.000000Z'",
        "UPDATE charters SET mark = x'00'",
    ],
)
def test_no_part_of_a_charter_is_changed_unseen(house: House, change: str) -> None:
    """Who can write to the store and has no key changes neither text nor digest nor moment: nothing obeys it any more."""
    with house.store.writing() as connection:
        connection.execute(sql.text(change))

    with house.store.reading() as connection, pytest.raises(CharterChanged) as seen:
        charter_in_force(connection, house.keyring, ORGANISATION, NOON)
    assert "the charter in the store is not the one that was applied" == str(seen.value)
    assert "put back `data.sqlite` and `shelf.sqlite` from a copy, and find out who changed them" == seen.value.hint


def test_the_note_of_what_came_into_force_is_not_changed_unseen(house: House) -> None:
    """A note put there for a charter that waits, with the mark of the one in force, is found false."""
    later(house, 1)
    with house.store.writing() as connection:
        waiting, _ = applied_charters(connection, house.keyring, ORGANISATION)
        value = connection.execute(
            sql.text("SELECT value FROM instance_facts WHERE name LIKE '%adopted%'")
        ).scalar_one()
        moved = value.replace("0" * 64, waiting.digest)
        connection.execute(
            sql.text("UPDATE instance_facts SET value = :value WHERE value = :old"), {"value": moved, "old": value}
        )

    assert value != moved
    with house.store.reading() as connection, pytest.raises(CharterChanged):
        charter_in_force(connection, house.keyring, ORGANISATION, NOON)
