"""What a charter grants on a condition, in groups only or elsewhere than in the vault is refused until that is found out."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from etanche.charter import Condition, Objection, Plan, Status
from etanche.gate import Ask, Decision, GateRefused, Reason, decide, require
from etanche.terms import Action, PromiseId

READING = Ask(action=Action.READ, role="support", category="ticket", purpose="helping", life=Status.RUNNING)
TELLING = Ask(
    action=Action.DISCLOSE, recipient="printer", category="invoice", purpose="bookkeeping", life=Status.RUNNING
)


@pytest.mark.parametrize("action", [Action.READ, Action.COUNT])
def test_a_cell_opens_only_when_every_condition_is_met(plan: Plan, action: Action) -> None:
    """Of all sets of conditions that somebody says are met, only those with every needed one open the cell."""
    needed = frozenset({Condition.CASE, Condition.AGREEMENT})
    bound = replace(plan, needs={("support", "ticket"): needed}, promises=plan.promises | {PromiseId("access:support")})
    sets = [frozenset(some) for size in range(4) for some in itertools.combinations(list(Condition), size)]
    decisions = {met: decide(bound, replace(READING, action=action, met=met)) for met in sets}

    assert {met for met in sets if needed <= met} == {met for met, said in decisions.items() if said.allowed}
    assert {True, False} == {said.allowed for said in decisions.values()}
    assert {Reason.CONDITION_NOT_MET} == {said.reason for said in decisions.values() if not said.allowed}
    assert (PromiseId("access:support"),) == decisions[frozenset()].because


def test_conditions_of_one_role_bind_no_other(plan: Plan) -> None:
    """A condition stands at its role and category: the same reading by another cell needs nothing."""
    bound = replace(plan, needs={("support", "ticket"): frozenset({Condition.OWN})})
    other = Ask(action=Action.READ, role="analyst", category="visit", purpose="audience", life=Status.OPEN)

    assert decide(bound, other).allowed


def test_a_disclosure_waits_for_its_condition(plan: Plan) -> None:
    """A recipient that needs a permission by name gets nothing until there is one."""
    bound = replace(plan, told_if={"printer": frozenset({Condition.PERMISSION})})

    assert decide(plan, TELLING).allowed
    assert Reason.CONDITION_NOT_MET is decide(bound, TELLING).reason
    assert ("recipients:printer",) == decide(bound, TELLING).because
    assert decide(bound, replace(TELLING, met=frozenset({Condition.PERMISSION}))).allowed


@pytest.mark.parametrize("action", [Action.READ, Action.COUNT])
def test_a_purpose_of_figures_gives_out_no_record(plan: Plan, action: Action) -> None:
    """Where only figures about groups may come out, single records are refused, and so is a count that nobody cut."""
    grouped = replace(plan, groups={"helping": 10})

    said = decide(grouped, replace(READING, action=action))

    assert Decision(allowed=False, reason=Reason.FIGURES_ONLY, because=(PromiseId("purpose:helping"),)) == said


@pytest.mark.parametrize("action", list(Action))
def test_what_is_kept_elsewhere_is_not_had_here(plan: Plan, action: Action) -> None:
    """Of a category that lies in an estate or a sphere, the gate of the vault grants nothing, and says where it stands."""
    ask = Ask(
        action=action,
        category="letter",
        role="support",
        purpose="helping",
        channel="desk",
        recipient="printer",
        life=Status.OPEN,
    )

    away = replace(plan, elsewhere={"letter": ("crm",)}, promises=plan.promises | {PromiseId("minimise:letter")})

    assert (Reason.ELSEWHERE, ("minimise:letter",)) == (decide(away, ask).reason, decide(away, ask).because)
    assert Reason.UNKNOWN_CATEGORY is decide(plan, ask).reason


def test_a_refusal_that_must_be_weighed_is_not_taken_at_the_door(plan: Plan) -> None:
    """Where our grounds are weighed first, a person's no at the door neither stops a writing nor deletes."""
    weighed = replace(plan, objections={"audience": Objection.REVIEWED})
    write = Ask(action=Action.WRITE, category="visit", channel="site", objected=True)
    forget = Ask(action=Action.FORGET, category="visit", channel="site")

    assert [False, True] == [decide(plan, write).allowed, decide(plan, forget).allowed]
    assert [True, False] == [decide(weighed, write).allowed, decide(weighed, forget).allowed]


def test_what_only_a_consent_allows_does_not_come_in_without_it(plan: Plan) -> None:
    """Where every purpose of a category rests on consent, nothing is written before the consent; one other purpose is enough."""
    promised = plan.promises | {PromiseId("consent:audience"), PromiseId("consent:helping")}
    asked = replace(plan, consents=frozenset({"audience", "helping"}), promises=promised)
    write = Ask(action=Action.WRITE, category="visit", channel="site")
    other = Ask(action=Action.WRITE, category="invoice", channel="desk")

    assert (Reason.CONDITION_NOT_MET, ("consent:audience",)) == (
        decide(asked, write).reason,
        decide(asked, write).because,
    )
    assert decide(asked, replace(write, met=frozenset({Condition.CONSENT}))).allowed
    assert decide(asked, other).allowed


@pytest.mark.parametrize(
    ("plan_with", "ask", "told"),
    [
        ({"needs": {("support", "ticket"): frozenset({Condition.CASE})}}, READING, "condition"),
        ({"groups": {"helping": 10}}, READING, "groups"),
        ({"elsewhere": {"letter": ("private",)}}, replace(READING, category="letter"), "keeper of its own"),
    ],
)
def test_each_refusal_has_its_sentence(plan: Plan, plan_with: dict[str, object], ask: Ask, told: str) -> None:
    """Whoever is refused is told why, in words of the charter."""
    with pytest.raises(GateRefused, match=told):
        require(replace(plan, **plan_with), ask)  # type: ignore[arg-type] # one table of the plan each


def test_an_authority_is_told_of_what_is_held_and_on_demand_alone(plan: Plan) -> None:
    """Who may compel us has no flow: any record that a living purpose holds, once there is a demand, and figures never; because of promises that are named."""
    promised = frozenset({PromiseId("recipients:justice")})
    bound = replace(
        plan,
        recipients=plan.recipients | {"justice"},
        on_demand=frozenset({"justice"}),
        groups={"audience": 10},
        promises=plan.promises | promised,
    )
    asks = replace(TELLING, recipient="justice")
    demanded = replace(asks, met=frozenset({Condition.DEMAND}))
    because = tuple(map(PromiseId, ("recipients:justice", "purpose:bookkeeping", "retention:bookkeeping/invoice")))

    assert Decision(allowed=True, reason=Reason.GRANTED, because=because) == decide(bound, demanded)
    assert (Reason.CONDITION_NOT_MET, because[:1]) == (decide(bound, asks).reason, decide(bound, asks).because)
    over = decide(bound, replace(demanded, life=Status.DUE))
    assert (Reason.PURPOSE_NOT_ALIVE, because[2:]) == (over.reason, over.because)
    assert decide(bound, replace(demanded, category="ticket", purpose="helping")).allowed
    assert not decide(bound, replace(demanded, category="visit", purpose="audience")).allowed
    assert not decide(plan, demanded).allowed
