"""A clock that was ahead, or a date that was moved ahead, neither hides a broken promise nor makes one up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.proof.conftest import not_kept, verdict_on

from etanche.cli.rounds import Rounds
from etanche.clock import FixedClock
from etanche.instance import Instance
from etanche.proof import Sandbox, State, history, later, latest, prove
from etanche.proof.drills.retention import _open as open_day
from etanche.proof.drills.saboteur import force_shelf, living_days, number_of
from etanche.store import moment_text
from etanche.terms import PromiseId

RETENTION = "retention:audience/visit"
CHAIN = PromiseId("logs:chain")
FAR = timedelta(days=3_650)


def date_openings(sandbox: Sandbox, *, ahead: timedelta) -> None:
    """Write that every living day was opened at a later moment."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE days SET opened = ? WHERE destroyed IS NULL", (moment_text(sandbox.clock.now() + ahead),)
        )


@pytest.mark.clause("C5")
def test_a_moment_a_few_minutes_ahead_hides_nothing(sandbox: Sandbox) -> None:
    """A clock put right by four minutes is no finding, and what is overdue is overdue all the same."""
    date_openings(sandbox, ahead=timedelta(minutes=4))
    young = verdict_on(sandbox.bench, RETENTION)
    sandbox.clock.advance(timedelta(days=400))
    date_openings(sandbox, ahead=timedelta(minutes=4))
    old = verdict_on(sandbox.bench, RETENTION)

    assert (State.KEPT, "retention.overdue") == (young.state, old.because)


@pytest.mark.parametrize(("ahead", "finding"), [(0, "retention.in-time"), (1, "retention.from-the-future")])
def test_today_is_not_the_future(sandbox: Sandbox, ahead: int, finding: str) -> None:
    """A living day of today is in time, one of tomorrow is not."""
    open_day(sandbox, "visit", ahead)

    assert finding == verdict_on(sandbox.bench, RETENTION).because


def test_a_key_of_a_day_that_has_not_begun_is_from_the_future(sandbox: Sandbox) -> None:
    """Even when nothing but the key is there."""
    open_day(sandbox, "visit", 30)
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM days WHERE day > '2026-11-30'")

    assert "retention.from-the-future" == verdict_on(sandbox.bench, RETENTION).because


def test_a_key_alone_within_its_term_is_no_finding(sandbox: Sandbox) -> None:
    """A key is made before its day is written down: a process killed in between broke no promise yet."""
    bench, day = sandbox.bench, "2026-11-02"
    bench.keyring.day_key(bench.organisation, number_of(bench, "visit"), day, create=True)
    at_once = verdict_on(bench, RETENTION)
    sandbox.clock.advance(timedelta(days=170))
    after = verdict_on(bench, RETENTION)

    assert day not in living_days(bench, "visit")
    assert ("retention.in-time", "retention.key-alone") == (at_once.because, after.because)


def test_a_doubtful_clock_forgets_no_verdict(sandbox: Sandbox) -> None:
    """A look ten years ahead of the last sweep lets go of nothing."""
    bench = sandbox.bench
    first = prove(bench)
    sandbox.clock.advance(FAR)
    prove(bench)
    sandbox.clock.advance(-FAR)
    told = history(
        bench.store,
        bench.organisation,
        CHAIN,
        clock=bench.clock,
        signer=bench.keyring.signer(bench.organisation),
        zone=bench.plan.zone,
    )

    assert {first.at.date(): State.KEPT} == dict(told)


def test_a_verdict_from_the_future_hides_no_later_look(sandbox: Sandbox) -> None:
    """After the clock was put right, what is found now is what is shown."""
    bench = sandbox.bench
    first = prove(bench)
    sandbox.clock.advance(FAR)
    prove(bench)
    sandbox.clock.advance(-FAR)
    before = latest(
        bench.store,
        bench.organisation,
        signer=bench.keyring.signer(bench.organisation),
        clock=bench.clock,
        later=later(bench.charter),
    )
    sandbox.clock.advance(timedelta(hours=1))
    bench.vault.sweep()
    (bench.folder / "stray.csv").touch(mode=0o600)
    second = prove(bench)
    after = latest(
        bench.store,
        bench.organisation,
        signer=bench.keyring.signer(bench.organisation),
        clock=bench.clock,
        later=later(bench.charter),
    )

    assert (first.at, first.verdicts) == (before.at, before.verdicts)
    assert (second.at, second.verdicts) == (after.at, after.verdicts)
    assert {"sealed:inventory": "sealed.unlisted-files"} == not_kept(after.verdicts)


def test_only_verdicts_from_the_future_are_no_verdicts(sandbox: Sandbox) -> None:
    """Nothing is shown of a house that nobody has looked at yet."""
    bench = sandbox.bench
    sandbox.clock.advance(FAR)
    prove(bench)
    sandbox.clock.advance(-FAR)
    found = latest(bench.store, bench.organisation, signer=bench.keyring.signer(bench.organisation), clock=bench.clock)

    assert ((), None) == (found.verdicts, found.at)


def test_a_round_looks_again_after_a_clock_was_put_right(instance: Instance, clock: FixedClock) -> None:
    """A look from the future does not stand in for the looks of ten years."""
    clock.advance(FAR)
    instance.prove()
    clock.advance(-FAR)
    Rounds(instance)._prove(instance)

    assert clock.now() == instance.verdicts().at


def test_a_head_taken_away_is_not_put_back_by_the_look(sandbox: Sandbox) -> None:
    """A shelf without the head of the journal is broken at the first look, and at the next."""
    force_shelf(sandbox.bench, "DELETE FROM heads")
    found = [not_kept(prove(sandbox.bench).verdicts) for _ in range(2)]

    assert [{"logs:chain": "logs.chain-head"}] * 2 == found
