"""Sabotages of `retention:<purpose>/<category>`: records aged, keys kept, the sweep unplugged, dates and rules moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from etanche.charter import After, Between, Charter, Plan, Promise, Status, parse_keep
from etanche.clock import day_of
from etanche.proof.checks.retention import UNKNOWN_DAYS
from etanche.proof.drills.continuity import keep_too_long
from etanche.proof.drills.saboteur import (
    Drill,
    Saboteur,
    a_row,
    by_hand,
    dead_days,
    disobey,
    living_days,
    number_of,
    obey,
    put_row,
)
from etanche.proof.people import past_every_term
from etanche.proof.persons import retention as persons
from etanche.proof.persons.asking import reader_of
from etanche.proof.persons.tools import a_person_row, set_beside, sql
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox
from etanche.proof.verdict import State
from etanche.standing import COLLECTED, Record, events_of, life, person_subject, subject_of
from etanche.store import DayRow, days, moment_text

_DAYS_AWAY = timedelta(days=3)
_LONGER = parse_keep("90 years after collected")


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one purpose and category; those that need an end are left out for a rule without one."""
    purpose, category = promise.subject.split("/")

    def lengthened(plan: Plan) -> Plan:
        return replace(plan, terms={**plan.terms, (purpose, category): _LONGER})

    def lengthen(sandbox: Sandbox) -> None:
        obey(sandbox, lengthened)

    def outlive(sandbox: Sandbox) -> None:
        """Nor does a yes that is taken back end it."""
        disobey(sandbox, lambda plan: replace(lengthened(plan), consents=plan.consents - {purpose}))

    if reach.charter.vault.backups is not None:
        yield Drill(
            promise=promise.id, sabotage="backup-kept-too-long", act=keep_too_long, finds="retention.in-backups"
        )
    yield from _of_sweeps(promise)
    if category in reach.persons:
        yield Drill(promise=promise.id, sabotage="term-lengthened", act=lengthen, finds="retention.other-rule")
        yield from _of_persons(reach, promise, outlive)
        return

    sabotages: list[tuple[str, Saboteur, str]] = [
        ("term-lengthened", lengthen, "retention.other-rule"),
        ("record-of-nowhen", partial(_age_to_nowhen, category=category), "retention.rows-without-key"),
        ("bucket-kept", partial(_keep_bucket, category=category), "retention.key-of-a-dead-day"),
        ("tombstone-left-out", partial(_leave_tombstone_out, category=category), "retention.no-tombstone"),
        ("day-dated-anew", partial(_date_anew, category=category), "retention.misdated"),
        ("old-day-without-start", partial(_open_undated, category=category), "retention.unknown-too-long"),
        ("day-ahead", partial(_open_ahead, category=category), "retention.from-the-future"),
        ("opening-dated-ahead", partial(_date_opening_ahead, category=category), "retention.in-the-future"),
        ("charter-dated-ahead", _date_charter_ahead, "retention.in-the-future"),
    ]
    if ends_by_time(reach.charter, category):
        sabotages += [
            ("record-aged", partial(_age, category=category), "retention.rows-of-dead-days"),
            ("sweep-unplugged", partial(_unplug_sweep, category=category), "retention.overdue"),
            ("days-opened-anew", partial(_open_anew, category=category), "retention.overdue"),
            ("standing-disobeys", outlive, "retention.shifted"),
            ("day-struck-out", partial(_strike_out, category=category), "retention.key-alone"),
        ]
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
    yield Drill(
        promise=promise.id,
        sabotage="start-forgotten",
        act=partial(_forget_start, category=category),
        finds="retention.unknown-start",
        expects=State.UNPROVEN,
    )


def _of_sweeps(promise: Promise) -> Iterator[Drill]:
    """Yield what keeps the next sweep from destroying anything, or kept the last ones from it."""
    sabotages: tuple[tuple[str, Saboteur, str, State], ...] = (
        ("sweep-moment-moved", _move_tick, "retention.sweep-redated", State.BROKEN),
        ("sweep-mark-stripped", _strip_tick, "retention.sweep-unmarked", State.UNPROVEN),
        ("sweep-stalled", partial(_tick_at, away=-_DAYS_AWAY), "retention.unswept", State.BROKEN),
        ("swept-under-a-clock-ahead", partial(_tick_at, away=_DAYS_AWAY), "retention.swept-ahead", State.BROKEN),
    )
    for sabotage, act, finds, expects in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds, expects=expects)


