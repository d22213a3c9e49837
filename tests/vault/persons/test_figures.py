"""Figures about persons are told in groups, along one cut, and never so that a few could be told from the others."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from etanche.gate import GateRefused
from etanche.vault import OtherCut, Ref
from etanche.vault.person_figures import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.vault.persons.conftest import Company

    from etanche.vault import Figures


@pytest.mark.clause("P8")
def test_only_groups_come_out(firm: Company) -> None:
    """A sort of three people or more is told, unless it is the largest, which stands with the two people of a small town: so nobody works them out."""
    firm.put_for("survey", *(firm.person() for _ in range(5)), town="vannes")
    firm.put_for("survey", *(firm.person() for _ in range(4)), town="brest")
    firm.put_for("survey", *(firm.person() for _ in range(2)), town="lorient")

    figures = firm.as_("statistician", "counting").aggregate("survey", "town")

    assert ({"brest": 4}, 11, 7, 3) == (figures.sorts, figures.people, figures.others, figures.at_least)
    assert "town" == firm.last("count").facts["by"]


def test_who_is_of_several_sorts_is_one_person_among_the_others(firm: Company) -> None:
    """Two people, each in two towns, are two and not four, and are counted with the largest sort."""
    firm.put_for("survey", *(firm.person() for _ in range(4)), town="vannes")
    firm.put_for("survey", *(firm.person() for _ in range(3)), town="brest")
    both = [firm.person(), firm.person()]
    firm.put_for("survey", *both, town="lorient")
    firm.put_for("survey", *both, town="brest")

    figures = firm.as_("statistician", "counting").aggregate("survey", "town")

    assert (9, {"brest": 3}, 6) == (figures.people, figures.sorts, figures.others)


def test_who_is_joined_is_one_person(firm: Company) -> None:
    """Three names of which two are one person's are two people, and too few to be told; parted, they are three."""
    one, other, third = (firm.person() for _ in range(3))
    firm.put_for("survey", one, other, third)
    firm.vault.join(one, other, actor="ann", proved=True)

    assert (None, None) == (asked(firm).people, asked(firm).others)
    firm.vault.part(other, actor="ann")
    assert (3, 3) == (asked(firm).people, asked(firm).others)


def asked(firm: Company) -> Figures:
    """Return the figures of the survey, by town."""
    return firm.as_("statistician", "counting").aggregate("survey", "town")


Areas = tuple[frozenset[str], ...]
"""The sorts that some people are of together, for each set of people that can be told from the others."""


def areas(*written: str) -> Areas:
    """Return areas, each written as the letters of its sorts; a dot is no value."""
    return tuple(frozenset(one.replace(".", "")) or frozenset({""}) for one in written)


CROWDS = [
    (areas("a", "b"), 9),
    (areas("a", "b", "."), 9),
    (areas("a", "b", "ab"), 9),
    (areas("a", "b", "c"), 9),
    (areas("a", "b", "c", "."), 8),
    (areas("a", "b", "ab", "."), 8),
    (areas("a", "b", "c", "d"), 8),
    (areas("a", "b", "c", "ab", "bc"), 6),
]
"""Whole worlds, and how many people there are at most: what anybody could know of a field, and of who may say what in it."""


@pytest.mark.clause("P8")
@pytest.mark.parametrize("least", [2, 3])
@pytest.mark.parametrize(("world", "most"), CROWDS, ids=lambda one: "" if isinstance(one, int) else None)
def test_nobody_works_out_a_few(world: Areas, most: int, least: int) -> None:
    """Of all crowds that give an answer, whoever knows the rule, and how many there are in all, finds no set of people that has to be a few."""
    given: dict[object, list[tuple[int, ...]]] = {}
    for crowd in (one for people in range(1, most + 1) for one in shared(people, len(world))):
        figures = told(sorts_of(world, crowd), least)
        answer = (figures.people, tuple(figures.sorts.items()), figures.others)
        for known in (None, sum(crowd)):
            given.setdefault((answer, known), []).append(crowd)

    assert [] == [(answer, few) for answer, crowds in given.items() if (few := few_in(crowds, least))]


def few_in(crowds: list[tuple[int, ...]], least: int) -> list[tuple[int, ...]]:
    """Return the sets of areas, short of everybody, that in each of some crowds have somebody in them, and too few."""
    parts = range(len(crowds[0]))
    found = []
    for some in (some for many in range(1, len(parts)) for some in combinations(parts, many)):
        sizes = {sum(crowd[number] for number in some) for crowd in crowds}
        if 0 < min(sizes) <= max(sizes) < least:
            found.append(some)
    return found


def sorts_of(world: Areas, crowd: tuple[int, ...]) -> dict[str, set[object]]:
    """Return who is of each sort, in a crowd of so many people in each area."""
    sorts: dict[str, set[object]] = {}
    for area, many in zip(world, crowd, strict=True):
        for sort in area if many else ():
            sorts.setdefault(sort, set()).update((area, number) for number in range(many))
    return sorts


def shared(people: int, among: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share people out among some areas."""
    if among <= 1:
        yield (people,) * among
        return
    for first in range(people + 1):
        yield from ((first, *rest) for rest in shared(people - first, among - 1))


def test_every_number_told_is_about_enough() -> None:
    """Sorts of one, two, three, four and nine, with one person in two: every figure is about three people at least, and they add up to all."""
    sizes = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 9}
    sorts = {sort: {(sort, number) for number in range(size)} for sort, size in sizes.items()}
    sorts["a"].add(("c", 0))

    figures = told(sorts, 3)

    assert ({"d": 4}, 15, 19) == (figures.sorts, figures.others, figures.people)


def test_without_groups_each_sort_is_told_as_it_is() -> None:
    """A purpose whose charter asks for no groups has every number: one person is told, and who is of two sorts is in both."""
    plainly = told({"a": {1}, "b": {1, 2}, "": {3}}, 1)

    assert (3, {"a": 1, "b": 2}, 1) == (plainly.people, plainly.sorts, plainly.others)
    assert 0 == told({}, 1).people


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


@pytest.mark.clause("P8")
def test_whether_somebody_is_counted_is_not_told(firm: Company) -> None:
    """Asked for somebody, or for a record, it refuses in the same words whether they are in the survey or not."""
    inside, outside = firm.person(), firm.person()
    (ref,) = firm.put_for("survey", inside)
    firm.put_for("order", outside)
    nothing = Ref("survey", ref.day, bytes(16))
    session = firm.as_("statistician", "counting")

    assert said(session.of_person, inside) == said(session.of_person, outside) == said(session.of_person, bytes(16))
    for ask in (session.get, session.forget, lambda at: session.update(at, {}), lambda at: session.move(at, outside)):
        assert said(ask, ref) == said(ask, nothing)


def said(ask: Callable[[Any], object], about: object) -> str:
    """Return the words in which something is refused by the gate."""
    with pytest.raises(GateRefused) as no:
        ask(about)
    return str(no.value)


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
