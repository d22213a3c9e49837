"""What is past its term is destroyed, keys first; what is not, is not, whatever the clock says."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.addresses import behind
from tests.conftest import IN_FILES
from tests.looking import counted
from tests.vault.conftest import House, plan_of

from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.gate import GateRefused
from etanche.store import days, records
from etanche.vault import CharterSuperseded, ClockJumped, Receipt, TooManyDue

if TYPE_CHECKING:
    from collections.abc import Iterator

TODAY = date(2026, 5, 25)


@pytest.mark.clause("C5")
def test_on_day_181_they_are_gone(house: House) -> None:
    """A visit is there on day 180, and on the next day key, row and the mark of its address are gone; that of its visitor went before."""
    house.put(house.visit())
    house.clock.advance(timedelta(days=179))
    house.vault.sweep(confirmed_by="Ann")
    before = len(house.read())
    house.clock.advance(timedelta(days=1))
    report = house.vault.sweep()

    assert 1 == before
    assert [TODAY] == [due.day for due in report.days]
    assert (1, 2, True, False) == (report.destroyed, report.rows, report.final, report.dry_run)
    assert [] == house.read()
    with house.store.reading() as connection:
        assert [] == records.days_with_rows(connection, house.organisation)
        assert [True] == [row.destroyed is not None for row in days.known(connection, house.organisation)]
    assert [] == house.shelf.buckets(house.organisation)
    assert () == house.vault.missing()


def test_the_journal_tells_the_sweep_in_order(house: House) -> None:
    """The decision, each day destroyed with the id of its key, and the end."""
    house.put(house.visit(days_ago=200), house.visit(days_ago=199))
    house.vault.sweep()

    lines = [line for line in house.journal.entries() if line.actor == "sweep"]

    assert ["sweep-begun", "destroyed", "destroyed", "sweep-finished"] == [line.act for line in lines]
    assert {"days": 2, "first": "2025-11-06", "last": "2025-11-07"} == lines[0].facts
    assert "visit/2025-11-06" == lines[1].object
    assert bytes.fromhex(str(lines[1].facts["key"])) in house.tombstones
    assert ("retention:audience/visit",) == lines[1].because
    assert {"destroyed": 2, "rows": 6} == lines[3].facts


def test_a_dry_run_changes_nothing(house: House) -> None:
    """It tells what would go, and not one byte of the data or the shelf changes."""
    house.put(house.visit(days_ago=200))
    house.store.flush()
    house.shelf.flush()
    before = house.bytes_on_disk()
    report = house.vault.sweep(dry_run=True)

    assert (1, True, 0) == (len(report.days), report.dry_run, report.rows)
    assert before == house.bytes_on_disk()


def test_sweeping_again_finds_nothing(house: House) -> None:
    """A sweep is idempotent: the second one destroys nothing, deletes nothing and writes no line."""
    house.put(house.visit(days_ago=200), house.visit())
    house.vault.sweep()
    lines = len(house.journal.entries())
    again = house.vault.sweep()

    assert ((), 0, 0, True) == (again.days, again.destroyed, again.rows, again.final)
    assert lines == len(house.journal.entries())
    assert 1 == len(house.read())


def test_a_report_for_programs_is_plain_json(house: House) -> None:
    """`as_json` names days, numbers and guards."""
    house.put(house.visit(days_ago=200))
    report = house.vault.sweep(dry_run=True).as_json()

    assert [{"category": "visit", "day": "2025-11-06", "since": "2026-05-05", "waits_until": None}] == report["days"]
    assert [True, True, True] == [guard["ok"] for guard in report["guards"]]  # type: ignore[attr-defined]
    kept = {"days", "waiting", "destroyed", "rows", "cut", "final", "guards", "dry_run"}

    assert kept | {"records", "records_waiting", "going", "keyless"} == report.keys()


@pytest.mark.clause("C5")
def test_a_dry_run_tells_by_which_rule(house: House) -> None:
    """What would go is summed up for each category: the last purpose and its rule, days, records, and since when."""
    house.put(house.visit(days_ago=200), house.visit(days_ago=200), house.visit(days_ago=190), house.visit())
    told = house.vault.sweep(dry_run=True).as_json()["going"]

    rule = {"purpose": "audience", "keep": "180 days after collected"}
    assert [{"category": "visit", "because": [rule], "since": "2026-05-05", "days": 2, "records": 3}] == told
    assert [] == house.vault.sweep().as_json()["going"]


@IN_FILES
def test_a_dry_run_says_that_no_purpose_is_left(house: House) -> None:
    """What a changed charter has no use for any more goes by no rule."""
    house.put(house.visit())
    plan = plan_of(digest="1" * 64)
    house.clock.advance(timedelta(minutes=1))
    terms = {key: keep for key, keep in plan.terms.items() if key[1] != "visit"}
    house.apply(replace(plan, terms=terms, purposes=frozenset({"answering"}), objections={}))
    house.clock.advance(timedelta(days=4))
    (told,) = house.vault.sweep(dry_run=True).going

    assert ("visit", (), 1, 1) == (told.category, told.because, told.days, told.records)


@pytest.mark.clause("C5")
@IN_FILES
def test_a_copy_taken_before_opens_no_more(house: House, tmp_path: Path) -> None:
    """The data file copied before the sweep holds the rows, and beside the living shelf nothing opens them, at any hour."""
    house.put(house.visit(days_ago=200), house.visit())
    house.store.flush()
    (tmp_path / "copy").mkdir()
    shutil.copy(house.store.path, tmp_path / "copy")
    house.vault.sweep()
    house.shelf.flush()
    for file in (house.shelf.path, house.tombstones.path):
        shutil.copy(file, tmp_path / "copy")
    # A clock put back to when the day was alive makes the copy's own ledger say that it may be read.
    restored = House(
        folder=tmp_path / "copy", root=house.root, clock=FixedClock(house.clock.now() - timedelta(days=150))
    )
    with restored.store.reading() as connection:
        rows = records.days_with_rows(connection, house.organisation)

    assert ["2025-11-06", "2026-05-25"] == [day for _, day in rows]
    assert [] == restored.read([date(2025, 11, 6)])
    assert restored.keyring.day_key(house.organisation, rows[0][0], "2025-11-06", create=True) is None
    assert () == restored.vault.missing()
    restored.close()


def test_a_dead_day_is_never_opened_again(house: House) -> None:
    """Arrivals for it are counted as past; the day gets no new key."""
    house.put(house.visit(days_ago=200))
    house.vault.sweep()

    assert Receipt(stored=1, past=2) == house.put(house.visit(days_ago=200), house.visit(days_ago=200), house.visit())
    assert {"past/visit": 2} == counted(house.store, house.organisation, TODAY)
    assert 1 == len(house.shelf.buckets(house.organisation))


def test_a_day_past_its_term_may_come_in_until_it_is_swept(house: House) -> None:
    """An import of old logs is stored, readable by nobody, and taken by the next sweep."""
    receipt = house.put(*(house.visit(days_ago=180 + number) for number in range(30)))

    assert 30 == receipt.stored
    assert [] == house.read()
    assert 30 == house.vault.sweep().destroyed


def test_a_large_day_goes_in_bites(house: House) -> None:
    """More rows than one bite takes are all deleted."""
    house.put(*(house.visit(days_ago=200) for _ in range(600)))

    assert 1_800 == house.vault.sweep().rows


# — guards


@pytest.mark.parametrize("hours", [49, 24 * 365 * 10])
def test_a_clock_far_ahead_destroys_nothing(house: House, hours: int) -> None:
    """Two days or ten years ahead, with everything past its term: the sweep stops and names what to do."""
    house.put(house.visit(), house.visit(days_ago=179))
    house.clock.advance(timedelta(hours=hours))

    with pytest.raises(ClockJumped, match=f"{hours} hours") as stopped:
        house.vault.sweep()

    assert (1, "etanche sweep --confirmed-by NAME" in stopped.value.hint) == (stopped.value.exit_code, True)
    assert ("sweep-stopped", "clock-ahead") == (house.journal.entries()[-1].act, house.journal.entries()[-1].decision)
    house.clock.advance(timedelta(hours=-hours))
    assert 2 == len(house.read())
    assert () == house.vault.sweep().days


def test_a_clock_that_went_back_stops_too(house: House) -> None:
    """Nothing is destroyed by a clock that stands before the last sweep."""
    house.clock.advance(timedelta(hours=-2))

    with pytest.raises(ClockJumped, match="went back 2 hours"):
        house.vault.sweep()


def test_an_instance_that_never_ticked_stops(house: House) -> None:
    """Without a first tick nobody knows how far the clock moved."""
    with behind(house.store) as say:
        say("DELETE FROM instance_facts")

    with pytest.raises(ClockJumped):
        house.vault.sweep()


def test_a_named_person_lets_it_go_on(house: House) -> None:
    """After a week without sweeps a person answers for it, by name, in the journal."""
    house.put(house.visit(days_ago=178))
    house.clock.advance(timedelta(days=7))
    with pytest.raises(ClockJumped):
        house.vault.sweep()

    report = house.vault.sweep(confirmed_by="Ann Durand")

    assert 1 == report.destroyed
    assert ("Ann Durand", "clock-ahead") == (
        house.last("sweep-confirmed").actor,
        house.last("sweep-confirmed").decision,
    )
    assert ("Ann Durand", "confirmed") == (house.last("sweep-begun").actor, house.last("sweep-begun").decision)
    house.day_by_day(1)


@pytest.mark.parametrize("name", ["", "x" * 101, "Ann\nDurand"])
def test_a_person_has_a_name(house: House, name: str) -> None:
    """An empty, endless or broken name is no name."""
    with pytest.raises(Unreadable):
        house.vault.sweep(confirmed_by=name)


@IN_FILES
def test_a_term_made_shorter_stops_reading_at_once_and_destroys_later(house: House) -> None:
    """An end learned late is listed for 72 hours; then so many days at once need a person."""
    for number in range(40):
        house.put(house.visit(days_ago=number))
    house.clock.advance(timedelta(minutes=1))
    house.apply(plan_of(keep="30 days after collected", digest="1" * 64))
    at_once = house.vault.sweep()

    assert (0, 10) == (at_once.destroyed, len(at_once.waiting))
    assert {house.clock.now() + timedelta(hours=72)} == {due.waits_until for due in at_once.waiting}
    assert 30 == len(house.read())
    house.clock.advance(timedelta(days=1))
    house.vault.sweep()
    house.clock.advance(timedelta(days=1))
    house.vault.sweep()
    house.clock.advance(timedelta(days=1))
    with pytest.raises(TooManyDue, match="11 days fall due"):
        house.vault.sweep()
    assert 11 == house.vault.sweep(confirmed_by="Ann").destroyed


@IN_FILES
def test_old_logs_under_a_term_made_shorter_are_no_import(house: House) -> None:
    """Days imported long after, and still alive by the charter of then, do not count as dead on arrival by the next one."""
    house.put(*(house.visit(days_ago=number) for number in range(100)))
    house.clock.advance(timedelta(hours=1))
    house.apply(plan_of(keep="7 days after collected", digest="1" * 64))
    house.vault.sweep()
    house.day_by_day(2)
    house.clock.advance(timedelta(days=1))

    with pytest.raises(TooManyDue, match="94 days fall due"):
        house.vault.sweep()


@IN_FILES
def test_a_plan_nobody_applied_does_not_empty_the_vault(house: House) -> None:
    """A plan whose terms shrank without a charter being applied is not swept by: it destroys nothing of what it would end."""
    house.put(*(house.visit(days_ago=number) for number in range(100)))
    house.clock.advance(timedelta(minutes=1))
    house.plan = plan_of(keep="7 days after collected", digest="1" * 64)
    house.rooms()
    for _ in range(5):
        with pytest.raises(CharterSuperseded):
            house.vault.sweep()
        house.clock.advance(timedelta(days=1))
    house.plan = plan_of()
    house.rooms()

    assert 95 <= len(house.read())


# — the journal's own term


def test_the_journal_s_own_term_is_kept_by_the_sweep(house: House) -> None:
    """Lines more than a year old go with the next sweep, under a signature, and the chain holds."""
    house.put(house.visit())
    house.journal.seal()
    house.clock.advance(timedelta(days=364))
    house.vault.sweep(confirmed_by="Ann")
    house.journal.seal()
    young = house.vault.sweep().cut
    house.clock.advance(timedelta(days=1))
    report = house.vault.sweep()
    house.journal.seal()

    assert (0, 1) == (young, report.cut)
    assert () == house.journal.entries(act="put")
    assert {"first": 1, "last": 1, "rule": "between 6 months and 1 year after created"} == house.last(
        "journal-cut"
    ).facts
    assert (True, 1) == (house.journal.verify().intact, house.journal.verify().cut)


def test_a_new_charter_does_not_cut_the_journal_at_once(house: House) -> None:
    """Lines that a charter changed today would end are still there for 72 hours."""
    with pytest.raises(GateRefused):
        house.door.put_many("letter", [])
    house.journal.seal()
    # A second checkpoint, so that the line is not the last of its own, which stays whatever the term.
    with pytest.raises(GateRefused):
        house.door.put_many("letter", [])
    house.journal.seal()
    house.clock.advance(timedelta(days=366))
    house.apply(plan_of(digest="1" * 64))
    house.vault.sweep(confirmed_by="Ann")
    house.journal.seal()
    at_once = len(house.journal.entries(act="put"))
    house.day_by_day(3)

    assert 2 == at_once
    assert at_once > len(house.journal.entries(act="put"))


# — a reader in the way


@pytest.fixture
def reader(house: House) -> Iterator[sqlite3.Connection]:
    """Somebody who reads the shelf and does not stop."""
    house.put(house.visit(days_ago=200))
    connection = sqlite3.connect(house.shelf.path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM keys").fetchone()
    yield connection
    connection.close()


def test_destroyed_is_not_said_while_a_reader_stands_in_the_way(house: House, reader: sqlite3.Connection) -> None:
    """The day opens no more, and nobody calls it destroyed before the shelf's log was cut."""
    report = house.vault.sweep()

    assert (False, 0, 1) == (report.final, report.destroyed, len(report.days))
    assert () == house.journal.entries(act="destroyed")
    assert "log-not-cut" == house.last("destruction-waits").decision
    with house.store.reading() as connection:
        assert [] == days.known(connection, house.organisation, state="destroyed")
    assert [] == house.read()
    assert 0 == house.put(house.visit(days_ago=200)).stored

    reader.execute("ROLLBACK")
    later = house.vault.sweep()
    assert (True, 1, ()) == (later.final, later.destroyed, later.days)
    assert "visit/2025-11-06" == house.last("destroyed").object


