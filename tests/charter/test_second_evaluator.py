"""Two readings of the rules of keeping, written apart, agree: on the vectors of the language and on whatever else is tried."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.charter.second_evaluator import answer

from etanche.charter import (
    After,
    Between,
    Duration,
    FirstOf,
    Keep,
    LastOf,
    Unit,
    While,
    evaluate,
    parse_keep,
    print_keep,
)
from etanche.charter.vocabulary import EVENTS, STATES

VECTORS = [
    [cell.strip() for cell in line.split("|")]
    for line in (Path(__file__).parents[1] / "vectors" / "keep.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
times = st.builds(
    Duration, number=st.integers(1, 40), unit=st.sampled_from([Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR])
)
names = st.sampled_from(sorted(EVENTS))
rules: st.SearchStrategy[Keep] = st.recursive(
    st.one_of(
        st.builds(After, duration=times, event=names),
        st.builds(While, state=st.sampled_from(sorted(STATES))),
        st.builds(
            Between,
            floor=st.builds(Duration, number=st.integers(1, 6), unit=st.just(Unit.DAY)),
            ceiling=st.builds(Duration, number=st.integers(1, 40), unit=st.just(Unit.YEAR)),
            event=names,
        ),
    ),
    lambda inner: (
        st.builds(FirstOf, rules=st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(LastOf, rules=st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector[0]} on {vector[2]}")
def test_the_vectors_computed_apart(vector: list[str]) -> None:
    """Each vector of the language comes out of the second reading as it stands."""
    rule, known, on, status, not_before, not_after = vector
    events = dict(pair.split() for pair in known.split(", "))

    assert (status.replace("-", " "), not_before, not_after) == tuple(
        "-" if cell is None else cell for cell in answer(rule, events, on)
    )


@settings(max_examples=300)
@given(keep=rules, events=st.dictionaries(names, days, max_size=8), on=days)
def test_two_readings_agree(keep: Keep, events: dict[str, date], on: date) -> None:
    """For any rule, any events and any day the two give the same status and the same days."""
    ours = evaluate(keep, events, on, zone="Europe/Paris")
    theirs = answer(print_keep(keep), {name: day.isoformat() for name, day in events.items()}, on.isoformat())

    assert theirs == (ours.status.value.replace("-", " "), _text(ours.not_before), _text(ours.not_after))


@given(keep=rules, events=st.dictionaries(names, days, max_size=8), on=days, exact=st.booleans())
def test_a_floor_never_lies_beyond_the_end(keep: Keep, events: dict[str, date], on: date, *, exact: bool) -> None:
    """What binds us to keep never outlives what obliges us to destroy; with a legal duty they are one day."""
    term = evaluate(keep, events, on, zone="Europe/Paris", exact=exact)

    assert term.not_before is None or term.not_after is not None
    if term.not_before is not None and term.not_after is not None:
        assert term.not_before <= term.not_after
        assert not exact or term.not_before == term.not_after


@given(
    floor=st.integers(2, 20),
    ceiling=st.integers(21, 60),
    created=days,
    after=st.integers(0, 400),
    on=days,
)
def test_a_floor_never_outlives_the_persons_right(
    floor: int, ceiling: int, created: date, after: int, on: date
) -> None:
    """A withdrawal ends a purpose at once, however much of the floor is left; no floor is claimed against it."""
    withdrawn = date.fromordinal(created.toordinal() + after)
    keep = parse_keep(f"first of (while consent, between {floor} months and {ceiling} months after created)")
    term = evaluate(
        keep,
        {"consent-given": created, "created": created, "consent-withdrawn": withdrawn},
        max(on, withdrawn),
        zone="Europe/Paris",
    )

    assert "due" == term.status
    assert term.not_before is None
    assert term.not_after is not None
    assert term.not_after <= withdrawn
