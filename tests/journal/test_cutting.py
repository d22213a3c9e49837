"""The journal itself has a term: what is past it goes, signed, and nothing younger does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.addresses import behind
from tests.journal.conftest import flipped

from etanche.charter import parse_keep
from etanche.journal import Cut, CutRefused, FaultKind


@pytest.fixture
def year(desk: Any) -> Any:
    """A journal with two lines on each of five days, the first 370 days before now, the last today."""
    for days in (100, 100, 100, 70, 0):
        desk.fill(2)
        desk.clock.advance(timedelta(days=days))
    return desk


def test_lines_past_the_ceiling_go_and_the_chain_holds(year: Any) -> None:
    """Only the day more than a year old goes; the rest verifies from the signed cut on."""
    done = year.journal.cut(actor="sweep")
    year.journal.seal()
    report = year.journal.verify()

    assert Cut(first=1, last=2, rule="between 6 months and 1 year after created") == done
    assert 2 == done.lines
    assert (True, 9, 2) == (report.intact, report.entries, report.cut)
    assert {"first": 1, "last": 2, "rule": done.rule} == year.journal.entries(act="journal-cut")[0].facts


def test_cuts_lie_end_to_end(year: Any) -> None:
    """A second cut goes on where the first ended, and a third finds nothing to take."""
    year.journal.cut(actor="sweep")
    year.clock.advance(timedelta(days=100))
    second = year.journal.cut(actor="sweep")

    assert (3, 4) == (second.first, second.last)
    assert year.journal.cut(actor="sweep") is None
    year.journal.seal()
    assert year.journal.verify().intact


def test_lines_past_the_floor_may_go_earlier(year: Any) -> None:
    """Between floor and ceiling a cut is possible when somebody asks for it."""
    done = year.journal.cut(date(2026, 9, 3), actor="ann")

    assert (1, 4) == (done.first, done.last)


@pytest.mark.clause("G20")
def test_lines_under_the_floor_stay(year: Any) -> None:
    """A cut that would take a line younger than six months is refused, and nothing goes."""
    with pytest.raises(CutRefused):
        year.journal.cut(date(2027, 6, 1), actor="ann")

    assert 10 == len(year.journal.entries())
    assert () == year.journal.entries(act="journal-cut")


def test_a_rule_without_a_floor_lets_nothing_go_before_its_ceiling(year: Any) -> None:
    """`1 year after created` is kept for the year, whoever asks."""
    year.plan = replace(year.plan, journal_keep=parse_keep("1 year after created"))

    with pytest.raises(CutRefused):
        year.journal.cut(date(2026, 9, 3), actor="ann")

    assert (1, 2) == (year.journal.cut(actor="sweep").first, 2)


def test_the_last_checkpoint_stays(desk: Any) -> None:
    """Even when every line is past its term, the end of the chain stays, to be compared with the shelf."""
    desk.fill(1)
    desk.fill(1)
    desk.clock.advance(timedelta(days=400))

    assert (1, 1) == (desk.journal.cut(actor="sweep").last, 1)
    desk.journal.seal()
    assert desk.journal.verify().intact


@pytest.mark.parametrize("column", ["first", "last", "link", "rule", "at", "signature", "public"])
def test_a_changed_cut_is_seen(year: Any, column: str) -> None:
    """One changed bit in any column of a cut breaks its signature or leaves a gap."""
    year.journal.cut(actor="sweep")
    year.journal.seal()
    with behind(year.store) as say:
        (value,) = say(f"SELECT {column} FROM cuts").one()
        changed = value + 1 if isinstance(value, int) else flipped(value)
        say(f"UPDATE cuts SET {column} = ?", changed)

    assert not year.journal.verify().intact


def test_lines_dropped_behind_a_forged_cut_are_seen(year: Any) -> None:
    """Taking lines away without our signature is a dropped line, whatever stands in the table of cuts."""
    with behind(year.store) as say:
        link = say("SELECT link FROM entries WHERE position = 4").scalar_one()
        say("DELETE FROM entries WHERE position <= 4")
        say("DELETE FROM checkpoints WHERE position <= 4")
        row = (year.entry().organisation, 1, 4, link, "rule", "2026", bytes(64), year.signer.public)
        say("INSERT INTO cuts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", *row)

    assert FaultKind.SIGNATURE == year.journal.verify().fault.kind
