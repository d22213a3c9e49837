"""The salt of a pseudonym lives as long as the charter lets the pseudonym last, for every process, and then for nobody."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vault.conftest import NOON, TODAY, House, plan_of, visit_fields

from etanche.charter import Duration, Unit, add
from etanche.keyring import Keyring, MemoryRoot, Root
from etanche.store import Shelf, Tombstones
from etanche.vault.salts import IDLE, Salts
from etanche.vault.times import can_last, first_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

A_DAY = Duration(number=1, unit=Unit.DAY)
A_MONTH = Duration(number=1, unit=Unit.MONTH)
YESTERDAY = TODAY - timedelta(days=1)
FIREFOX = "198.51.0.0 Firefox"
LASTING = st.builds(
    Duration, number=st.integers(1, 60), unit=st.sampled_from([Unit.HOUR, Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR])
).filter(can_last)


def let_last(house: House, lasts: Duration) -> None:
    """Bring a charter into force under which pseudonyms last some time."""
    house.clock.advance(timedelta(minutes=1))
    plan = plan_of(digest=f"{len(str(lasts)):064}")
    fields = visit_fields() | {"visitor-id": replace(visit_fields()["visitor-id"], lasts=lasts)}
    visit = replace(plan.categories["visit"], fields=fields)
    house.apply(replace(plan, categories={**plan.categories, "visit": visit}))


def ids(house: House) -> list[str]:
    """Return the pseudonyms of all visits, by day."""
    return [record.fields["visitor-id"] for record in sorted(house.read(), key=lambda record: record.day)]


# — times


@pytest.mark.parametrize(
    ("lasts", "day", "first"),
    [
        ("1 day", "2026-05-25", "2026-05-25"),
        ("24 hours", "2026-05-25", "2026-05-25"),
        ("36 hours", "2026-05-25", "2026-05-25"),
        ("1 week", "2026-05-27", "2026-05-25"),
        ("1 month", "2026-05-25", "2026-05-01"),
        ("3 months", "2026-05-25", "2026-04-01"),
        ("1 year", "2026-05-25", "2026-01-01"),
    ],
)
def test_times_begin_where_the_calendar_does(lasts: str, day: str, first: str) -> None:
    """A week begins on Monday, a month on its first day, three of them with the quarter, a year in January."""
    number, unit = lasts.split()
    duration = Duration(number=int(number), unit=Unit(unit.removesuffix("s")))

    assert date.fromisoformat(first) == first_day(duration, date.fromisoformat(day))


@given(lasts=LASTING, day=st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_time_is_longer_than_the_charter_says(lasts: Duration, day: date) -> None:
    """A day lies in its time, the time is over when `lasts` has gone by since its first day, and days share it or not."""
    first = first_day(lasts, day)
    days = Duration(number=max(1, lasts.number // 24), unit=Unit.DAY) if lasts.unit is Unit.HOUR else lasts

    assert first <= day < add(first, days)
    assert first == first_day(lasts, first)
    assert first_day(lasts, first - timedelta(days=1)) < first


def test_less_than_a_day_is_not_kept_yet() -> None:
    """Of a record the day is known, so a pseudonym of some hours cannot be made."""
    assert not can_last(Duration(number=12, unit=Unit.HOUR))
    assert not can_last(Duration(number=90, unit=Unit.MINUTE))


# — in one process


@pytest.fixture
def salts(tmp_path: Path, root: Root) -> Iterator[Salts]:
    """Salts on a shelf of their own."""
    from etanche.clock import FixedClock

    shelf = Shelf.create(tmp_path / "shelf.sqlite")
    tombstones = Tombstones.create(tmp_path / "tombstones.log")
    yield Salts(Keyring(root, shelf, tombstones, FixedClock(NOON)), bytes(16))
    shelf.close()


def test_a_time_has_one_salt(salts: Salts) -> None:
    """Asking twice gives the same salt; another time or field has another."""
    asked = [(1, TODAY), (1, TODAY), (1, YESTERDAY), (2, TODAY)]

    found = [salts.of(field, A_DAY, day, now=NOON, today=TODAY) for field, day in asked]

    assert found[0] == found[1]
    assert 3 == len(set(found))
    assert salts.of(3, A_MONTH, YESTERDAY, now=NOON, today=TODAY) == salts.of(3, A_MONTH, TODAY, now=NOON, today=TODAY)


def test_a_salt_made_for_a_day_already_over_serves_its_import(salts: Salts) -> None:
    """It is in memory only, stays while it is used, and goes when it is not any more, or when another day begins."""
    salts.of(1, A_DAY, YESTERDAY, now=NOON, today=TODAY)

    assert ((1, YESTERDAY),) == salts.days()
    assert {} == salts.roll(now=NOON + IDLE / 2, today=TODAY)
    salts.of(1, A_DAY, YESTERDAY, now=NOON + IDLE / 2, today=TODAY)
    assert {} == salts.roll(now=NOON + IDLE, today=TODAY)
    assert {1: [YESTERDAY]} == salts.roll(now=NOON + 2 * IDLE, today=TODAY)
    salts.of(1, A_DAY, YESTERDAY, now=NOON, today=TODAY)
    assert {1: [YESTERDAY]} == salts.roll(now=NOON, today=TODAY + timedelta(days=1))
    assert salts.held(1, A_DAY, YESTERDAY) is None


def test_salts_go_over_to_who_comes_after(salts: Salts) -> None:
    """Under another charter the salts in memory are those of before and those made since; who had them keeps none."""
    after = Salts(salts._keyring, bytes(16))
    first = salts.of(1, A_DAY, YESTERDAY, now=NOON, today=TODAY)
    second = after.of(2, A_DAY, YESTERDAY, now=NOON, today=TODAY)
    after.inherit(salts)

    assert (first, second) == tuple(after.of(field, A_DAY, YESTERDAY, now=NOON, today=TODAY) for field in (1, 2))
    assert () == salts.days()


def test_all_salts_in_memory_can_be_dropped(salts: Salts) -> None:
    """At the end of a process none is left in it."""
    salts.of(1, A_DAY, YESTERDAY, now=NOON, today=TODAY)
    salts.of(2, A_DAY, YESTERDAY, now=NOON, today=TODAY)

    assert {1: [YESTERDAY], 2: [YESTERDAY]} == salts.drop_all()
    assert () == salts.days()


# — in a house


@pytest.mark.clause("C4")
def test_a_pseudonym_of_a_month_lasts_a_month(house: House) -> None:
    """The same on the 25th and on the 31st, another one on the 1st; two visitors never share one."""
    let_last(house, A_MONTH)
    house.put(house.visit(), house.visit(who="somebody else"))
    house.clock.advance(timedelta(days=6))
    house.put(house.visit())
    house.clock.advance(timedelta(days=1))
    house.put(house.visit())

    first, *_ = found = ids(house)

    assert 3 == len(set(found))
    assert 2 == found.count(found[2])
    assert first in found
    assert found[3] not in found[:3]


@pytest.mark.clause("C6")
def test_who_refuses_takes_back_the_whole_time(house: House) -> None:
    """What carries their pseudonym goes, whatever the day, even by a process begun since; what is over is nobody's."""
    let_last(house, A_MONTH)
    house.put(house.visit())
    for days in (8, 10, 10):
        house.clock.advance(timedelta(days=days))
        house.put(house.visit(), house.visit(who="somebody else"))
    house.keyring.forget()
    house.rooms()

    assert 3 == house.door.forget("visit", FIREFOX)
    assert 4 == len(house.read())