def _of_persons(reach: Reach, promise: Promise, outlive: Saboteur) -> Iterator[Drill]:
    """Yield the sabotages of how long records of persons stay."""
    purpose, category = promise.subject.split("/")
    today = date(2026, 1, 1)
    sabotages: list[tuple[str, Saboteur, str, State]] = [
        ("person-over", partial(_let_be_over, category=category), "retention.persons-overdue", State.BROKEN)
    ]
    if reader_of(reach, purpose, category) is not None and persons.ends(reach, purpose, today) is not None:
        sabotages.append(("standing-disobeys", outlive, "retention.outlived", State.BROKEN))
    if _unknown_alone(reach, purpose, category):
        forget, old = (
            partial(_forget_starts, category=category),
            partial(_forget_starts, category=category, days=2 * UNKNOWN_DAYS),
        )
        sabotages += [
            ("starts-forgotten", forget, "retention.persons-unknown", State.UNPROVEN),
            ("starts-forgotten-long-ago", old, "retention.persons-unknown-too-long", State.BROKEN),
        ]
    for sabotage, act, finds, expects in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds, expects=expects)


def _unknown_alone(reach: Reach, purpose: str, category: str) -> bool:
    """Tell whether nobody knows when a purpose begins of whom nothing was told."""
    now = datetime(2026, 1, 2, 12, tzinfo=UTC)  # no earlier day in any time zone
    events = events_of(reach.plan, purpose, Record(category, now.date(), now), (), now=now)
    return life(reach.plan, purpose=purpose, category=category, events=events, now=now).status is Status.UNKNOWN


def _let_be_over(sandbox: Sandbox, category: str) -> None:
    """Let everything that keeps a record be over, for a week, and sweep nothing."""
    bench, row = sandbox.bench, a_person_row(sandbox.bench, category)
    person = row.person or b""
    sql(sandbox, "DELETE FROM standing WHERE subject LIKE ?", values=[f"{person_subject(person)}%"])
    keeps = [bench.charter.purposes[purpose].keep for purpose in bench.plan.purposes_of(category)]
    for event, effective in persons.endings(keeps, day_of(bench.clock.now(), bench.plan.zone)).items():
        bench.vault.tell(person, event, effective=effective, actor="saboteur")
    set_beside(sandbox, row, "day", "1901-01-01")
    sandbox.clock.advance(timedelta(days=7))


def _forget_starts(sandbox: Sandbox, category: str, days: int = 0) -> None:
    """Take out of the ledger when anything began for somebody, and date their record back."""
    row = a_person_row(sandbox.bench, category)
    sql(sandbox, "DELETE FROM standing WHERE subject LIKE ?", values=[f"{person_subject(row.person or b'')}%"])
    day = date.fromisoformat(row.day) - timedelta(days=days)
    set_beside(sandbox, row, "day", day.isoformat())


def ends_by_time(charter: Charter, category: str) -> bool:
    """Tell whether the time since the collection alone ends every purpose of a category."""
    keeps = [purpose.keep for purpose in charter.purposes.values() if category in purpose.uses]
    return all(isinstance(keep, After | Between) and keep.event == COLLECTED for keep in keeps)


def _move(sandbox: Sandbox, category: str, day: str) -> None:
    """Write another day beside a record of today."""
    row = a_row(sandbox.bench, category)
    put_row(sandbox.bench, row._replace(day=day), instead_of=row)


def _age(sandbox: Sandbox, category: str) -> None:
    """Move a record to a day that is dead, and let the time pass that a sweep may take."""
    _move(sandbox, category, dead_days(sandbox.bench, category)[0])
    sandbox.clock.advance(timedelta(hours=1))


def _age_to_nowhen(sandbox: Sandbox, category: str) -> None:
    """Move a record to a day that was never opened."""
    _move(sandbox, category, "1999-12-31")


def _keep_bucket(sandbox: Sandbox, category: str) -> None:
    """Write that a day is destroyed, and leave its key where it is."""
    bench = sandbox.bench
    with bench.store.writing() as connection:
        dead = [(number_of(bench, category), living_days(bench, category)[0])]
        days.mark_destroyed(connection, bench.organisation, dead, moment_text(bench.clock.now()))


def _leave_tombstone_out(sandbox: Sandbox, category: str) -> None:
    """Destroy the key of a day without a tombstone, so that an old copy of the shelf could raise it."""
    bench, day = sandbox.bench, living_days(sandbox.bench, category)[0]
    bucket = bench.shelf.bucket(bench.organisation, number_of(bench, category), day)
    if bucket is not None:
        bench.shelf.destroy(bench.organisation, [bucket[0]])
    _keep_bucket(sandbox, category)


