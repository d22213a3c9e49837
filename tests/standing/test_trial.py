"""A charter on trial decides as the running system does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.conftest import BOOKSHOP

from etanche.charter import compile_plan, load, read_expectations
from etanche.standing import trial

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "allowed", "reason"),
    [
        ("role: web-analyst\n  reads: visit\n  for: audience\n  events: {collected: 2026-11-01}", True, "granted"),
        (
            "role: web-analyst\n  reads: visit\n  for: audience\n  events: {collected: 2026-01-01}",
            False,
            "purpose-not-alive",
        ),
        ("role: web-analyst\n  reads: visit\n  for: audience", False, "purpose-not-alive"),
        ("role: bookseller\n  reads: visit\n  for: audience\n  events: {collected: 2026-11-01}", False, "no-cell"),
        ("channel: site-visits\n  writes: visit", True, "granted"),
        ("channel: site-visits\n  writes: visit\n  objected: true", False, "objected"),
        ("channel: site-visits\n  forgets: visit", True, "granted"),
    ],
)
def test_a_case_is_decided_with_its_reason(asked: str, allowed: bool, reason: str) -> None:
    """The decision and its reason are those of the gate, for the life that the events make."""
    charter = load(BOOKSHOP)
    text = f"one:\n  {asked}\n  expect: allowed\n"
    (tried,) = trial(compile_plan(charter), read_expectations(text.encode(), file="c", charter=charter), now=NOW)

    assert (allowed, reason) == (tried.decision.allowed, str(tried.decision.reason))
    assert allowed is tried.as_expected


def test_a_right_answer_for_another_reason_is_not_as_expected() -> None:
    """A case that expects a reason fails when the decision has another one."""
    charter = load(BOOKSHOP)
    text = "one:\n  role: bookseller\n  reads: visit\n  for: audience\n  events: {collected: 2026-11-01}\n  expect: refused\n  because: purpose-not-alive\n"
    (tried,) = trial(compile_plan(charter), read_expectations(text.encode(), file="c", charter=charter), now=NOW)

    assert not tried.as_expected


@pytest.mark.parametrize(("collected", "decided"), [("2026-11-01", "allowed"), ("2026-01-01", "refused")])
def test_a_trial_is_told_to_programs(collected: str, decided: str) -> None:
    """A program reads the case with its place, what was expected and what was decided, why, and where the purpose stood."""
    charter = load(BOOKSHOP)
    text = f"one:\n  role: web-analyst\n  reads: visit\n  for: audience\n  events: {{collected: {collected}}}\n  expect: allowed\n"
    (tried,) = trial(compile_plan(charter), read_expectations(text.encode(), file="c", charter=charter), now=NOW)
    granted = ["access:web-analyst/visit", "purpose:audience", "retention:audience/visit"]

    assert {
        "case": "one",
        "file": "c",
        "line": 1,
        "as-expected": decided == "allowed",
        "expected": "allowed",
        "decided": decided,
        "reason": "granted" if decided == "allowed" else "purpose-not-alive",
        "because": granted if decided == "allowed" else ["retention:audience/visit"],
        "purpose-is": "running" if decided == "allowed" else "due",
    } == tried.as_json()


@pytest.mark.parametrize(("on", "allowed"), [("2026-06-29", True), ("2026-06-30", False)])
def test_a_case_of_a_day_is_asked_on_that_day(on: str, allowed: bool) -> None:
    """Whoever names a day is answered as of that day where the organisation is, whatever today is."""
    charter = load(BOOKSHOP)
    text = (
        "one:\n  role: web-analyst\n  reads: visit\n  for: audience\n  events: {collected: 2026-01-01}\n"
        f"  on: {on}\n  expect: allowed\n"
    )
    (tried,) = trial(compile_plan(charter), read_expectations(text.encode(), file="c", charter=charter), now=NOW)

    assert allowed is tried.decision.allowed
