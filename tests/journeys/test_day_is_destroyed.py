"""
The second journey: a day is destroyed.

An end of a day's term: nobody reads it any more, its key is destroyed, then its bytes, and no copy of the file opens again.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.journeys.conftest import Copy

from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.store import Store, records
from etanche.vault import Arrival

DAY_181 = timedelta(days=180)


def visit(clock: FixedClock, page: str) -> Arrival:
    """Return a visit of this moment."""
    return Arrival(at=clock.now(), fields={"address": "198.51.100.7", "page": page}, who="198.51.0.0/16|an agent|fr")


def wake(clock: FixedClock, instance: Instance, days: int) -> None:
    """Let days pass, with a sweep at least every second day, which keeps the clock guard quiet."""
    for left in range(days, 0, -2):
        clock.advance(timedelta(days=min(left, 2)))
        instance.vault.sweep()


@pytest.mark.clause("C5")
def test_a_day_is_destroyed(instance: Instance, copied: Copy, clock: FixedClock) -> None:
    """On day 181 a visit can be read by nobody, its bucket is gone, its bytes follow, and a copy of the data made before stays shut."""
    door = instance.vault.door("site-visits", actor="journey")
    analyst = instance.vault.acting("web-analyst", purpose="audience", actor="journey")
    first_day = clock.now().date()

    # It is kept, and read by who may.
    door.put_many("visit", [visit(clock, "/the-first-day")])
    wake(clock, instance, 1)
    door.put_many("visit", [visit(clock, "/the-second-day")])
    assert ["/the-first-day", "/the-second-day"] == [record.fields["page"] for record in analyst.read("visit")]

    # The last day of its term it is still there.
    wake(clock, instance, 178)
    assert 2 == len(list(analyst.read("visit")))
    before = copied()

    # Day 181 begins: nobody reads it any more, though no sweep has come yet.
    clock.advance(timedelta(days=1))
    assert first_day + DAY_181 == clock.now().date()
    assert ["/the-second-day"] == [record.fields["page"] for record in analyst.read("visit")]

    # The sweep comes: key, tombstone, bytes.
    tombstones = len(instance.tombstones)
    report = instance.vault.sweep()
    assert ([first_day], 1, True) == ([due.day for due in report.days], report.destroyed, report.final)
    assert tombstones + 1 == len(instance.tombstones)
    assert ["sweep-begun", "destroyed", "sweep-finished"] == [
        entry.act for entry in instance.journal_entries(since=None, act=None, actor="sweep", last=3)
    ]
    with instance.store.reading() as connection:
        assert 1 == sum(records.count_by_day(connection, instance.organisation_id, 1).values())

    # The copy made before it still has the row, and nothing that opens it.
    number = 1
    copy = Store.open(before)
    with copy.reading() as connection:
        kept = list(records.of_day(connection, instance.organisation_id, number, first_day.isoformat()))
    copy.close()
    assert 1 == len(kept)
    assert instance.keyring.day_key(instance.organisation_id, number, first_day.isoformat(), create=False) is None

    # What arrives late for that day opens nothing again.
    late = Arrival(at=clock.now() - DAY_181, fields={"page": "/late"}, who="somebody")
    assert (0, 1) == ((receipt := door.put_many("visit", [late])).stored, receipt.past)

    # And the journal tells it all, unbroken.
    instance.journal.seal()
    assert instance.journal.verify().intact
