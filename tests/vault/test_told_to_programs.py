"""What a program reads of an erasure, a look and a forecast: every word of it, under a name that stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from etanche.vault.erasing import Erasure
from etanche.vault.forecast import Fate, Forecast
from etanche.vault.looking import Look
from etanche.vault.staying import Kept

NOON = datetime(2026, 5, 25, 10, tzinfo=UTC)
LATER = NOON + timedelta(seconds=30)


def test_an_erasure_is_told_with_its_moments_and_what_is_kept() -> None:
    """Since when nothing opens, from when on nowhere, since when no row is left; and what stays, for what, until when."""
    kept = Kept(category="invoice", purpose="bookkeeping", records=2, until="2036-12-31")
    erasure = Erasure(unreadable=NOON, everywhere=LATER, marks_gone=LATER, records=3, kept=(kept,))

    assert {
        "unreadable": "2026-05-25T10:00:00+00:00",
        "everywhere": "2026-05-25T10:00:30+00:00",
        "marks_gone": "2026-05-25T10:00:30+00:00",
        "records": 3,
        "kept": [{"category": "invoice", "purpose": "bookkeeping", "records": 2, "until": "2036-12-31"}],
    } == erasure.as_json()


def test_an_erasure_that_is_not_through_says_so() -> None:
    """A moment that has not come is nothing, and no moment of another thing."""
    told = Erasure(unreadable=None, everywhere=LATER, marks_gone=None, records=0, kept=()).as_json()

    assert (None, None, []) == (told["unreadable"], told["marks_gone"], told["kept"])


def test_a_look_is_told_with_who_what_for_and_to_whom() -> None:
    """A person's program sees moment, act, category, role, purpose, case and recipient."""
    look = Look(
        at=NOON, act="read", category="visit", role="analyst", purpose="audience", case="c1", recipient="printer"
    )

    assert {
        "at": "2026-05-25T10:00:00+00:00",
        "act": "read",
        "category": "visit",
        "role": "analyst",
        "purpose": "audience",
        "case": "c1",
        "recipient": "printer",
    } == look.as_json()


def test_a_forecast_is_told_with_its_fate_and_numbers() -> None:
    """What falls due names no purpose; what a purpose could read no more names it."""
    fate = next(iter(Fate))
    one = Forecast(fate=fate, category="visit", purpose="", days=2, records=5)

    assert {"fate": str(fate), "category": "visit", "purpose": None, "days": 2, "records": 5} == one.as_json()
    named = Forecast(fate=fate, category="visit", purpose="audience", days=2, records=5)
    assert "audience" == named.as_json()["purpose"]
