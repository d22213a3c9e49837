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
