"""One ledger says what happened; what is due follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.standing.conftest import NOON, plan_of

from etanche.charter import Status
from etanche.standing import ENDED, DueDay, Event, GuardReason

if TYPE_CHECKING:
    from tests.standing.conftest import Book

TODAY = date(2026, 5, 25)
OLD = TODAY - timedelta(days=200)


def test_events_are_kept_in_order_of_commit(book: Book) -> None:
    """When something takes effect is another matter than when it was told."""
    book.open(TODAY)
    book.clock.advance(timedelta(hours=1))
    book.tell(TODAY, "case-closed", datetime(2026, 5, 1, 12, tzinfo=UTC))

    events = book.standing.events("visit/2026-05-25")

    assert [("collected", TODAY), ("case-closed", datetime(2026, 5, 1, 12, tzinfo=UTC))] == [
        (event.event, event.effective) for event in events
    ]
    assert (
        Event(subject="visit/2026-05-25", event="collected", effective=TODAY, recorded=NOON, because="test")
        == events[0]
    )


def test_an_event_goes_with_its_act(book: Book) -> None:
    """What is rolled back was never told."""
    with pytest.raises(RuntimeError):
        fail_after_telling(book)

    assert () == book.standing.events("visit/2026-05-25")


def fail_after_telling(book: Book) -> None:
    """Tell an event in a transaction that fails."""
    with book.store.writing() as connection:
        book.standing.record(connection, subject="visit/2026-05-25", event="x", effective=TODAY, because="x")
        raise RuntimeError


def test_the_life_of_days_is_looked_up_together(book: Book) -> None:
    """Each day has its own life; one never opened is unknown."""
    book.open(TODAY)
    book.open(OLD)

    lives = book.standing.lives("audience", "visit", [TODAY, OLD, TODAY - timedelta(days=1)])

    assert [Status.RUNNING, Status.DUE, Status.UNKNOWN] == [one.status for one in lives.values()]
    assert Status.DUE == book.standing.life("audience", "visit", TODAY, now=NOON + timedelta(days=181)).status


@pytest.mark.clause("C5")
def test_a_day_is_due_when_its_last_purpose_has_ended(book: Book) -> None:
    """With two purposes the longer one holds the day."""
    book.open(OLD)
    one = book.standing.due()
    book.plan = plan_of(audience="180 days after collected", security="1 year after collected")
    two = book.standing.due()
    after = book.standing.due(NOON + timedelta(days=200))

    assert (DueDay(category="visit", day=OLD, since=date(2026, 5, 5), late=True),) == one
    assert () == two
    assert [date(2026, 11, 6)] == [due.since for due in after]


def test_a_purpose_that_has_not_begun_holds_nothing(book: Book) -> None:
    """A consent that was never given does not keep a day beyond its other purpose, or at all."""
    book.open(OLD)
    book.open(TODAY)
    book.plan = plan_of(audience="180 days after collected", asking="while consent")

    assert [OLD] == [due.day for due in book.standing.due()]
    book.plan = plan_of(asking="while consent")
    assert [OLD, TODAY] == [due.day for due in book.standing.due()]


def test_what_is_unknown_is_never_due(book: Book) -> None:
    """A missing event destroys nothing, however much time passes."""
    book.open(OLD)
    book.plan = plan_of(audience="180 days after collected", billing="2 years after contract-end")

    assert () == book.standing.due(NOON + timedelta(days=20_000))


def test_a_category_without_purpose_or_out_of_the_charter_is_left_alone(book: Book) -> None:
    """Nobody says that it may go, so it stays."""
    book.open(OLD, category="call")
    gone = {name: category for name, category in book.plan.categories.items() if name != "call"}

    assert () == book.standing.due()
    book.plan = replace(book.plan, categories=gone)
    assert () == book.standing.due()


def test_a_day_given_up_is_not_due_twice(book: Book) -> None:
    """Once its destruction is decided it is listed as given up, and never alive again."""
    book.open(OLD)
    book.tell(OLD, ENDED, book.clock.now())

    assert () == book.standing.due()
    assert (("visit", OLD),) == book.standing.given_up()
    with book.store.reading() as connection:
        assert [True, False] == [book.standing.ended(connection, "visit", day) for day in (OLD, TODAY)]
    assert Status.DUE == book.standing.life("audience", "visit", OLD, now=NOON - timedelta(days=190)).status


@pytest.mark.parametrize(("opened_before_charter", "waits"), [(True, True), (False, False)])
def test_an_end_learned_late_waits(book: Book, opened_before_charter: bool, waits: bool) -> None:
    """A day that a new charter ends waits 72 hours; one that came in dead under that charter does not."""
    if opened_before_charter:
        book.open(OLD)
        book.clock.advance(timedelta(hours=1))
    book.apply(plan_of(audience="30 days after collected"))
    if not opened_before_charter:
        book.open(OLD)

    (due,) = book.standing.due()

    assert (book.clock.now() + timedelta(hours=72) if waits else None) == due.waits_until
    assert due.late is not waits


def test_an_end_that_comes_after_the_charter_does_not_wait(book: Book) -> None:
    """A charter applied long before changes nothing for the days that end later by its own rule."""
    book.open(TODAY)
    book.clock.advance(timedelta(days=10))
    book.apply(plan_of(audience="30 days after collected"))
    book.clock.advance(timedelta(days=20))

    assert [(TODAY, None, False)] == [(due.day, due.waits_until, due.late) for due in book.standing.due()]


def test_a_plan_that_was_never_applied_makes_everything_wait(book: Book) -> None:
    """The waiting begins anew each time it is asked."""
    book.apply(book.plan)
    book.open(OLD)
    book.clock.advance(timedelta(hours=1))
    book.plan = replace(plan_of(audience="30 days after collected"), digest="1" * 64)

    assert [book.clock.now() + timedelta(hours=72)] == [due.waits_until for due in book.standing.due()]
    book.clock.advance(timedelta(days=30))
    assert [book.clock.now() + timedelta(hours=72)] == [due.waits_until for due in book.standing.due()]


FAR = timedelta(days=3_650)


def test_a_charter_applied_in_the_future_is_known_from_the_first_sweep_that_saw_it(book: Book) -> None:
    """By a clock that went back its moment has not come yet: what it ends waits 72 hours from then, and not for that moment."""
    book.open(OLD)
    book.clock.advance(FAR)
    book.apply(plan_of(audience="180 days after collected"))
    book.clock.advance(timedelta(hours=1) - FAR)
    for _ in range(3):
        with book.store.writing() as connection:
            book.standing.learn(connection)
        book.clock.advance(timedelta(hours=25))
    (due,) = book.standing.due()

    assert due.waits_until == book.clock.now() - timedelta(hours=3)
    assert book.standing.settled()


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(minutes=4), timedelta(minutes=6)])
def test_no_wait_reaches_further_than_three_days(book: Book, ahead: timedelta) -> None:
    """However the moment of application and the clock stand to each other, nothing waits longer than 72 hours from now."""
    book.open(OLD)
    book.clock.advance(timedelta(hours=1) + ahead)
    book.apply(plan_of(audience="30 days after collected"))
    book.clock.advance(-ahead)
    (due,) = book.standing.due()

    assert due.waits_until == book.clock.now() + timedelta(hours=72)


@pytest.mark.parametrize("charter_before", [True, False])
def test_a_day_opened_in_the_future_is_due_like_any_other(book: Book, charter_before: bool) -> None:
    """An opening that has not come yet neither makes a day wait nor explains that it is over."""
    if charter_before:
        book.apply(book.plan)
    book.clock.advance(FAR)
    book.open(OLD)
    book.clock.advance(-FAR)
    if not charter_before:
        book.apply(book.plan)

    assert [DueDay(category="visit", day=OLD, since=date(2026, 5, 5), late=False)] == list(book.standing.due())


@pytest.mark.clause("C5")
def test_a_day_that_has_not_begun_is_due_at_once(book: Book) -> None:
    """What came in while the clock was ahead does not stay until that day comes, whatever its purposes say."""
    book.open(TODAY)
    book.open(TODAY + timedelta(days=1))
    book.open(TODAY + FAR)
    book.open(TODAY + FAR, category="call")
    book.standing.begin()

    assert [
        DueDay(category="visit", day=day, since=TODAY, late=True) for day in (TODAY + timedelta(days=1), TODAY + FAR)
    ] == list(book.standing.due())
    assert all(guard.ok for guard in book.standing.guards(book.standing.due()))
    book.plan = plan_of(audience="180 days after collected", billing="2 years after contract-end")
    assert 2 == len(book.standing.due())
    book.tell(TODAY + FAR, ENDED, book.clock.now())
    assert 1 == len(book.standing.due())


def test_the_day_that_begins_in_a_moment_is_not_in_the_future(book: Book) -> None:
    """A clock put back by a few minutes at midnight does not give up the new day; the day is that of the organisation."""
    book.open(TODAY + timedelta(days=1))
    book.clock.advance(timedelta(hours=11, minutes=54))
    at_23_54 = book.standing.due()
    book.clock.advance(timedelta(minutes=1))

    assert [1, 0] == [len(at_23_54), len(book.standing.due())]


def test_a_charter_settles_after_three_days(book: Book) -> None:
    """Without any charter there is nothing to wait for; a new one settles in 72 hours; a plan never applied does not."""
    never = book.standing.settled()
    book.apply(book.plan)
    fresh = book.standing.settled()
    book.clock.advance(timedelta(hours=72))

    assert [True, False, True] == [never, fresh, book.standing.settled()]
    book.plan = replace(book.plan, digest="1" * 64)
    assert not book.standing.settled()


def test_the_first_tick_is_kept(book: Book) -> None:
    """Beginning twice does not move the tick; a sweep does."""
    nobody_knows = book.standing.last_tick()
    book.standing.begin()
    book.clock.advance(timedelta(hours=5))
    book.standing.begin()
    first = book.standing.last_tick()
    with book.store.writing() as connection:
        book.standing.tick(connection)

    assert (None, NOON) == (nobody_knows, first)
    assert NOON + timedelta(hours=5) == book.standing.last_tick()


def test_the_guards_are_asked_clock_first(book: Book) -> None:
    """Without a tick only the clock is judged; with one, the clock and the mass."""
    book.open(OLD)
    without = book.standing.guards(book.standing.due())
    book.standing.begin()
    guards = book.standing.guards(book.standing.due())

    assert [GuardReason.NO_TICK] == [guard.reason for guard in without]
    assert [GuardReason.STEADY, GuardReason.EXPLAINED] == [guard.reason for guard in guards]
    assert 1 == guards[1].numbers["living"]


def test_only_days_given_up_are_ended(book: Book) -> None:
    """Of the days asked for those are told whose destruction was decided, and of each what it is."""
    for day in (TODAY, OLD):
        book.open(day)
    book.tell(OLD, ENDED, NOON)
    with book.store.reading() as connection:
        ended = book.standing.ended_days(connection, "visit", [TODAY.isoformat(), OLD.isoformat()])

    assert {OLD.isoformat()} == ended


def test_the_charter_in_force_is_that_of_this_moment(book: Book) -> None:
    """None at all is obeyed; one of another digest is not; one that comes into force tomorrow is not in force today."""

    def obeyed() -> bool:
        with book.store.reading() as connection:
            return book.standing.is_obeyed(book.standing.orders(connection))

    assert obeyed()
    book.apply(book.plan)
    assert obeyed()
    book.clock.advance(timedelta(days=1))
    other, mine = replace(book.plan, digest="1" * 64), book.plan
    book.apply(other)
    book.clock.advance(timedelta(days=-1))
    book.plan = mine
    assert obeyed()
    book.clock.advance(timedelta(days=1))
    assert not obeyed()