@pytest.mark.clause("C4")
def test_a_salt_dies_with_its_time(house: House, root: MemoryRoot, tmp_path: Path) -> None:
    """Its bytes are in no file, it has a tombstone, and an old copy of the shelf gives nobody's pseudonym back."""
    house.put(house.visit())
    field = house.vault._means.numbers.fields["visit", "visitor-id"]
    wrapped = house.shelf.bucket(house.organisation, -field, TODAY.isoformat())
    assert wrapped is not None
    old = shutil.copytree(house.folder, tmp_path / "old")
    house.clock.advance(timedelta(days=1))
    house.vault.roll()

    shutil.copy(house.folder / "tombstones.log", old)
    kept = Shelf.open(old / "shelf.sqlite")
    keyring = Keyring(root, kept, Tombstones(old / "tombstones.log"), house.clock)

    assert wrapped[1] not in house.bytes_on_disk()
    assert wrapped[0] in house.tombstones
    assert keyring.salt(house.organisation, field, TODAY.isoformat(), create=True) is None
    assert () == house.vault.salts()
    kept.close()


def test_a_salt_killed_without_a_tombstone_gets_one(house: House) -> None:
    """A process that died between the shelf and the tombstones left half a death: the next one finishes it."""
    house.put(house.visit())
    field = house.vault._means.numbers.fields["visit", "visitor-id"]
    ((_, _, key, _),) = house.shelf.salts(house.organisation)
    house.shelf.destroy(house.organisation, [key])
    house.clock.advance(timedelta(days=1))
    house.rooms()
    house.vault.roll()

    assert key in house.tombstones
    assert [(field, TODAY.isoformat(), key, False)] == house.shelf.salts(house.organisation)


def test_a_salt_goes_with_its_field(house: House) -> None:
    """A charter without the pseudonym, or with a shorter one, destroys the salt that was in use."""
    let_last(house, A_MONTH)
    house.put(house.visit())
    before = house.vault.salts()
    let_last(house, A_DAY)
    house.vault.roll()

    assert (("visit", date(2026, 5, 1)),) == before
    assert () == house.vault.salts()


def test_a_day_whose_salt_died_too_soon_still_counts_visitors(house: House) -> None:
    """A clock that ran ahead and came back took today's salt along: what comes in gets a pseudonym all the same."""
    house.put(house.visit())
    house.clock.advance(timedelta(days=1))
    house.vault.roll()
    house.clock.advance(-timedelta(days=1))
    house.put(house.visit(), house.visit())

    found = ids(house)

    assert [1, 2] == sorted(map(found.count, set(found)))
