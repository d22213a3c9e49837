"""A guard is a function of numbers; in doubt it says stop, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.standing import DueDay, Guard, GuardReason, clock_guard, mass_guard, share_guard

TICK = datetime(2026, 5, 25, 0, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("moved", "reason"),
    [
        (timedelta(0), GuardReason.STEADY),
        (timedelta(hours=48), GuardReason.STEADY),
        (timedelta(hours=48, seconds=1), GuardReason.CLOCK_AHEAD),
        (timedelta(days=3_650), GuardReason.CLOCK_AHEAD),
        (-timedelta(minutes=5), GuardReason.STEADY),
        (-timedelta(minutes=5, seconds=1), GuardReason.CLOCK_BACK),
        (-timedelta(days=3_650), GuardReason.CLOCK_BACK),
    ],
)
def test_the_clock_may_move_two_days_ahead_and_never_back(moved: timedelta, reason: GuardReason) -> None:
    """Up to 48 hours since the last sweep are steady; beyond, or before it, is a doubt."""
    guard = clock_guard(last_tick=TICK, now=TICK + moved)

    assert (reason is GuardReason.STEADY, reason) == (guard.ok, guard.reason)
    assert {"hours": int(moved / HOUR), "allowed": 48} == guard.numbers


def test_without_a_last_sweep_there_is_doubt() -> None:
    """Nobody knows how far the clock moved."""
    assert Guard(ok=False, reason=GuardReason.NO_TICK, numbers={}) == clock_guard(last_tick=None, now=TICK)


def due(count: int, *, since: date, step: int = 1, late: bool = False, category: str = "visit") -> list[DueDay]:
    """Return days whose last purpose ended on `since` and on the days before, `step` apart."""
    return [
        DueDay(
            category=category,
            day=since - timedelta(days=180 + number),
            since=since - timedelta(days=number * step),
            late=late,
        )
        for number in range(count)
    ]


def judge(days: list[DueDay], *, living: int = 1_000, elapsed: timedelta = timedelta(days=1)) -> Guard:
    """Judge days at the moment of a sweep that follows the last one by `elapsed`."""
    return mass_guard(days, living=living, last_tick=TICK, now=TICK + elapsed, zone="UTC")


@pytest.mark.parametrize(
    ("count", "elapsed", "ok"),
    [
        (0, timedelta(0), True),
        (1, timedelta(days=1), True),
        (2, timedelta(days=1), True),
        (3, timedelta(days=1), False),
        (1, timedelta(0), True),
        (2, timedelta(hours=23), False),
        (3, timedelta(days=2), True),
        (4, timedelta(days=2), False),
    ],
)
def test_time_explains_one_day_a_day(count: int, elapsed: timedelta, ok: bool) -> None:
    """Days due of one category may not exceed whole days elapsed, and one."""
    guard = judge(due(count, since=(TICK + elapsed).date()), elapsed=elapsed)

    assert ok is guard.ok
    if not ok:
        allowed = elapsed // timedelta(days=1) + 1
        assert (GuardReason.TOO_MANY_DAYS, {"due": count, "allowed": allowed}) == (guard.reason, guard.numbers)


def test_a_clock_that_went_back_explains_one_day_still() -> None:
    """Where the last sweep lies ahead, time explains what it always does, one day, and no less."""
    before = -timedelta(days=3)

    assert judge(due(1, since=TICK.date() + timedelta(days=1)), elapsed=before).ok
    assert {"due": 2, "allowed": 1} == judge(due(2, since=TICK.date()), elapsed=before).numbers


def test_what_goes_on_is_told_with_its_numbers() -> None:
    """A sweep that may go on says how much falls due, of how many, and how much might have."""
    found = judge(due(2, since=TICK.date() + timedelta(days=1)), living=100)

    assert Guard(ok=True, reason=GuardReason.EXPLAINED, numbers={"due": 2, "living": 100, "allowed": 5}) == found


@pytest.mark.parametrize(
    ("unexplained", "living", "allowed"), [(0, 0, 20), (20, 21, 20), (21, 21, 20), (25, 500, 25), (26, 500, 25)]
)
def test_a_few_records_of_persons_may_always_go(unexplained: int, living: int, allowed: int) -> None:
    """Twenty records that an earlier sweep should have taken go in any vault, or a twentieth of many; one more asks a person."""
    found = share_guard(unexplained=unexplained, living=living)

    assert (unexplained <= allowed) is found.ok
    assert (GuardReason.EXPLAINED if found.ok else GuardReason.TOO_LARGE_A_SHARE) is found.reason
    assert {"due": unexplained, "living": living, "allowed": allowed} == found.numbers


def test_categories_are_counted_each_for_itself() -> None:
    """One day in each of several categories is what a day brings."""
    since = TICK.date() + timedelta(days=1)

    assert judge([day for name in "abcdef" for day in due(1, since=since, category=name)]).ok


def test_days_that_came_in_dead_explain_themselves() -> None:
    """An import of two hundred old days is no surprise, however small the vault."""
    assert judge(due(200, since=TICK.date() - timedelta(days=3), late=True), living=200).ok


def test_days_that_end_on_one_date_are_one_surprise_less() -> None:
    """Four days end on the last of February under a rule in months, a year of them under one in financial years."""
    assert judge(due(4, since=TICK.date() + timedelta(days=1), step=0)).ok
    assert judge(due(365, since=TICK.date() + timedelta(days=1), step=0)).ok


def test_a_twentieth_may_be_left_over_and_not_more() -> None:
    """Days that should have gone at an earlier sweep: up to 5 % of the living may go, beyond a person is asked."""
    left_over = due(6, since=TICK.date(), step=0)

    assert judge(left_over, living=120).ok
    stopped = judge(left_over, living=119)
    assert (False, GuardReason.TOO_LARGE_A_SHARE) == (stopped.ok, stopped.reason)
    assert {"due": 6, "living": 119, "allowed": 5} == stopped.numbers


@given(
    count=st.integers(0, 50),
    more=st.integers(1, 50),
    living=st.integers(0, 2_000),
    elapsed=st.integers(0, 48),
    late=st.booleans(),
)
def test_more_due_days_never_calm_a_guard(count: int, more: int, living: int, elapsed: int, late: bool) -> None:
    """What was stopped stays stopped when more falls due beside it."""
    since = TICK.date() + timedelta(days=elapsed // 24)
    few, many = due(count, since=since), due(count + more, since=since) + due(more, since=since, late=late)
    hours = timedelta(hours=elapsed)

    assert judge(few, living=living, elapsed=hours).ok or not judge(many, living=living, elapsed=hours).ok
