"""A line of the journal holds words and numbers, never contents."""

from __future__ import annotations

from typing import Any

import pytest
from tests.journal.conftest import NOON, ORGANISATION

from etanche.errors import Fault, Unreadable
from etanche.journal import Entry
from etanche.journal.entry import row_of


def test_a_line_comes_back_as_it_was_written(desk: Any) -> None:
    """What is noted is read back with every field, and with its place once chained."""
    desk.journal.note(desk.entry())
    desk.journal.seal()

    (line,) = desk.journal.entries()

    assert desk.entry(position=1) == line


@pytest.mark.parametrize(
    "changes",
    [
        {"object": "x" * 129},
        {"actor": "x" * 129},
        {"because": ("x" * 129,)},
        {"facts": {"note": "x" * 129}},
        {"facts": {"jean@example.org": 1}},
        {"facts": {f"fact-{number}": number for number in range(17)}},
    ],
)
def test_contents_do_not_fit_into_a_line(desk: Any, changes: dict[str, object]) -> None:
    """A long text, an odd name of a fact or many facts are a fault of ours, and nothing is written."""
    with pytest.raises(Fault) as fault:
        desk.journal.note(desk.entry(**changes))

    assert () == desk.journal.entries()
    assert "x" * 20 not in str(fault.value)
    assert "jean" not in str(fault.value)


def test_a_line_for_programs_is_plain_json(desk: Any) -> None:
    """`as_json` gives texts, numbers, lists and mappings only."""
    line: Entry = desk.entry()

    assert {
        "position": None,
        "at": "2026-05-25T12:00:00+00:00",
        "organisation": "000102030405060708090a0b0c0d0e0f",
        "actor": "site",
        "role": "analyst",
        "purpose": "audience",
        "case": "case-1",
        "act": "put",
        "object": "visit/2026-05-25",
        "decision": "granted",
        "because": ["minimise:visit"],
        "facts": {"stored": 3, "reason": "granted"},
        "probe": "run-1",
    } == line.as_json()


@pytest.mark.parametrize("nobody", ["", " ", "\t"])
def test_a_line_says_who_acts(nobody: str) -> None:
    """An act of nobody is refused before anything is written, whatever door it came by."""
    entry = Entry(organisation=ORGANISATION, at=NOON, actor=nobody, act="export", object="billing", decision="done")

    with pytest.raises(Unreadable, match="nobody is named"):
        row_of(entry)
