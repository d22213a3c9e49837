"""The drawings: everything counted is drawn, nothing leaves the paper, and what a reader cannot see is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.web.drawing import hull, plot, seal, seam, weeks

TODAY = date(2026, 11, 21)
STATES = st.sampled_from(["kept", "broken", "unproven", "attested"])
KINDS = st.lists(
    st.tuples(st.text(min_size=3, max_size=16, alphabet="abcdefgh"), st.lists(STATES, min_size=1, max_size=40)),
    min_size=1,
    max_size=20,
)


@given(KINDS)
def test_the_hull_has_one_cell_a_promise(kinds: list[tuple[str, list[str]]]) -> None:
    """Whatever the charter, every promise has its place in the compartment of its kind, and no two share one."""
    plan = hull(kinds)
    places = [(cell.x, cell.y) for compartment in plan.compartments for cell in compartment.cells]

    assert sorted((title, sorted(states)) for title, states in kinds) == sorted(
        (compartment.title, sorted(cell.state for cell in compartment.cells)) for compartment in plan.compartments
    )
    assert len(places) == len(set(places))
    assert all(0 < x < plan.width - 48 and 0 < y < plan.height - 40 for x, y in places)


def test_the_ends_of_the_ship_hold_the_smallest_kinds() -> None:
    """Bow and stern are shallow: no cell stands where the hull is not."""
    plan = hull([("Accès", ["kept"] * 9), ("Refus", ["kept"]), ("Journal", ["kept"] * 5), ("Lieu", ["kept"] * 2)])

    assert [compartment.title for compartment in plan.compartments] == ["Refus", "Accès", "Journal", "Lieu"]
    assert {cell.y for compartment in (plan.compartments[0], plan.compartments[-1]) for cell in compartment.cells} == {
        36
    }


def test_cells_stand_in_the_middle_of_a_wide_compartment() -> None:
    """A kind with a long name and one promise has it under the middle of its name."""
    plan = hull([("Refus", ["kept"]), ("Un nom des plus longs", ["kept"]), ("Accès", ["kept"] * 9), ("Lieu", ["kept"])])
    wide = next(compartment for compartment in plan.compartments if compartment.title == "Un nom des plus longs")

    assert abs(wide.cells[0].x + 24 - wide.middle) <= 1


def test_the_plot_tells_the_days_that_are_there() -> None:
    """The sentence begins with the first day that has a visit and ends with the last, not with the paper."""
    found = plot({TODAY - timedelta(days=9): 2, TODAY - timedelta(days=2): 1}, {}, TODAY - timedelta(days=181), TODAY)

    assert found is not None
    assert (TODAY - timedelta(days=9), TODAY - timedelta(days=2)) == (found.first, found.last)


def test_a_broken_day_hangs_below_the_line() -> None:
    """The stitch of a broken day begins where the others end."""
    found = seam({TODAY: "broken", TODAY - timedelta(days=1): "kept"}, TODAY)

    assert dict(found.paths) == {"broken": "M356.5 13h2.7v8h-2.7z", "kept": "M352.5 4h2.7v8h-2.7z"}
    assert found.counts == (("broken", 1), ("kept", 1))
    assert found.since == TODAY


def test_a_state_holds_since_the_first_day_of_its_run() -> None:
    """Days without a check do not end a run; another state does."""
    history = {TODAY - timedelta(days=number): "kept" for number in (0, 1, 4)} | {TODAY - timedelta(days=6): "unproven"}

    found = seam(history, TODAY)

    assert found.since == TODAY - timedelta(days=4)
    assert not found.reaches_back


def test_a_run_older_than_the_drawing_says_only_what_it_shows() -> None:
    """When the first day shown already had the state, nobody claims to know when it began."""
    found = seam({TODAY - timedelta(days=number): "kept" for number in range(200)}, TODAY)

    assert found.checked == 90
    assert found.reaches_back


def test_no_history_is_no_stitch() -> None:
    """A promise never checked has a bare line."""
    found = seam({}, TODAY)

    assert found.paths == ()
    assert found.since is None


@given(
    st.text(alphabet="0123456789abcdef", min_size=64, max_size=64),
    st.text(alphabet="0123456789abcdef", min_size=64, max_size=64),
)
def test_two_digests_have_two_seals(one: str, other: str) -> None:
    """The seal changes exactly when the digest does, and has a stroke for each of its digits."""
    assert (seal(one) == seal(other)) is (one == other)
    assert seal(one).count("M") == 64


def test_half_a_digest_has_no_seal() -> None:
    """What is not 64 digits is refused rather than drawn."""
    with pytest.raises(ValueError, match="64 hex digits"):
        seal("abc")


@given(st.dictionaries(st.integers(min_value=0, max_value=200), st.integers(min_value=0, max_value=10**7), max_size=40))
def test_every_day_is_drawn_to_scale(counted: dict[int, int]) -> None:
    """Bars are as high as their days are busy, and none passes the top or the edge."""
    visits = {TODAY - timedelta(days=back): number for back, number in counted.items()}
    found = plot(visits, {day: number // 3 for day, number in visits.items()}, TODAY - timedelta(days=181), TODAY)
    within = {day: number for day, number in visits.items() if (TODAY - day).days <= 181}

    if not sum(within.values()):
        assert found is None
        return
    assert found is not None
    assert found.total == sum(within.values())
    assert len(found.bars) == 182
    assert all(0 <= bar.people_height <= bar.height <= 180 for bar in found.bars)
    assert found.bars[-1].x + found.bars[-1].width <= 100
    assert found.most == max(within.values())
    assert within[found.busiest] == found.most


def test_weeks_tell_what_goes_and_nothing_twice() -> None:
    """Every record is in one week, before them all, or after them all; the parts of a bar lie end to end, and end at its stroke."""
    due = {("visit", TODAY + timedelta(days=day)): 10 + day for day in range(-3, 100)}
    due |= {("bill", TODAY + timedelta(days=8)): 7, ("note", TODAY + timedelta(days=8)): 5}
    found = weeks(due, TODAY)
    second = found.rows[1]

    assert sum(due.values()) == found.past + found.later + sum(one.total for one in found.rows)
    assert (24, TODAY + timedelta(days=99)) == (found.past, found.last)
    assert [TODAY, TODAY + timedelta(days=7)] == [one.first for one in found.rows[:2]]
    assert (("visit", 140), ("bill", 7), ("note", 5)) == second.by_category
    assert ["use", "people", "archive"] == [one.colour for one in second.parts]
    assert [one.x for one in second.parts[1:]] == [round(one.x + one.width, 2) for one in second.parts[:-1]]
    assert second.end == pytest.approx(second.parts[-1].x + second.parts[-1].width)
    assert found.rows[-1] is found.busiest
    assert max(one.end for one in found.rows) <= found.levels[-1][0]


def test_weeks_in_which_nothing_goes_have_a_scale() -> None:
    """Nothing held is an empty drawing, and no division by nothing."""
    found = weeks({}, TODAY)

    assert ((), 0, None, 0) == (found.key, found.past, found.last, found.busiest.total)
    assert [0, 1, 2] == [level for _, level in found.levels]
