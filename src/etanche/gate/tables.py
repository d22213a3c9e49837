"""
A plan laid out as the answers themselves, so that deciding is one look-up.

Only what the plan grants has a line here: whatever is missing is refused.
Each line holds two answers, for a fact that can still turn a grant into a refusal:
a purpose that is no longer alive, a person who objected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from etanche.charter import Plan
from etanche.gate.decision import Decision, Reason
from etanche.terms import PromiseId


class Answers(NamedTuple):
    """The answer when nothing stands against it, and the answer when something does."""

    yes: Decision
    no: Decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """Everything one plan grants."""

    doors: Mapping[tuple[str | None, str], Answers]
    """(channel, category): writing; `no` when the person objected."""

    forgettings: Mapping[tuple[str | None, str], Decision]
    """(channel, category): a person's own act at the door their data came in by."""

    cells: Mapping[tuple[str | None, str, str | None], Answers]
    """(role, category, purpose): reading and counting; `no` when the purpose is not alive."""

    disclosures: Mapping[tuple[str | None, str, str | None], Answers]
    """(recipient, category, purpose): telling somebody else; `no` when the purpose is not alive."""


def promised(plan: Plan, *ids: str) -> tuple[PromiseId, ...]:
    """Return those ids that the plan really promises, in the order given."""
    return tuple(PromiseId(name) for name in ids if name in plan.promises)


def _alive(plan: Plan, who: Iterable[str], category: str, purpose: str) -> Answers:
    retention = f"retention:{purpose}/{category}"
    return Answers(
        Decision(allowed=True, reason=Reason.GRANTED, because=promised(plan, *who, f"purpose:{purpose}", retention)),
        Decision(allowed=False, reason=Reason.PURPOSE_NOT_ALIVE, because=promised(plan, retention)),
    )


def lay_out(plan: Plan) -> Tables:
    """
    Return the tables of a plan.

    A cell or disclosure counts only if its role, recipient and category are declared and its purpose uses the category.
    """
    doors: dict[tuple[str | None, str], Answers] = {}
    forgettings: dict[tuple[str | None, str], Decision] = {}
    for name, category in plan.categories.items():
        purposes = plan.purposes_of(name)
        if not purposes:
            continue  # what serves no purpose does not come in
        open_to_objection = [purpose for purpose in purposes if purpose in plan.objections]
        because = promised(plan, *(f"objection:{purpose}" for purpose in open_to_objection))
        written = Decision(allowed=True, reason=Reason.GRANTED, because=promised(plan, f"minimise:{name}"))
        objected = Decision(allowed=False, reason=Reason.OBJECTED, because=because) if open_to_objection else written
        for channel in category.channels:
            doors[channel, name] = Answers(written, objected)
            if open_to_objection:
                forgettings[channel, name] = Decision(allowed=True, reason=Reason.GRANTED, because=because)
    used = {key for key in plan.terms if key[0] in plan.purposes and key[1] in plan.categories}
    return Tables(
        doors=doors,
        forgettings=forgettings,
        cells={
            (cell.role, cell.category, cell.purpose): _alive(
                plan, [f"access:{cell.role}/{cell.category}"], cell.category, cell.purpose
            )
            for cell in plan.cells
            if cell.role in plan.roles and (cell.purpose, cell.category) in used
        },
        disclosures={
            (told.recipient, told.category, told.purpose): _alive(
                plan, [f"recipients:{told.recipient}"], told.category, told.purpose
            )
            for told in plan.disclosures
            if told.recipient in plan.recipients and (told.purpose, told.category) in used
        },
    )
