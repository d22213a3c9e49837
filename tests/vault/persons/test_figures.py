"""Figures about persons are told in groups, along one cut, and never so that a few could be told from the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from etanche.gate import GateRefused
from etanche.vault import OtherCut

if TYPE_CHECKING:
    from tests.vault.persons.conftest import Company


@pytest.mark.clause("P8")
def test_only_groups_come_out(firm: Company) -> None:
    """Sorts of three people or more are told; two people in a town are not, nor could they be worked out from the sum."""
    firm.put_for("survey", *(firm.person() for _ in range(5)), town="vannes")
    firm.put_for("survey", *(firm.person() for _ in range(4)), town="brest")
    firm.put_for("survey", *(firm.person() for _ in range(2)), town="lorient")

    figures = firm.as_("statistician", "counting").aggregate("survey", "town")

    assert ({"vannes": 5}, None, None, 3) == (figures.sorts, figures.people, figures.others, figures.at_least)
    assert "town" == firm.last("count").facts["by"]


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
