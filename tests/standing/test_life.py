"""The life of a purpose follows from events and the keep rule, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.standing.conftest import plan_of

from etanche.charter import Status
from etanche.standing import COLLECTED, ENDED, Life, life

if TYPE_CHECKING:
    from collections.abc import Mapping

PLAN = plan_of(audience="180 days after collected", helping="while consent", billing="2 years after contract-end")
COLLECTION = date(2026, 1, 1)


def status(purpose: str, on: datetime, **events: date | datetime) -> Status:
    """Return where a purpose stands for `visit`."""
    told: Mapping[str, date | datetime] = {name.replace("_", "-"): when for name, when in events.items()}
    return life(PLAN, purpose=purpose, category="visit", events=told, now=on).status


@pytest.mark.clause("C5")
def test_a_purpose_lives_for_its_time_and_not_a_moment_longer() -> None:
    """Collected on 1 January: alive to the last second of 29 June in Paris, due from the first of 30 June."""
    last = datetime(2026, 6, 29, 21, 59, 59, tzinfo=UTC)

    assert Status.RUNNING == status("audience", last, collected=COLLECTION)
    assert Status.DUE == status("audience", last + timedelta(seconds=1), collected=COLLECTION)


def test_a_life_says_until_when_and_by_which_promise() -> None:
    """The answer carries the last day and the promise of retention."""
    found = life(
        PLAN, purpose="audience", category="visit", events={COLLECTED: COLLECTION}, now=datetime(2026, 2, 1, tzinfo=UTC)
    )

    assert Life(status=Status.RUNNING, not_after=date(2026, 6, 30), because="retention:audience/visit") == found  # type: ignore[arg-type]


def test_a_missing_beginning_is_unknown() -> None:
    """Without the event it starts from, a purpose is neither alive nor over."""
    now = datetime(2030, 1, 1, tzinfo=UTC)

    assert Status.UNKNOWN == status("audience", now)
    assert Status.UNKNOWN == status("billing", now, collected=COLLECTION)
    assert Status.NOT_BEGUN == status("helping", now, collected=COLLECTION)


def test_a_purpose_that_does_not_use_the_category_has_not_begun() -> None:
    """No rule, no life."""
    assert Status.NOT_BEGUN == status("selling", datetime(2026, 2, 1, tzinfo=UTC), collected=COLLECTION)


def test_a_purpose_on_consent_lives_only_while_the_consent_stands() -> None:
    """Whatever its rule says, it has not begun before the consent, and is over with its withdrawal."""
    asked = replace(PLAN, consents=frozenset({"audience"}))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    given_, withdrawn = {"consent-given": COLLECTION}, {"consent-withdrawn": date(2026, 2, 1)}

    def status_of(events: Mapping[str, date | datetime]) -> Status:
        told = {COLLECTED: COLLECTION, **events}
        return life(asked, purpose="audience", category="visit", events=told, now=now).status

    assert [Status.NOT_BEGUN, Status.RUNNING, Status.DUE] == [
        status_of(events) for events in ({}, given_, given_ | withdrawn)
    ]
    assert Status.UNKNOWN == status_of({"consent-given": date(2026, 4, 1)})
    assert Status.DUE == status_of(given_ | {ENDED: date(2026, 2, 1)})


@given(days=st.integers(-400, 4_000))
def test_what_was_given_up_stays_over_whatever_a_clock_says(days: int) -> None:
    """After the decision of a sweep, no clock and no other event brings a purpose back to life."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)

    assert Status.DUE == status("audience", now, collected=COLLECTION, **{ENDED: date(2026, 6, 30)})
