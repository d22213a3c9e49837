"""Since when a charter is known: the moment it applies from, or the moment a sweep saw it where clocks disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.conftest import IN_FILES
from tests.standing.conftest import NOON, ORGANISATION

from etanche.standing.guards import BACKWARD_SLACK
from etanche.standing.learned import learn, learned, obeyed
from etanche.store import CharterRow, charters, moment_text

if TYPE_CHECKING:
    from tests.standing.conftest import Book

HOUR = timedelta(hours=1)
pytestmark = IN_FILES


def test_without_a_charter_everything_is_obeyed_and_nothing_learned(book: Book) -> None:
    """Before the first charter is applied there is none to be another one."""
    with book.store.writing() as connection:
        learn(connection, ORGANISATION, book.plan.digest, NOON)

        assert obeyed(connection, ORGANISATION, book.plan.digest, NOON)
        assert learned(connection, ORGANISATION, book.plan.digest, NOON) is None


def test_one_charter_is_obeyed_at_a_time(book: Book) -> None:
    """The one in force is obeyed and known since its moment; any other is learned later than anything opened just now."""
    book.apply(book.plan)
    later = NOON + HOUR

    with book.store.reading() as connection:
        assert [True, False] == [obeyed(connection, ORGANISATION, each, later) for each in (book.plan.digest, "other")]
        assert learned(connection, ORGANISATION, book.plan.digest, later) == NOON
        assert learned(connection, ORGANISATION, "other", later) == later + BACKWARD_SLACK


def test_a_clock_put_right_by_a_few_minutes_learns_nothing_anew(book: Book) -> None:
    """A charter whose moment lies ahead by no more than such a correction is known from its moment; beyond, from now."""
    book.apply(book.plan)
    near, far = NOON - BACKWARD_SLACK, NOON - BACKWARD_SLACK - timedelta(seconds=1)
    with book.store.writing() as connection:
        charters.adopt(connection, _row(book), "mark")

        assert [NOON, far] == [learned(connection, ORGANISATION, book.plan.digest, each) for each in (near, far)]


def test_a_clock_that_went_back_is_waited_for_once(book: Book) -> None:
    """A charter in force whose moment has not come is known from the first sweep that saw it, and not from each one anew."""
    book.apply(book.plan)
    back = NOON - 10 * HOUR
    with book.store.writing() as connection:
        charters.adopt(connection, _row(book), "mark")
        learn(connection, ORGANISATION, "other", back)
        unseen = learned(connection, ORGANISATION, book.plan.digest, back + HOUR)
        for moment in (back, back + HOUR):
            learn(connection, ORGANISATION, book.plan.digest, moment)

        assert [back + HOUR, back] == [unseen, learned(connection, ORGANISATION, book.plan.digest, back + 2 * HOUR)]


def _row(book: Book) -> CharterRow:
    return CharterRow(organisation=ORGANISATION, digest=book.plan.digest, text="charter", applied=moment_text(NOON))
