"""The timeline: every term has its place on the scale, and each sort of time is recognised."""

from __future__ import annotations

import pytest
from tests.notice.made import charter_of

from etanche.charter import Duration, Unit, builtin, parse_keep
from etanche.notice import document, keep_words
from etanche.notice.document.drawn import Timeline
from etanche.notice.drawing.timeline import Kept, Term, archived, drawn, timeline
from etanche.terms import LANGUAGES, Language

MONTH = Duration(number=30, unit=Unit.DAY)


def chart(*rules: str, backups: Duration | None = None, archive: bool = False) -> Timeline:
    """Return the chart of some rules, in English."""
    terms = tuple(Term(title=rule, keep=parse_keep(rule), archive=archive) for rule in rules)
    return drawn([Kept(title="all", terms=terms)], backups, "en")


def test_a_longer_term_ends_further_right() -> None:
    """Order on the scale is order in time."""
    rules = ("7 days after collected", "180 days after collected", "1 year after collected", "10 years after collected")
    ends = [bar.end for bar in chart(*rules).bars]

    assert sorted(ends) == ends
    assert len(ends) == len(set(ends))


def test_the_end_stands_on_its_mark() -> None:
    """180 days end exactly at the mark of 180 days."""
    found = chart("180 days after collected")

    assert {label: x for x, label in found.ticks}["180\u00a0d"] == found.bars[0].end


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("180 days after collected", ["use"]),
        ("between 6 months and 1 year after created", ["use", "maybe"]),
        ("2 years after contract-end", ["loop", "use"]),
        ("while contract", ["loop"]),
        ("2 years after last-contact", ["again", "use"]),
        ("first of (while case, 90 days after collected)", ["maybe"]),
        ("first of (while recruitment, 12 months after last-contact)", ["again", "maybe"]),
        ("last of (while contract, 3 years after last-contact)", ["loop", "use"]),
    ],
)
def test_each_form_of_rule_is_drawn_as_what_it_is(rule: str, kinds: list[str]) -> None:
    """What is sure, what is at most, what starts again and what nobody can date are drawn apart."""
    assert kinds == [span.kind for span in chart(rule).bars[0].spans]


def test_the_bound_of_a_choice_is_the_one_that_is_sure_to_come() -> None:
    """Of several ends the one fixed at collection bounds the term, though another be shorter."""
    choice = chart("first of (1 year after case-closed, 3 years after collected)", "3 years after collected")

    assert choice.bars[0].end == choice.bars[1].end


def test_backups_run_on_behind_the_end() -> None:
    """After the thick line stands what a copy still holds; without backups nothing does."""
    with_copies, without = chart("1 year after collected", backups=MONTH), chart("1 year after collected")
    bar = with_copies.bars[0]

    assert ["use", "tail"] == [span.kind for span in bar.spans]
    assert bar.end == bar.spans[-1].start
    assert "30\u00a0days" in with_copies.legend["tail"]
    assert "tail" not in without.legend


def test_everything_stays_on_the_paper() -> None:
    """No bar and no mark leaves the drawing, however long the term."""
    found = chart(
        "1 hour after collected",
        "99 years after collected",
        "first of (50 years after created, 2 days after updated)",
        backups=MONTH,
    )
    places = [x for x, _ in found.ticks] + [span.start + span.length for bar in found.bars for span in bar.spans]

    assert all(0 <= place <= 100 for place in places)


def test_an_archive_is_what_outlives_the_service() -> None:
    """A duty or a dispute beside the purposes of every day is an archive; where there is nothing else it is not."""
    charter = charter_of("clever-cloud")

    assert archived(charter, "bookkeeping", "invoice")
    assert not archived(charter, "invoicing", "invoice")
    assert not archived(charter, "content-duty", "content-log")
    assert ["loop", "archive", "tail"] == [
        span.kind
        for lane in timeline(charter, "en").lanes
        if lane.title == "Identity of the customer"
        for span in lane.bars[-1].spans
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["bookshop", "clever-cloud", "whole"])
def test_every_term_of_every_category_has_its_bar(name: str, language: Language) -> None:
    """Each purpose of each category, and what Étanche itself keeps: once, with the words of its rule."""
    charter = charter_of(name)
    terms = [bar.term.casefold() for bar in timeline(charter, language).bars]
    wanted = [purpose.keep for purpose in charter.purposes.values() for _ in purpose.uses]
    wanted += [held.keep for held in builtin(charter)]

    assert sorted(keep_words(keep, language).casefold() for keep in wanted) == sorted(terms)


def test_the_notice_has_the_same_drawing() -> None:
    """The notice and the paper on terms draw one and the same."""
    charter = charter_of("bookshop")
    found = [block for block in document(charter, "en").blocks if isinstance(block, Timeline)]

    assert [timeline(charter, "en")] == found