# — what a sweep puts right


def test_a_key_nobody_wrote_a_row_for_is_swept_too(house: House) -> None:
    """A process killed between key and rows leaves a bucket; it is adopted, and dies at its term."""
    house.keyring.day_key(house.organisation, 2, "2025-11-06", create=True)
    house.keyring.day_key(house.organisation, 2, "2026-05-24", create=True)

    assert 1 == house.vault.sweep().destroyed
    assert [(2, "2026-05-24")] == [bucket[:2] for bucket in house.shelf.buckets(house.organisation)]


def test_a_sweep_that_was_decided_is_carried_out_whatever_the_clock_says(house: House) -> None:
    """Killed after its decision, a sweep is finished by the next one, even one that a guard then stops."""
    house.put(house.visit(days_ago=200), house.visit())
    day = TODAY - timedelta(days=200)
    with house.store.writing() as connection:
        house.standing.record(
            connection, subject=f"visit/{day}", event="ended", effective=house.clock.now(), because="test"
        )
    house.clock.advance(timedelta(days=9))

    with pytest.raises(ClockJumped):
        house.vault.sweep()
    assert f"visit/{day}" == house.last("destroyed").object
    assert 1 == len(house.shelf.buckets(house.organisation))


def test_a_lost_key_is_missing_and_a_destroyed_one_is_not(house: House) -> None:
    """Rows without key and without tombstone are data loss; rows of a destroyed day are not."""
    house.put(house.visit(), house.visit(days_ago=1))
    with sqlite3.connect(house.shelf.path) as connection:
        connection.execute("DELETE FROM buckets WHERE day = '2026-05-25'")
    connection.close()
    house.keyring.forget()

    assert (("visit", TODAY),) == house.vault.missing()
    house.keyring.destroy_days(house.organisation, [(2, "2026-05-24")])
    assert (("visit", TODAY),) == house.vault.missing()
