"""The mark of an event: what we told is known for ours, in this version and the next, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.standing.conftest import HAND, ORGANISATION

from etanche.standing.marked import marks_of, told_by_us
from etanche.store import StandingRow

TOLD = StandingRow(
    organisation=ORGANISATION,
    seq=7,
    subject="person:00",
    event="objection",
    effective="2026-05-25",
    recorded="2026-05-25T10:00:00.000000Z",
    because="claim",
    purpose=3,
    evidence=b"sealed",
)
MARK = bytes.fromhex("d2bd5cb8e1ec3a818cfab8fda58ee9ad")

CHANGED: dict[str, Callable[[StandingRow], StandingRow]] = {
    "organisation": lambda row: replace(row, organisation=bytes(16)),
    "seq": lambda row: replace(row, seq=8),
    "subject": lambda row: replace(row, subject="person:01"),
    "event": lambda row: replace(row, event="consent-given"),
    "effective": lambda row: replace(row, effective="2026-05-26"),
    "recorded": lambda row: replace(row, recorded="2026-05-25T10:00:00.000001Z"),
    "because": lambda row: replace(row, because="other"),
    "purpose": lambda row: replace(row, purpose=4),
    "no purpose": lambda row: replace(row, purpose=None),
    "assumed": lambda row: replace(row, assumed="dpo"),
    "mark": lambda row: replace(row, mark=bytes(16)),
    "no mark": lambda row: replace(row, mark=None),
}


def ours(row: StandingRow) -> StandingRow:
    """Return a row with the mark that it is given when it is told."""
    return replace(row, mark=marks_of(HAND)(row))


@pytest.mark.clause("P16")
@pytest.mark.parametrize("part", CHANGED)
def test_an_event_changed_in_any_part_is_not_ours(part: str) -> None:
    """Whoever writes into the data and has no key changes nothing of an event unseen: nor copies it behind another number."""
    told = ours(TOLD)

    assert told_by_us(told, HAND)
    assert not told_by_us(CHANGED[part](told), HAND)


def test_every_part_of_an_event_is_tried() -> None:
    """A column added to the ledger is added here, and to what the mark covers; sealed words go before their event does."""
    tried = {part.removeprefix("no ") for part in CHANGED}

    assert tried | {"evidence"} == set(StandingRow.__annotations__)


@pytest.mark.parametrize(
    ("part", "value"),
    [("seq", "7"), ("seq", None), ("purpose", "3"), ("purpose", b"3"), ("seq", 7.0), ("purpose", 3.5)],
)
def test_what_is_no_number_is_not_ours(part: str, value: object) -> None:
    """A file of SQLite holds a text or nothing where a number belongs, if somebody puts it there: it is not ours, and no failure."""
    put: dict[str, Any] = {part: value}

    assert not told_by_us(replace(ours(TOLD), **put), HAND)


def test_what_an_earlier_version_told_is_still_ours() -> None:
    """The mark of this very event under this very key is for ever the same: else an upgrade would take every ledger for forged."""
    assert MARK == marks_of(HAND)(TOLD)
