"""The chart of terms: every rule has its place on the scale, and the thick line stands where the data go."""

from __future__ import annotations

import pytest

from etanche.charter import Charter, parse_keep
from etanche.notice import document
from etanche.notice.document.blocks import TimeChart
from etanche.notice.timeline import chart


def drawn(*rules: str) -> TimeChart:
    """Return the chart of some rules, in English."""
    return chart([(rule, parse_keep(rule)) for rule in rules], "en")


def test_a_longer_term_ends_further_right() -> None:
    """Order on the scale is order in time."""
    ends = [
        bar.end
        for bar in drawn(
            "7 days after collected", "180 days after collected", "1 year after collected", "10 years after collected"
        ).bars
    ]

    assert sorted(ends) == ends
    assert len(ends) == len(set(ends))


def test_the_end_stands_on_its_mark() -> None:
    """180 days end exactly at the mark of 180 days."""
    found = drawn("180 days after collected")

    assert {label: x for x, label in found.ticks}["180\u00a0d"] == found.bars[0].end


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("180 days after collected", ["use"]),
        ("between 6 months and 1 year after created", ["use", "archive"]),
        ("2 years after contract-end", ["loop", "use"]),
        ("while contract", ["loop"]),
        ("first of (while case, 90 days after collected)", ["archive"]),
        ("last of (while contract, 3 years after last-contact)", ["loop", "use"]),
    ],
)
def test_each_form_of_rule_is_drawn_as_what_it_is(rule: str, kinds: list[str]) -> None:
    """What is sure, what is at most, and what nobody can date are drawn apart."""
    assert kinds == [span.kind for span in drawn(rule).bars[0].spans]


def test_everything_stays_on_the_paper() -> None:
    """No bar and no mark leaves the drawing, however long the term."""
    found = drawn(
        "1 hour after collected", "99 years after collected", "first of (50 years after created, 2 days after updated)"
    )
    places = [x for x, _ in found.ticks] + [span.start + span.length for bar in found.bars for span in bar.spans]

    assert all(0 <= place <= 100 for place in places)


def test_the_description_says_what_the_drawing_shows(bookshop: Charter) -> None:
    """Those who do not see the chart are told every term of it."""
    charts = [
        block for part in document(bookshop, "en").sections for block in part.blocks if isinstance(block, TimeChart)
    ]

    assert "180\u00a0days after collection" in charts[0].description
    assert "between 6\u00a0months and 1\u00a0year after creation" in charts[0].description
