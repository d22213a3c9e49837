"""
Facts about a visit, and the fields of a charter that they fill.

A charter names its fields as it likes (`address`, `reader-id`); the *kind* of a field says which fact goes into it.
Of two `choice` fields, the one whose values are systems takes the system, the one whose values are devices the device.
A fact for which the category has no field is not handed on: what the charter does not list is never collected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from etanche.charter import CategoryPlan, FieldKind, FieldPlan
from etanche.intake.agent import SYSTEMS, TERMINALS

OTHER_VALUE: Final = "other"


class Fact(StrEnum):
    """Everything the audience doors can find out about a visit; there is nothing else to be asked for."""

    ADDRESS = "address"
    """The first half of the address, as a network."""

    BROWSER = "browser"
    SYSTEM = "system"
    TERMINAL = "terminal"
    SCREEN = "screen"
    PAGE = "page"
    ACTION = "action"
    VISITOR = "visitor"
    """Who it is today, in one word; the vault makes a pseudonym of it and forgets it."""


_FACT_OF_KIND: Final = {
    FieldKind.IP: Fact.ADDRESS,
    FieldKind.VERSION: Fact.BROWSER,
    FieldKind.SCREEN: Fact.SCREEN,
    FieldKind.URL: Fact.PAGE,
    FieldKind.TEXT: Fact.ACTION,
    FieldKind.PSEUDONYM: Fact.VISITOR,
}


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Which field of one category takes which fact."""

    fields: Mapping[Fact, FieldPlan]

    @classmethod
    def of(cls, category: CategoryPlan) -> Shape:
        """Match the fields of a category with facts, by their kind; the first field of a kind takes the fact."""
        fields: dict[Fact, FieldPlan] = {}
        for plan in category.fields.values():
            fact = _choice_of(plan) if plan.kind is FieldKind.CHOICE else _FACT_OF_KIND.get(plan.kind)
            if fact is not None:
                fields.setdefault(fact, plan)
        return cls(fields=fields)

    def wants(self, facts: frozenset[Fact]) -> bool:
        """Say whether the category has a field for one of these facts."""
        return not facts.isdisjoint(self.fields)

    def fill(self, facts: Mapping[Fact, str]) -> dict[str, object]:
        """Return the fields that the facts fill; an empty fact leaves its field out, the visitor is the vault's affair."""
        filled: dict[str, object] = {}
        for fact, plan in self.fields.items():
            value = facts.get(fact, "")
            if plan.kind is FieldKind.CHOICE and value not in plan.values:
                value = OTHER_VALUE if OTHER_VALUE in plan.values else ""
            if value and fact is not Fact.VISITOR:
                filled[plan.name] = value
        return filled


def _choice_of(plan: FieldPlan) -> Fact | None:
    """Return the fact whose words the values of a choice are; nothing if they are neither systems nor devices."""
    values = set(plan.values) - {OTHER_VALUE}
    systems, terminals = len(values & SYSTEMS), len(values & TERMINALS)
    if not systems and not terminals:
        return None
    return Fact.SYSTEM if systems >= terminals else Fact.TERMINAL
