"""Figures about persons are told in groups, along one cut, and never so that a few could be told from the others."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etanche.gate import GateRefused
from etanche.vault import OtherCut
from etanche.vault.person_figures import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from tests.vault.persons.conftest import Company

    from etanche.vault import Figures


@pytest.mark.clause("P8")
def test_only_groups_come_out(firm: Company) -> None:
    """Sorts of three people or more are told; two people in a town are not, nor could they be worked out from the sum."""
    firm.put_for("survey", *(firm.person() for _ in range(5)), town="vannes")
    firm.put_for("survey", *(firm.person() for _ in range(4)), town="brest")
    firm.put_for("survey", *(firm.person() for _ in range(2)), town="lorient")

    figures = firm.as_("statistician", "counting").aggregate("survey", "town")

    assert ({"vannes": 5}, None, None, 3) == (figures.sorts, figures.people, figures.others, figures.at_least)
    assert "town" == firm.last("count").facts["by"]


def test_who_is_of_several_sorts_is_one_person_among_the_others(firm: Company) -> None:
    """Two people, each in two small towns, are two and not four: their number stays untold, and so does the sum that would give it away."""
    firm.put_for("survey", *(firm.person() for _ in range(4)), town="vannes")
    few = [firm.person(), firm.person()]
    firm.put_for("survey", *few, town="lorient")
    firm.put_for("survey", *few, town="brest")

    figures = firm.as_("statistician", "counting").aggregate("survey", "town")

    assert (None, None) == (figures.people, figures.others)


def test_who_is_joined_is_one_person(firm: Company) -> None:
    """Three names of which two are one person's are two people, and too few to be told; parted, they are three."""
    one, other, third = (firm.person() for _ in range(3))
    firm.put_for("survey", one, other, third)
    firm.vault.join(one, other, actor="ann", proved=True)

    assert ({}, None) == (asked(firm).sorts, asked(firm).people)
    firm.vault.part(other, actor="ann")
    assert ({"vannes": 3}, 3) == (asked(firm).sorts, asked(firm).people)


def asked(firm: Company) -> Figures:
    """Return the figures of the survey, by town."""
    return firm.as_("statistician", "counting").aggregate("survey", "town")


SORTS = ("a", "b", "c")
PEOPLE = st.lists(st.sets(st.sampled_from(SORTS), min_size=1), max_size=8)


@given(people=PEOPLE, least=st.integers(2, 4))
@settings(max_examples=150)
def test_nobody_works_out_a_few(people: list[set[str]], least: int) -> None:
    """Of all crowds that give the same answer, no set of people is in each of them about somebody, and in each about too few."""
    sorts = {sort: {who for who, of in enumerate(people) if sort in of} for sort in SORTS}
    figures = told({sort: some for sort, some in sorts.items() if some}, least)
    parts = [*figures.sorts.values(), *([] if figures.others is None else [figures.others])]

    assert all(number >= least for number in (*parts, figures.people or least))
    uncovered = len(people) - len(set().union(*(sorts[sort] for sort in figures.sorts)))
    assert not figures.sorts or figures.others is not None or not 0 < uncovered < least
    if figures.people is not None:
        assert [] == [few for few in ranges(figures.people, tuple(sorted(parts))) if 0 < few[0] <= few[1] < least]


def test_the_sum_is_told_where_it_gives_nobody_away() -> None:
    """Sorts that share nobody stand beside their sum; two of six people who are in both do not."""
    apart = told({"a": {1, 2, 3}, "b": {4, 5, 6}, "c": {7}, "d": {8, 9}}, 3)
    over = told({"a": {1, 2, 3, 4}, "b": {3, 4, 5, 6}}, 3)

    assert (9, {"a": 3, "b": 3}, 3) == (apart.people, apart.sorts, apart.others)
    assert (None, {"a": 4, "b": 4}, None) == (over.people, over.sorts, over.others)


def ranges(people: int, parts: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the least and the most people who can be in each set cut out of some parts, knowing their sizes and the sum."""
    found: dict[int, tuple[int, int]] = {}
    for sizes in crowds(people, len(parts)).get(parts, []):
        for number, size in enumerate(sizes):
            low, high = found.get(number, (size, size))
            found[number] = (min(low, size), max(high, size))
    return list(found.values())


@cache
def crowds(people: int, parts: int) -> dict[tuple[int, ...], list[tuple[int, ...]]]:
    """Return, for the sizes of some parts that leave nobody out, the sizes of every set that each crowd cuts out of them."""
    areas = [frozenset(area) for many in range(1, parts + 1) for area in combinations(range(parts), many)]
    cuts = [{number for number, area in enumerate(areas) if len(area) > 1}, *cut_out(areas, parts)]
    found: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for held in shared(people, len(areas)):
        sizes = tuple(
            sum(many for many, area in zip(held, areas, strict=True) if part in area) for part in range(parts)
        )
        found.setdefault(sizes, set()).add(tuple(sum(held[number] for number in cut) for cut in cuts))
    return {sizes: sorted(some) for sizes, some in found.items()}


def cut_out(areas: list[frozenset[int]], parts: int) -> Iterator[AbstractSet[int]]:
    """Yield which areas lie in all of some parts, in none of them, and in one but not in another."""
    for many in range(1, parts + 1):
        for some in map(set, combinations(range(parts), many)):
            yield {number for number, area in enumerate(areas) if some <= area}
            yield {number for number, area in enumerate(areas) if not some & area}
    for one, other in ((one, other) for one in range(parts) for other in range(parts) if one != other):
        yield {number for number, area in enumerate(areas) if one in area and other not in area}
    yield from ({number} for number in range(len(areas)))


def shared(people: int, among: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share people out among some areas."""
    if among <= 1:
        yield (people,) * among
        return
    for first in range(people + 1):
        yield from ((first, *rest) for rest in shared(people - first, among - 1))


def test_people_are_counted_and_not_records(firm: Company) -> None:
    """Somebody with three records is one person, and one person is no group."""
    person = firm.person()
    firm.put_for("survey", person, person, person)

    assert {} == firm.as_("statistician", "counting").aggregate("survey", "town").sorts


@pytest.mark.clause("P8")
def test_a_purpose_of_figures_gives_out_no_record(firm: Company) -> None:
    """Its role reads nothing, finds nothing, and counts no records one by one."""
    (ref,) = firm.put_for("survey", firm.person())
    session = firm.as_("statistician", "counting")

    for refused in (lambda: session.get(ref), lambda: session.stream("survey"), lambda: session.count("survey")):
        with pytest.raises(GateRefused):
            refused()


def test_the_cut_is_chosen_once(firm: Company) -> None:
    """A free text is no cut; a role without the cell cuts nothing."""
    with pytest.raises(OtherCut):
        firm.as_("statistician", "counting").aggregate("survey", "words")
    with pytest.raises(GateRefused):
        firm.shop.aggregate("survey", "town")


def test_what_is_alive_is_counted(firm: Company) -> None:
    """A count leaves out the records for which the purpose is over."""
    one, other = firm.person(), firm.person()
    firm.put_for("order", one, other, other)
    firm.vault.tell(one, "objection", purpose="selling", actor="ann")

    assert 2 == firm.shop.count("order")
