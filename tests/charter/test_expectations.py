"""Files of cases: read with their lines, and never passed by a word written wrongly."""

from __future__ import annotations

from datetime import date

import pytest

from etanche.charter import Charter, Condition, ExpectationUnreadable, read_expectations
from etanche.terms import Action

CASE = """late:
  role: web-analyst
  reads: visit
  for: audience
  on: 2026-12-01
  events: {collected: 2026-05-01}
  met: [case]
  expect: refused
  because: [purpose-not-alive]
"""


def test_a_case_is_read_whole(bookshop: Charter) -> None:
    """Every key of a case arrives as what it means."""
    (case,) = read_expectations(CASE.encode(), file="cases.yaml", charter=bookshop)

    assert (Action.READ, "visit", "audience", "web-analyst") == (case.action, case.category, case.purpose, case.role)
    assert (date(2026, 12, 1), {"collected": date(2026, 5, 1)}) == (case.on, case.events)
    assert (False, ("purpose-not-alive",), frozenset({Condition.CASE})) == (case.allowed, case.because, case.met)


@pytest.mark.parametrize(
    ("old", "new", "line", "hint"),
    [
        ("role: web-analyst", "role: web-analist", 2, "`web-analyst`"),
        ("reads: visit", "reads: vist", 3, "`visit`"),
        ("reads: visit", "raeds: visit", 3, "`reads`"),
        ("for: audience", "for: audiance", 4, "`audience`"),
        ("on: 2026-12-01", "on: tomorrow", 5, "2026-11-21"),
        ("{collected:", "{colected:", 6, "`collected`"),
        ("met: [case]", "met: [ca]", 7, "`case`"),
        ("expect: refused", "expect: no", 8, "`refused`"),
        ("  role: web-analyst\n", "", 1, "`role`"),
        ("  role: web-analyst\n", "  channel: site-visits\n", 2, "`role: …`"),
        ("  expect: refused\n", "", 1, "`expect: allowed`"),
        ("  for: audience\n", "", 1, "`for: …`"),
        ("  reads: visit\n", "  reads: visit\n  counts: visit\n", 1, "`counts`"),
        ("  reads: visit\n", "  reads: visit\n  reads: visit\n", 4, "leave one out"),
        ("  because: [purpose-not-alive]\n", "", 1, "`because: no-cell`"),
        ("  events: {collected: 2026-05-01}\n", "", 1, "`events: {collected: …}`"),
        ("collected: 2026-05-01", "collected: 2027-05-01", 6, "what has happened"),
        ("  met: [case]\n", "  objected: true\n", 7, "leave it out"),
        ("late:\n", "late: {role: web-analyst}\nlate:\n", 2, "another name"),
    ],
)
def test_a_fault_has_its_line_and_a_hint(bookshop: Charter, old: str, new: str, line: int, hint: str) -> None:
    """A word that the charter or the language does not have is an error, so that no refusal is expected in vain."""
    with pytest.raises(ExpectationUnreadable) as caught:
        read_expectations(CASE.replace(old, new, 1).encode(), file="cases.yaml", charter=bookshop)

    assert caught.value.place is not None
    assert line == caught.value.place.line
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["", "\n# nothing yet\n", "{}\n", "- role: web-analyst\n", "reads\n"])
def test_a_file_without_cases_passes_nothing(bookshop: Charter, text: str) -> None:
    """An empty file of cases is an error, not a success."""
    with pytest.raises(ExpectationUnreadable, match="holds no case"):
        read_expectations(text.encode(), file="cases.yaml", charter=bookshop)


@pytest.mark.parametrize("key", ["for: audience", "on: 2026-11-21", "events: {collected: 2026-11-20}"])
def test_a_door_is_not_tried_with_what_decides_nothing_there(bookshop: Charter, key: str) -> None:
    """A purpose or a day at a door would look as if it had been tried."""
    case = f"one:\n  channel: site-visits\n  writes: visit\n  {key}\n  expect: allowed\n"

    with pytest.raises(ExpectationUnreadable, match="decides nothing"):
        read_expectations(case.encode(), file="cases.yaml", charter=bookshop)
