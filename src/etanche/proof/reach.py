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
    ENDED_BY,
    STATES,
    After,
    Basis,
    Between,
    Charter,
    End,
    FirstOf,
    Keep,
    LastOf,
    Objection,
    Plan,
    Purpose,
    While,
    compile_plan,
    spans,
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


@dataclass(frozen=True, kw_only=True)
class Reach:
    """A charter with what the vault of this version keeps of it."""

    charter: Charter
    plan: Plan
    """The charter's own, whatever is obeyed."""

    held: frozenset[str]
    """Categories of traffic, whose records know nobody, of the vault and kept whole: every field as the charter says."""

    persons: frozenset[str] = frozenset()
    """Categories of records of persons, of the vault and kept whole."""

    @property
    def vaulted(self) -> frozenset[str]:
        """Every category that the vault keeps whole."""
        return self.held | self.persons

    @property
    def first(self) -> str:
        """Return the first category that is held, of traffic if there is some; check that there is one."""
        return min(self.held or self.persons)

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

    def open_in_a_case(self, role: str, category: str) -> bool:
        """Tell whether what a role is granted of a category of traffic can be had within a case, and in no other way."""
        found = self.charter.roles[role]
        granted, needs = found.sees.get(category, ()), found.needs
        if category not in self.held or not granted or needs is None or needs.case is None:
            return False
        alone = needs.own is None and needs.agreement is None and needs.entry is None
        return alone and category not in needs.without_case and all(map(self.plain, granted))

    def begins(self, purpose: str) -> bool:
        """Tell whether a check can make a purpose live for somebody it makes up."""
        return can_begin(self.charter, purpose)

    def shown_to(self, role: str, category: str) -> bool:
        """Tell whether what a role is granted of records of persons can be had by a check: its conditions met, every purpose begun."""
        found = self.charter.roles[role]
        granted = found.sees.get(category, ())
        entered = bool(granted) and found.needs is not None and found.needs.entry is not None
        return category in self.persons and not entered and all(map(self.begins, granted))

    def tempting(self, category: str, granted: frozenset[str]) -> str:
        """Return a purpose that uses a category, is alive and is not granted, or one that nobody declared."""
        purposes = self.charter.purposes
        using = (name for name in sorted(purposes) if category in purposes[name].uses and name not in granted)
        if category in self.persons:
            return next((name for name in using if self.begins(name) and purposes[name].groups_of is None), UNDECLARED)
        return next(filter(self.plain, using), UNDECLARED)


def reach_of(charter: Charter) -> Reach:
    """Return how far checks reach into a charter."""
    plan = compile_plan(charter)
    kept = {name for name, it in plan.categories.items() if keeps(it) and charter.categories[name].in_ == ("vault",)}
    nobody = {name for name in kept if knows_nobody(plan, name)}
    return Reach(
        charter=charter,
        plan=plan,
        held=frozenset(name for name in nobody if _taken_in(charter, name)),
        persons=frozenset(name for name in kept - nobody if _lives(charter, name)),
    )


def starts(charter: Charter, purpose: str) -> tuple[tuple[str, str | None], ...]:
    """Return the (event, purpose it is told for) that make a purpose live for somebody, in the order in which they are told."""
    found = charter.purposes[purpose]
    begun = _begun(found.keep)
    told: list[tuple[str, str | None]] = [(event, None) for event in begun if event not in _FOR_A_PURPOSE]
    if "objection" in begun:
        told.append(("objection", _refusable(charter, purpose)))
    if found.basis is Basis.CONSENT:
        told.append(("consent-given", purpose))
    elif "consent-given" in begun:
        told.append(("consent-given", _consented(charter, purpose)))
    return tuple(told)


def can_begin(charter: Charter, purpose: str) -> bool:
    """Tell whether a check can make a purpose live for somebody: nobody has to have died for it."""
    told = starts(charter, purpose)
    return all(event != "death-notified" and (about or event not in _FOR_A_PURPOSE) for event, about in told)


_FOR_A_PURPOSE: Final = frozenset({"objection", "consent-given"})
_OF_ITSELF: Final = frozenset({"collected", "created", "fiscal-year-end"})


def _refusable(charter: Charter, purpose: str) -> str | None:
    """Return another purpose, that can be refused at once."""
    at_once = {Objection.IMMEDIATE, Objection.BEFOREHAND}
    return next(
        (name for name, it in sorted(charter.purposes.items()) if it.objection in at_once and name != purpose), None
    )


def _consented(charter: Charter, purpose: str) -> str | None:
    """Return another purpose, that rests on consent."""
    return next(
        (name for name, it in sorted(charter.purposes.items()) if it.basis is Basis.CONSENT and name != purpose), None
    )


def _begun(keep: Keep) -> tuple[str, ...]:
    """Return the events without which a rule knows no beginning, each once."""
    found: dict[str, None] = {}
    for span in spans(keep):
        state = STATES.get(span.state) if isinstance(span, While) else ENDED_BY.get(span.event)
        begins = state.begins if state is not None else None if isinstance(span, While) else span.event
        if begins is not None and begins not in _OF_ITSELF:
            found[begins] = None
    return tuple(found)


def _lives(charter: Charter, category: str) -> bool:
    """Tell whether a check can make some purpose of a category live for somebody."""
    return any(category in it.uses and can_begin(charter, name) for name, it in charter.purposes.items())


def _taken_in(charter: Charter, category: str) -> bool:
    """Tell whether traffic of a category is taken in without a consent: of whom nobody knows, nobody knows a yes."""
    return any(category in it.uses and it.basis is not Basis.CONSENT for it in charter.purposes.values())


def _counted(keep: Keep) -> bool:
    if isinstance(keep, FirstOf | LastOf):
        return all(map(_counted, keep.rules))
    return isinstance(keep, After | Between) and keep.event in _COUNTED
