"""
How far this version's checks reach into a charter: what the rooms keep whole, and so what can be looked at.

A charter promises everything the language knows (decision 8). A check looks only where its promise is really kept;
what it cannot see, or not whole, is *unproven*, and says so: it is never green.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from etanche.charter import (
    After,
    Basis,
    Between,
    CategoryPlan,
    Charter,
    End,
    FieldKind,
    FirstOf,
    Keep,
    LastOf,
    Nature,
    Plan,
    Purpose,
    compile_plan,
)
from etanche.keyring import knows_nobody
from etanche.vault import keeps


class Sight(StrEnum):
    """How much of a promise a check of this version sees."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


UNDECLARED: Final = "undeclared-by-the-charter"
"""A purpose, a recipient and a door that no charter declares: longer than the names that people give."""

_COUNTED: Final = frozenset({"collected", "fiscal-year-end"})
"""Events that this version knows of every record; nobody tells it the others yet."""

_OF_A_VISIT: Final = frozenset(
    {FieldKind.IP, FieldKind.VERSION, FieldKind.CHOICE, FieldKind.SCREEN, FieldKind.URL, FieldKind.TEXT}
    | {FieldKind.PSEUDONYM}
)
"""Kinds of field that a made-up visitor brings; nobody makes up the others yet."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A charter with what the vault of this version keeps of it."""

    charter: Charter
    plan: Plan
    """The charter's own, whatever is obeyed."""

    held: frozenset[str]
    """Categories of the vault whose every field is kept as the charter says."""

    @property
    def first(self) -> str:
        """Return the first category that is held; check that there is one."""
        return min(self.held)

    def plain(self, purpose: str) -> bool:
        """Tell whether a purpose is alive from the collection to a known day, and opens single records all that time."""
        found = self.charter.purposes[purpose]
        return found.basis is not Basis.CONSENT and found.groups_of is None and self.ends_by_itself(found)

    def ends_by_itself(self, purpose: Purpose) -> bool:
        """Tell whether the end of a purpose follows from the day of collection."""
        return purpose.then is End.ERASE and _counted(purpose.keep)

    def open_to(self, role: str, category: str) -> bool:
        """Tell whether what a role is granted of a category can be had now: no condition, and every purpose alive."""
        found = self.charter.roles[role]
        granted = found.sees.get(category, ())
        free = not granted or found.needs is None
        return category in self.held and free and all(map(self.plain, granted))

    def tempting(self, category: str, granted: frozenset[str]) -> str:
        """Return a purpose that uses a category, is alive and is not granted, or one that nobody declared."""
        purposes = self.charter.purposes
        using = (name for name in sorted(purposes) if category in purposes[name].uses and name not in granted)
        return next(filter(self.plain, using), UNDECLARED)


def reach_of(charter: Charter) -> Reach:
    """Return how far checks reach into a charter."""
    plan = compile_plan(charter)
    held = frozenset(
        name
        for name, planned in plan.categories.items()
        if keeps(planned)
        and _brought(planned)
        and knows_nobody(plan, name)
        and charter.categories[name].in_ == ("vault",)
    )
    return Reach(charter=charter, plan=plan, held=held)


def _brought(category: CategoryPlan) -> bool:
    """Tell whether a made-up visitor brings every sort of field that a category has, and all that it asks for."""
    plain = category.nature is Nature.PERSONAL and not category.tied_to
    return plain and all(field.kind in _OF_A_VISIT for field in category.fields.values())


def _taken_in(charter: Charter, category: str) -> bool:
    """Tell whether a category is taken in without a consent, which a made-up visitor cannot give yet."""
    return any(category in it.uses and it.basis is not Basis.CONSENT for it in charter.purposes.values())


def _counted(keep: Keep) -> bool:
    if isinstance(keep, FirstOf | LastOf):
        return all(map(_counted, keep.rules))
    return isinstance(keep, After | Between) and keep.event in _COUNTED
