"""What is made up for a check is what a charter may ask for: of every kind of field, and of every part of one."""

from __future__ import annotations

import pytest

from etanche.charter import FieldKind, FieldPlan, Only
from etanche.proof.persons.made_up import Marks, datum
from etanche.vault.shapes import can_be_cut, shape

PLANS = [
    FieldPlan(name="field", kind=kind, only=only, values=("one", "two"), to="order")
    for kind in FieldKind
    for only in (None, *Only)
]
CUT = [plan for plan in PLANS if plan.kind is not FieldKind.PSEUDONYM and can_be_cut(plan)]


def named(plan: FieldPlan) -> str:
    """Return what a plan is called in the list of tests."""
    return f"{plan.kind}-{plan.only or 'whole'}"


@pytest.mark.parametrize("plan", CUT, ids=named)
def test_what_is_expected_of_a_value_is_what_is_kept_of_it(plan: FieldPlan) -> None:
    """The part that a check expects, worked out by itself, is the part that the vault keeps."""
    made = datum(Marks.made_up(), plan)

    assert made.kept is not None
    assert made.kept == shape(plan, made.sent)


@pytest.mark.parametrize("plan", [plan for plan in CUT if plan.only is not None], ids=named)
def test_what_is_cut_off_is_more_than_what_is_kept(plan: FieldPlan) -> None:
    """Of a value of which a part is kept something else is sent than the part, so that a vault that cuts nothing is seen."""
    made = datum(Marks.made_up(), plan)

    assert made.kept != made.sent


def test_two_runs_never_make_up_the_same() -> None:
    """What one run searches for is nothing that another wrote, and none of it is short enough to be met by chance."""
    first, second = Marks.made_up(), Marks.made_up()
    sought = {**first.in_seals(), **first.nowhere()}

    assert set() == set(sought.values()) & {*second.in_seals().values(), *second.nowhere().values()}
    assert min(map(len, sought.values())) >= 8
