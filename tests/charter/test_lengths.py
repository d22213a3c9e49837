"""Durations without a fixed length are compared from every day they can be counted from."""

from __future__ import annotations

import pytest

from etanche.charter import parse_duration, parse_keep
from etanche.charter.lengths import floor_of, longest, reach, shortest, surely_longer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("26 months", "25 months"),
        ("13 months", "1 year"),
        ("32 days", "1 month"),
        ("2 months", "30 days"),
        ("3 years", "730 days"),
    ],
)
def test_what_is_longer_from_every_day_is_longer(one: str, other: str) -> None:
    """A duration is surely longer than another when its shortest length beats the other's longest, and never both ways."""
    assert surely_longer(parse_duration(one), parse_duration(other))
    assert not surely_longer(parse_duration(other), parse_duration(one))


@pytest.mark.parametrize(
    ("one", "other"), [("31 days", "1 month"), ("1 year", "12 months"), ("365 days", "1 year"), ("72 hours", "3 days")]
)
def test_what_depends_on_the_day_is_not_longer(one: str, other: str) -> None:
    """Where it depends on the day, neither is surely longer."""
    assert not surely_longer(parse_duration(one), parse_duration(other))
    assert not surely_longer(parse_duration(other), parse_duration(one))


def test_months_have_a_shortest_and_a_longest_length() -> None:
    """A month has 28 days at least and 31 at most; a year 365 or 366."""
    day = 24 * 60

    assert (28 * day, 31 * day) == (shortest(parse_duration("1 month")), longest(parse_duration("1 month")))
    assert (365 * day, 366 * day) == (shortest(parse_duration("12 months")), longest(parse_duration("1 year")))


@pytest.mark.parametrize(
    ("keep", "floor", "ceiling"),
    [
        ("180 days after collected", "180 days", "180 days"),
        ("between 7 days and 1 year after created", "7 days", "1 year"),
        ("while contract", None, None),
        ("first of (while consent, 3 years after last-contact)", None, "3 years"),
        ("first of (2 years after last-login, 3 years after collected)", "2 years", "2 years"),
        ("last of (while contract, 3 years after last-contact)", "3 years", None),
        ("first of (3 years after collected, 2 years after last-login)", "2 years", "2 years"),
        ("last of (3 years after last-contact, 1 year after collected)", "3 years", "3 years"),
        ("last of (while contract, while case)", None, None),
        ("first of (while contract, while case)", None, None),
        ("last of (1 year after collected, 3 years after last-contact)", "3 years", "3 years"),
    ],
)
def test_a_rule_has_a_reach_and_a_floor(keep: str, floor: str | None, ceiling: str | None) -> None:
    """Of a choice, the first end decides how far a rule reaches, or the last; a state alone has neither reach nor floor."""
    rule = parse_keep(keep)

    assert (floor, ceiling) == tuple(str(time) if time else None for time in (floor_of(rule), reach(rule)))
