"""One way to write each rule, and help for whoever writes it otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import (
    KEEP_UNITS,
    After,
    Between,
    Duration,
    FirstOf,
    Keep,
    KeepFault,
    LastOf,
    Unit,
    While,
    agreed_for,
    parse_duration,
    parse_keep,
    print_keep,
)
from etanche.charter import durations as times
from etanche.charter.vocabulary import EVENTS, STATES

durations = st.one_of(
    st.builds(Duration, number=st.integers(1, 72), unit=st.just(Unit.HOUR)),
    st.builds(
        Duration, number=st.integers(1, 9999), unit=st.sampled_from([unit for unit in KEEP_UNITS if unit != "hour"])
    ),
)
events = st.sampled_from(sorted(EVENTS))
spans = st.one_of(
    st.builds(After, duration=durations, event=events),
    st.builds(While, state=st.sampled_from(sorted(STATES))),
    st.builds(
        lambda unit, floor, more, event: Between(
            floor=Duration(number=floor, unit=unit), ceiling=Duration(number=floor + more, unit=unit), event=event
        ),
        unit=st.sampled_from(KEEP_UNITS),
        floor=st.integers(1, 36),
        more=st.integers(1, 36),
        event=events,
    ),
)


def keeps(depth: int = 3) -> st.SearchStrategy[Keep]:
    """Return a strategy for rules, with choices inside choices."""
    if depth == 0:
        return spans
    members = st.lists(keeps(depth - 1), min_size=2, max_size=3).map(tuple)
    return st.one_of(spans, st.builds(FirstOf, rules=members), st.builds(LastOf, rules=members))


@given(keeps())
def test_reading_what_was_printed_gives_the_same_rule(keep: Keep) -> None:
    """A printed rule, read again, is the same rule, and prints to the same letters."""
    text = print_keep(keep)

    assert keep == parse_keep(text)
    assert text == print_keep(parse_keep(text))


def test_a_rule_names_its_times_in_the_order_of_writing() -> None:
    """However deep they stand in choices, the floor of a span comes before its ceiling, and a state has no time."""
    text = "first of (2 weeks after created, last of (between 7 days and 1 year after created, while case), 3 days after updated)"

    assert ["2 weeks", "7 days", "1 year", "3 days"] == [str(time) for time in times(parse_keep(text))]
    assert text == print_keep(parse_keep(text))


@given(st.text(alphabet="123 abcdeflnorstwy(),-PD", max_size=60))
def test_whatever_is_not_a_rule_is_refused_with_a_column_and_a_hint(text: str) -> None:
    """Words that are no rule raise the one error there is, which points into the text and says what to write."""
    try:
        keep = parse_keep(text)
    except KeepFault as fault:
        assert 1 <= fault.column <= len(text) + 1
        assert fault.hint
    else:
        assert text == print_keep(keep)


@pytest.mark.parametrize(
    ("text", "column", "rule", "hint"),
    [
        ("180 days", 1, "RET-03", "180 days after collected"),
        ("1 years after collected", 1, "keep", "1 year"),
        ("2 day after collected", 1, "keep", "2 days"),
        ("0 days after collected", 1, "keep", "180 days after collected"),
        ("01 day after collected", 1, "keep", "180 days after collected"),
        ("P180D", 1, "keep", "180 days after collected"),
        ("P1Y", 1, "keep", "1 year after collected"),
        ("PT12H", 1, "keep", "12 hours after collected"),
        ("until contract-end", 1, "keep", "while contract"),
        ("until last-contact", 1, "keep", "1 year after last-contact"),
        ("180 days after contract", 16, "RET-03", "contract-end"),
        ("180 days after colected", 16, "RET-03", "collected"),
        ("while collected", 7, "RET-03", "contract"),
        ("while contrat", 7, "RET-03", "contract"),
        ("180  days after collected", 4, "keep", "180 days after collected"),
        ("180 Days after collected", 4, "keep", "180 days after collected"),
        ("180 days after collected, please", 25, "keep", "end of the rule"),
        ("first of (while case,90 days after collected)", 21, "keep", ", 90 days after collected)"),
        ("first of (while case)", 21, "keep", "first of (while case, 90 days after collected)"),
        ("first of (while case, 90 days)", 23, "RET-03", "90 days after collected"),
        ("between 1 year and 7 days after created", 9, "RET-09", "floor"),
        ("between 1 month and 30 days after created", 9, "RET-09", "floor"),
        ("between 7 days and 7 days after created", 9, "RET-09", "floor"),
        ("73 hours after collected", 1, "keep", "days"),
        ("99999 days after collected", 1, "keep", "9999"),
        ("as long as necessary", 1, "RET-02", "2 years after contract-end"),
        ("le temps nécessaire", 1, "RET-02", "2 years after contract-end"),
        ("180 jours après la collecte", 1, "keep", "180 days after collected"),
        ("at most 180 days", 1, "keep", "180 days after collected"),
        ("", 1, "keep", "180 days after collected"),
    ],
)
def test_a_mistake_is_told_with_its_column_and_what_to_write(text: str, column: int, rule: str, hint: str) -> None:
    """Each mistake people make has one sentence, at its column, and a hint that can be copied."""
    with pytest.raises(KeepFault) as caught:
        parse_keep(text)

    assert (column, rule) == (caught.value.column, caught.value.rule)
    assert hint in caught.value.hint


def test_choices_can_be_nested_four_deep_and_no_deeper() -> None:
    """A rule nobody could read is refused before it exhausts anything."""
    rule = "while contract"
    for _ in range(4):
        rule = f"last of ({rule}, 1 day after collected)"

    assert rule == print_keep(parse_keep(rule))
    with pytest.raises(KeepFault, match="too many choices"):
        parse_keep("first of (" * 10_000)


@pytest.mark.parametrize(
    ("floor", "ceiling"),
    [
        ("7 days", "1 year"),
        ("72 hours", "1 week"),
        ("27 days", "1 month"),
        ("364 days", "12 months"),
        ("3 weeks", "1 month"),
    ],
)
def test_a_floor_may_be_in_another_unit_when_it_is_shorter_whatever_the_month(floor: str, ceiling: str) -> None:
    """A `between` mixes units as long as no February can turn it upside down."""
    text = f"between {floor} and {ceiling} after created"

    assert text == print_keep(parse_keep(text))


@pytest.mark.parametrize(
    ("text", "column"), [("1 days", 1), ("days", 1), ("1 day after collected", 6), ("", 1), ("P1D", 1)]
)
def test_a_duration_alone_is_as_strict(text: str, column: int) -> None:
    """A duration is written in one way too, and nothing may follow it."""
    with pytest.raises(KeepFault) as caught:
        parse_duration(text)

    assert column == caught.value.column


@pytest.mark.parametrize(
    ("rule", "months"),
    [
        ("25 months after consent-given", 25),
        ("25 months after collected", None),
        ("while contract", None),
        ("between 1 month and 25 months after consent-given", None),
        ("first of (while contract, 13 months after consent-given)", 13),
        ("first of (3 years after collected, first of (while contract, 6 months after consent-given))", 6),
        ("first of (while contract, 3 years after collected)", None),
        ("last of (while contract, 13 months after consent-given)", None),
    ],
)
def test_a_yes_is_for_a_time_where_the_rule_ends_with_it(rule: str, months: int | None) -> None:
    """A term counted from the yes says when to ask anew, also as one of several ends of which the first counts; no other term does."""
    agreed = agreed_for(parse_keep(rule))

    assert (None if months is None else Duration(number=months, unit=Unit.MONTH)) == agreed