def _date_anew(sandbox: Sandbox, category: str) -> None:
    """Write into the ledger that a day was collected later, so that it lives longer."""
    bench, day = sandbox.bench, date.fromisoformat(living_days(sandbox.bench, category)[0])
    with bench.store.writing() as connection:
        bench.standing.record(
            connection,
            subject=subject_of(category, day),
            event=COLLECTED,
            effective=day + timedelta(days=30),
            because="saboteur",
        )


def _unplug_sweep(sandbox: Sandbox, category: str) -> None:
    """Let time pass until everything is past its term, and sweep nothing."""
    age = past_every_term(sandbox.bench, category)
    if age is not None:
        sandbox.clock.advance(timedelta(days=2 * age))


def _open_anew(sandbox: Sandbox, category: str) -> None:
    """Sweep nothing until everything is past its term, and say of the days that they were opened just now."""
    _unplug_sweep(sandbox, category)
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("UPDATE days SET opened = ?", (moment_text(sandbox.clock.now()),))


def _move_tick(sandbox: Sandbox) -> None:
    """Date the last sweep by hand, so that the next one believes that the clock moved, and stops."""
    by_hand(sandbox, "UPDATE instance_facts SET value = '2001' || substr(value, 5) WHERE name = 'standing.last-tick'")


def _strip_tick(sandbox: Sandbox) -> None:
    """Date the last sweep as a version of before did, under no mark."""
    by_hand(
        sandbox,
        "UPDATE instance_facts SET value = substr(value, 1, instr(value, ' ') - 1) WHERE name = 'standing.last-tick'",
    )


def _tick_at(sandbox: Sandbox, away: timedelta) -> None:
    """Let the last sweep that ran to its end have done so at another moment."""
    sandbox.clock.advance(away)
    with sandbox.bench.store.writing() as connection:
        sandbox.bench.standing.tick(connection)
    sandbox.clock.advance(-away)


def _forget_start(sandbox: Sandbox, category: str) -> None:
    """Take the start of a day out of the ledger: nobody knows any more when its term ends."""
    day = living_days(sandbox.bench, category)[-1]
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM standing WHERE subject = ?", (f"{category}/{day}",))


def _strike_out(sandbox: Sandbox, category: str) -> None:
    """Take a day and its records out of every table, leave its key, and let the time pass."""
    bench, day = sandbox.bench, living_days(sandbox.bench, category)[0]
    with bench.store.writing() as connection:
        for table in ("days", "records", "marks"):
            connection.exec_driver_sql(
                f"DELETE FROM {table} WHERE category = ? AND day = ?",  # noqa: S608  # names of our own
                (number_of(bench, category), day),
            )
    _unplug_sweep(sandbox, category)


def _date_opening_ahead(sandbox: Sandbox, category: str) -> None:
    """Write that a day was opened in seventy years, so that it is overdue only after them."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE days SET opened = ? WHERE category = ? AND destroyed IS NULL",
            (moment_text(sandbox.clock.now() + timedelta(days=25_000)), number_of(sandbox.bench, category)),
        )
    _unplug_sweep(sandbox, category)


def _date_charter_ahead(sandbox: Sandbox) -> None:
    """Write that the charter is applied from a later day on, so that everything waits for it."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE charters SET applied = ?", (moment_text(sandbox.clock.now() + timedelta(days=25_000)),)
        )


def _open_undated(sandbox: Sandbox, category: str) -> None:
    """Open an old day, and write nowhere when its term begins."""
    _open(sandbox, category, -2 * UNKNOWN_DAYS)


def _open_ahead(sandbox: Sandbox, category: str) -> None:
    """Open a day that has not begun, as a clock gone ahead would."""
    _open(sandbox, category, 30)


def _open(sandbox: Sandbox, category: str, days_ahead: int) -> None:
    bench, number = sandbox.bench, number_of(sandbox.bench, category)
    now = bench.clock.now()
    day = day_of(now + timedelta(days=days_ahead), bench.plan.zone).isoformat()
    key = bench.keyring.day_key(bench.organisation, number, day, create=True)
    if key is not None:
        row = DayRow(organisation=bench.organisation, category=number, day=day, bucket=key.id, opened=moment_text(now))
        with bench.store.writing() as connection:
            days.open_day(connection, row)
