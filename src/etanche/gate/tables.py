"""
A plan laid out as the answers themselves, so that deciding is one look-up.

Only what the plan grants has a line here: whatever is missing is refused.
Each line holds two answers, for a fact that can still turn a grant into a refusal:
a purpose that is no longer alive, a person who objected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from etanche.charter import Condition, Objection, Plan
from etanche.gate.decision import Decision, Reason
from etanche.terms import PromiseId


class Answers(NamedTuple):
    """The answer when nothing stands against it, the answer when something does, and what must be found out first."""

    yes: Decision
    no: Decision
    needs: frozenset[Condition] = frozenset()
    unmet: Decision | None = None
    """The answer as long as a condition is not met; there exactly when there are conditions."""


Place = tuple[str | None, ...]
"""The names in an ask that decide: a line of a table."""

Refusals = dict[Place, Decision]
"""What was refused before, where every name asked with is one of the plan's; filled as it is asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """Everything one plan grants, and what it refused."""

    doors: Mapping[Place, Answers]
    """(channel, category): writing; `no` when the person objected. What serves consented purposes only needs the consent."""

    forgettings: Mapping[Place, Decision]
    """(channel, category): a person's own act at the door their data came in by."""

    cells: Mapping[Place, Answers]
    """(role, category, purpose): reading and counting; `no` when the purpose is not alive."""

    figures: Mapping[str | None, Decision]
    """purpose: the refusal of one that gives out figures about groups only, which nobody cuts yet."""

    disclosures: Mapping[Place, Answers]
    """(recipient, category, purpose): telling somebody else; `no` when the purpose is not alive."""

    names: frozenset[str | None]
    """Every name of the plan that an ask may hold, and the lack of one."""

    unseen: Refusals
    """(role, category, purpose): what was asked to be read or counted in vain."""

    untold: Refusals
    """(recipient, category, purpose): what was asked to be told in vain."""

    shut: Refusals
    """(channel, category): what was asked of a door in vain."""


def promised(plan: Plan, *ids: str) -> tuple[PromiseId, ...]:
    """Return those ids that the plan really promises, in the order given."""
    return tuple(PromiseId(name) for name in ids if name in plan.promises)


def _alive(plan: Plan, who: str, category: str, purpose: str) -> Answers:
    retention = f"retention:{purpose}/{category}"
    return Answers(
        Decision(allowed=True, reason=Reason.GRANTED, because=promised(plan, who, f"purpose:{purpose}", retention)),
        Decision(allowed=False, reason=Reason.PURPOSE_NOT_ALIVE, because=promised(plan, retention)),
    )


def _on_condition(plan: Plan, answers: Answers, needs: frozenset[Condition], *promises: str) -> Answers:
    if not needs:
        return answers
    unmet = Decision(allowed=False, reason=Reason.CONDITION_NOT_MET, because=promised(plan, *promises))
    return answers._replace(needs=needs, unmet=unmet)


def lay_out(plan: Plan) -> Tables:
    """
    Return the tables of a plan.

    A cell or disclosure counts only if its role, recipient and category are declared and its purpose uses the category.
    """
    used = {key for key in plan.terms if key[0] in plan.purposes and key[1] in plan.categories}
    return Tables(
        doors=_doors(plan),
        forgettings=_forgettings(plan),
        cells={
            (cell.role, cell.category, cell.purpose): _on_condition(
                plan,
                _alive(plan, f"access:{cell.role}/{cell.category}", cell.category, cell.purpose),
                plan.needs.get((cell.role, cell.category), frozenset()),
                f"access:{cell.role}",
            )
            for cell in plan.cells
            if cell.role in plan.roles and (cell.purpose, cell.category) in used
        },
        figures={
            purpose: Decision(allowed=False, reason=Reason.FIGURES_ONLY, because=promised(plan, f"purpose:{purpose}"))
            for purpose in plan.groups
        },
        disclosures=_on_demand(plan, used) | _disclosures(plan, used),
        names=frozenset({None, *plan.categories, *plan.elsewhere, *plan.purposes, *plan.roles, *plan.channels})
        | plan.recipients,
        unseen={},
        untold={},
        shut={},
    )


def _disclosures(plan: Plan, used: set[tuple[str, str]]) -> dict[Place, Answers]:
    return {
        (told.recipient, told.category, told.purpose): _told(
            plan, told.recipient, told.category, told.purpose, plan.told_if.get(told.recipient, frozenset())
        )
        for told in plan.disclosures
        if told.recipient in plan.recipients and (told.purpose, told.category) in used
    }


def _on_demand(plan: Plan, used: set[tuple[str, str]]) -> dict[Place, Answers]:
    """Return what somebody who may compel us is told: whatever single records are held for a purpose that is alive, and only for a demand."""
    return {
        (recipient, category, purpose): _told(plan, recipient, category, purpose, frozenset({Condition.DEMAND}))
        for recipient in plan.on_demand & plan.recipients
        for purpose, category in used
        if purpose not in plan.groups
    }


def _told(plan: Plan, recipient: str, category: str, purpose: str, needs: frozenset[Condition]) -> Answers:
    return _on_condition(
        plan, _alive(plan, f"recipients:{recipient}", category, purpose), needs, f"recipients:{recipient}"
    )


def _doors(plan: Plan) -> dict[Place, Answers]:
    doors: dict[Place, Answers] = {}
    for name, category in plan.categories.items():
        if not plan.purposes_of(name):
            continue  # what serves no purpose does not come in
        written = Decision(allowed=True, reason=Reason.GRANTED, because=promised(plan, f"minimise:{name}"))
        refusable = _refusable(plan, name)
        objected = Decision(allowed=False, reason=Reason.OBJECTED, because=promised(plan, *refusable))
        answers = Answers(written, objected if refusable else written)
        asked = tuple(f"consent:{purpose}" for purpose in plan.purposes_of(name) if purpose in plan.consents)
        if len(asked) == len(plan.purposes_of(name)):
            answers = _on_condition(plan, answers, frozenset({Condition.CONSENT}), *asked)
        doors.update({(channel, name): answers for channel in category.channels})
    return doors


def _forgettings(plan: Plan) -> dict[Place, Decision]:
    return {
        (channel, name): Decision(allowed=True, reason=Reason.GRANTED, because=promised(plan, *refusable))
        for name, category in plan.categories.items()
        if (refusable := _refusable(plan, name))
        for channel in category.channels
    }


def _refusable(plan: Plan, category: str) -> tuple[str, ...]:
    """Return the promises by which a person's own no is heard at the door; one that has to be weighed first is not."""
    return tuple(
        f"objection:{purpose}"
        for purpose in plan.purposes_of(category)
        if plan.objections.get(purpose, Objection.REVIEWED) is not Objection.REVIEWED
    )
