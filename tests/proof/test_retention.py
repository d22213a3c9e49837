"""What is not a broken promise of retention, although it looks like one: the sweep is given the time it was promised."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.proof.conftest import BOOKSHOP, verdict_on

from etanche.charter import compile_plan, parse_keep, read
from etanche.proof import Sandbox, State, Verdict
from etanche.proof.drills.saboteur import dead_days, living_days, number_of
from etanche.proof.persons.retention import endings
from etanche.standing import apply_charter
from etanche.store import records
from etanche.vault import Arrival

RETENTION = "retention:audience/visit"


def told(sandbox: Sandbox) -> Verdict:
    """Return what the check says now, a sweep having run to its end that took nothing."""
    with sandbox.bench.store.writing() as connection:
        sandbox.bench.standing.tick(connection)
    return verdict_on(sandbox.bench, RETENTION)


def come(sandbox: Sandbox, *, days_ago: int) -> None:
    """Let one visit in that happened some days ago."""
    at = sandbox.bench.clock.now() - timedelta(days=days_ago)
    sandbox.bench.vault.door("site-logs", actor="import").put_many(
        "visit", [Arrival(at=at, fields={"page": "/"}, who="v")]
    )


def test_a_day_is_due_for_one_day(sandbox: Sandbox) -> None:
    """On the day its term ends a day of data may still wait for the sweep; on the day after it is overdue."""
    oldest = living_days(sandbox.bench, "visit")[0]
    sandbox.clock.advance(timedelta(days=180 - 4))
    on_the_day = told(sandbox)
    sandbox.clock.advance(timedelta(days=1))
    after = told(sandbox)

    assert "2026-11-17" == oldest
    assert (State.KEPT, State.BROKEN) == (on_the_day.state, after.state)
    assert {"days": 1, "late": 1} == dict(after.measured)


def test_an_old_log_waits_for_the_sweep_until_the_end_of_the_day(sandbox: Sandbox) -> None:
    """Visits that were over when they were imported are due from their import, not broken from their first second."""
    come(sandbox, days_ago=190)
    at_once = told(sandbox)
    sandbox.clock.advance(timedelta(days=1))
    after = told(sandbox)

    assert (State.KEPT, "retention.overdue") == (at_once.state, after.because)


def test_an_end_learned_late_waits_three_days(sandbox: Sandbox) -> None:
    """After a charter shortened a term, what it ended is refused at once and destroyed 72 hours later: meanwhile kept."""
    text = BOOKSHOP.read_text(encoding="utf-8").replace(
        "keep: 180 days after collected", "keep: 2 days after collected"
    )
    charter = read(text.encode(), file="shorter").charter
    assert charter is not None
    sandbox.clock.advance(timedelta(hours=1))
    bench = sandbox.bench
    with bench.store.writing() as connection:
        apply_charter(
            connection,
            bench.keyring,
            bench.organisation,
            text=text,
            digest=compile_plan(charter).digest,
            at=bench.clock.now(),
        )
    sandbox.obey(None)
    at_once = told(sandbox)
    sandbox.clock.advance(timedelta(hours=73))
    after = told(sandbox)

    assert (State.KEPT, 3) == (at_once.state, at_once.measured["waiting"])
    assert "retention.overdue" == after.because


def test_rows_of_a_day_just_destroyed_may_be_swept_in_bites(sandbox: Sandbox) -> None:
    """For a quarter of an hour the unreadable rows of a dead day are no broken promise; after it they are."""
    bench, dead = sandbox.bench, dead_days(sandbox.bench, "visit")[0]
    with bench.store.reading() as connection:
        today = living_days(bench, "visit")[-1]
        row = next(iter(list(records.of_day(connection, bench.organisation, number_of(bench, "visit"), today))))
    with bench.store.writing() as connection:
        records.insert(connection, [row._replace(day=dead)])
    at_once = told(sandbox)
    sandbox.clock.advance(timedelta(minutes=16))
    after = told(sandbox)

    assert (State.KEPT, "retention.rows-of-dead-days") == (at_once.state, after.because)


@pytest.mark.parametrize(("days_ago", "held", "oldest"), [(100, 6, 100), (0, 5, 4)])
def test_evidence_counts_days_of_people(sandbox: Sandbox, days_ago: int, held: int, oldest: int) -> None:
    """How many days are held and how old the oldest is counts what people left, not what the check left."""
    come(sandbox, days_ago=days_ago)
    measured = told(sandbox).measured

    assert (held, oldest, 2) == (measured["days"], measured["oldest"], measured["destroyed"])


def test_rules_that_count_from_one_event_are_over_when_the_longest_is() -> None:
    """What ends two years, and five years, after the end of a contract is over when the contract ended more than five years ago."""
    keeps = [parse_keep(rule) for rule in ("5 years after contract-end", "2 years after contract-end")]
    ended = endings(keeps, date(2026, 11, 22))

    assert {"contract-end": date(2026, 11, 22) - timedelta(days=5 * 366 + 2)} == ended
