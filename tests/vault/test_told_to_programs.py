"""What a program reads of an erasure, a look, a grant, a hold and others: every word of it, under a name that stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from etanche.vault.cases import Grant
from etanche.vault.erasing import Erasure
from etanche.vault.forecast import Fate, Forecast
from etanche.vault.holds import Hold
from etanche.vault.inquiries import Finding, Inquiry
from etanche.vault.looking import Look
from etanche.vault.planning import ErasurePlan
from etanche.vault.staying import Kept, kept_of
from etanche.vault.unknown import Assumed, Unknown

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


def test_a_plan_of_erasure_is_told_with_what_goes_and_what_stays() -> None:
    """How many records of each category go; and what stays, for what, until when."""
    plan = ErasurePlan(going={"order": 2}, kept=(Kept(category="invoice", purpose="books", records=1, until=None),))

    assert {
        "going": {"order": 2},
        "kept": [{"category": "invoice", "purpose": "books", "records": 1, "until": None}],
    } == plan.as_json()


def test_what_stays_is_told_by_category_purpose_and_day() -> None:
    """The same is always told in the same order: by category, then purpose; what has no day yet comes before what has one."""
    places = [("order", "b", "2027-01-01"), ("order", "b", None), ("order", "a", "2036-01-01"), ("account", "z", None)]
    told = kept_of(dict.fromkeys(places, 1))

    assert [places[3], places[2], places[1], places[0]] == [(one.category, one.purpose, one.until) for one in told]


def test_a_grant_is_told_with_case_scope_and_end() -> None:
    """Who may do what for whom until when, by whose approval and why; nobody named is anybody, and one that is over says how."""
    grant = Grant(
        case="T-12",
        role="visitor",
        actor="bea",
        by="ann",
        reason="a call",
        since=NOON,
        until=LATER,
        persons=frozenset({b"\x02", b"\x01"}),
    )
    over = Grant(
        case="T", role="r", actor="a", by="b", reason="c", since=NOON, until=LATER, persons=None, over="case-ended"
    )

    assert {
        "case": "T-12",
        "role": "visitor",
        "for": "bea",
        "by": "ann",
        "reason": "a call",
        "since": "2026-05-25T10:00:00+00:00",
        "until": "2026-05-25T10:00:30+00:00",
        "persons": ["01", "02"],
        "state": "open",
    } == grant.as_json()
    assert (None, "case-ended") == (over.as_json()["persons"], over.as_json()["state"])


def test_a_hold_is_told_with_its_review() -> None:
    """Which case, who answers for it, when somebody looks again and whether that is overdue: at once where nobody knows when."""
    today = date(2026, 5, 25)
    hold = Hold(about=b"\x01", case="L-1", owner="ann", review=today, since=today, records={"order": 2})
    unsaid = Hold(about=b"\x01", case=None, owner=None, review=None, since=today, records={})

    assert {
        "case": "L-1",
        "owner": "ann",
        "review": "2026-05-25",
        "overdue": False,
        "since": "2026-05-25",
        "records": {"order": 2},
        "about": "01",
    } == hold.as_json(today)
    assert hold.as_json(today + timedelta(days=1))["overdue"]
    assert (None, True) == (unsaid.as_json(today)["review"], unsaid.as_json(today)["overdue"])


def test_an_inquiry_is_told_with_what_was_tried_and_answered() -> None:
    """Who tried what, when and how often; what was found, in whose words."""
    inquiry = Inquiry(
        id="ab12",
        first=NOON,
        last=LATER,
        attempts=3,
        actor="bea",
        role="shop",
        category="order",
        purpose="selling",
        case="T-12",
        finding=Finding.MISTAKE,
        answer="a slip",
        by="dpo",
    )

    assert {
        "id": "ab12",
        "first": "2026-05-25T10:00:00+00:00",
        "last": "2026-05-25T10:00:30+00:00",
        "attempts": 3,
        "actor": "bea",
        "role": "shop",
        "category": "order",
        "purpose": "selling",
        "case": "T-12",
        "finding": "mistake",
        "answer": "a slip",
        "by": "dpo",
    } == inquiry.as_json()


def test_what_waits_for_a_date_is_told_in_numbers() -> None:
    """For which date, of how many persons and records, since when, and how many for too long; never who."""
    waits = Unknown(
        category="account",
        event="contract-start",
        purposes={"serving", "billing"},
        persons={b"\x01", b"\x02"},
        records=5,
        overdue=1,
        oldest=date(2026, 1, 2),
    )

    assert {
        "category": "account",
        "event": "contract-start",
        "purposes": ["billing", "serving"],
        "persons": 2,
        "records": 5,
        "oldest": "2026-01-02",
        "overdue": 1,
    } == waits.as_json()


def test_a_date_that_was_assumed_is_told_with_whose_decision_it_was() -> None:
    """Which event, by whom, of how many, from which day to which."""
    assumed = Assumed(event="contract-start", by="ann", events=4, first="2026-01-01", last="2026-02-01")

    assert {
        "event": "contract-start",
        "by": "ann",
        "events": 4,
        "first": "2026-01-01",
        "last": "2026-02-01",
    } == assumed.as_json()
