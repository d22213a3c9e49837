"""
Sabotages of what is kept of persons: a field nobody announced, a value kept whole, a feature forgotten, whatever is never accepted let in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from etanche.charter import CategoryPlan, FieldKind, Plan, Unknown
from etanche.proof.drills.saboteur import Saboteur, field_number, obey
from etanche.proof.persons.tools import a_person_row, reseal_person, write_what_comes_in
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox

STRAY_NUMBER = 999_983

Sabotages = list[tuple[str, Saboteur, str]]


def of_field(reach: Reach, category: str, field: str, leave_whole: Saboteur) -> Sabotages:
    """Return the sabotages of a value of which a part is kept, or that is of use to its giver only."""
    if reach.plan.categories[category].fields[field].kind is FieldKind.TOKEN:
        card = partial(_change_kind, category=category, field=field, kind=FieldKind.NATIONAL_NUMBER)
        return [("card-in-token", card, "minimise.card-in-token")]
    return [
        ("value-whole", leave_whole, "minimise.canary-more"),
        ("whole-value-stored", partial(_store_more, category=category, field=field), "minimise.more"),
    ]


def of_category(reach: Reach, category: str, *, open_door: Saboteur, add_field: Saboteur) -> Sabotages:
    """Return the sabotages of a category of records of persons."""
    planned = reach.plan.categories[category]
    added = "minimise.canary-differs" if planned.unknown is Unknown.DROP else "minimise.canary-too-much"
    found: Sabotages = [
        ("undeclared-field-stored", partial(_store_undeclared, category=category), "minimise.undeclared"),
        ("door-opened", open_door, "minimise.strange-door"),
        ("field-added", add_field, added),
        ("arrivals-written", write_what_comes_in, "minimise.written"),
    ]
    if planned.tied_to:
        found.append(("feature-forgotten", partial(_untie, category=category), "minimise.no-feature"))
    return found


def accept_everything(sandbox: Sandbox) -> None:
    """Look for nothing that is never accepted."""
    obey(sandbox, lambda plan: _with(plan, {name: replace(it, never=()) for name, it in plan.categories.items()}))


def _change(sandbox: Sandbox, category: str, change: Callable[[CategoryPlan], CategoryPlan]) -> None:
    obey(sandbox, lambda plan: _with(plan, {category: change(plan.categories[category])}))


def _with(plan: Plan, categories: Mapping[str, CategoryPlan]) -> Plan:
    return replace(plan, categories={**plan.categories, **categories})


def _untie(sandbox: Sandbox, category: str) -> None:
    """Take records in whatever they are for."""
    _change(sandbox, category, lambda held: replace(held, tied_to=frozenset()))


def _change_kind(sandbox: Sandbox, category: str, field: str, kind: FieldKind) -> None:
    """Take a field for one of another kind."""
    _change(
        sandbox,
        category,
        lambda held: replace(held, fields={**held.fields, field: replace(held.fields[field], kind=kind)}),
    )


def _store_undeclared(sandbox: Sandbox, category: str) -> None:
    """Seal into a record of a person a field that has no name."""
    reseal_person(sandbox.bench, a_person_row(sandbox.bench, category), {STRAY_NUMBER: "anything"})


def _store_more(sandbox: Sandbox, category: str, field: str) -> None:
    """Seal into a record of a person more of a value than is kept of it."""
    number = field_number(sandbox.bench, category, field)
    more = "https://www.example.org/a?b#c d@e.org 2026-11-22T10:00:00"
    reseal_person(sandbox.bench, a_person_row(sandbox.bench, category), {number: more})
