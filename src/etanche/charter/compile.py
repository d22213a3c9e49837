"""
From a charter to its plan.

The plan holds everything the charter grants, with the conditions it grants it on;
what nobody can find out yet (an open case, an undertaking in date) is a condition that is not met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from etanche.charter.digest import digest
from etanche.charter.kinds import GIVERS, Basis, Giver, RecipientKind, Theme
from etanche.charter.model import Category, Charter, Disclosing, Needs
from etanche.charter.plan import CategoryPlan, Cell, Condition, Disclosure, EventPlan, FieldPlan, Forbidding, Plan
from etanche.charter.promises import promises

VAULT = "vault"
"""The one place whose records the vault keeps; spheres, private messages and estates have keepers of their own."""


def compile_plan(charter: Charter) -> Plan:
    """Return the flat tables that vault, gate, intake and proof look up."""
    held = {name: it for name, it in charter.categories.items() if VAULT in it.in_}
    never = tuple(
        Forbidding(name=name, kind=it.kind, on_arrival=it.on_arrival) for name, it in sorted(charter.never.items())
    )
    purposes = charter.purposes
    return Plan(
        digest=digest(charter),
        zone=charter.organisation.time_zone,
        fiscal_year_end=charter.organisation.fiscal_year_end,
        region=charter.vault.region,
        categories=MappingProxyType({name: _category(name, it, never) for name, it in held.items()}),
        channels=MappingProxyType({name: channel.kind for name, channel in charter.channels.items()}),
        roles=frozenset(charter.roles),
        purposes=frozenset(purposes),
        cells=frozenset(_cells(charter)),
        disclosures=frozenset(_disclosures(charter)),
        recipients=frozenset(charter.recipients),
        terms=MappingProxyType({(name, used): it.keep for name, it in purposes.items() for used in it.uses}),
        objections=MappingProxyType({name: it.objection for name, it in purposes.items() if it.objection is not None}),
        journal_keep=charter.vault.journal.keep,
        promises=frozenset(promise.id for promise in promises(charter)),
        exact=frozenset(name for name, it in purposes.items() if it.basis is Basis.LEGAL_OBLIGATION),
        answering=frozenset(name for name, it in purposes.items() if it.theme is Theme.RIGHTS),
        elsewhere=MappingProxyType(
            {name: tuple(sorted(it.in_)) for name, it in charter.categories.items() if name not in held}
        ),
        needs=MappingProxyType(dict(_needs(charter))),
        told_if=MappingProxyType(dict(_told_if(charter))),
        on_demand=frozenset(name for name, it in charter.recipients.items() if it.as_ is RecipientKind.AUTHORITY),
        consents=frozenset(name for name, it in purposes.items() if it.basis is Basis.CONSENT),
        given=frozenset(name for name, it in held.items() if _given(charter, it)),
        own=MappingProxyType({role: needs.own for role, needs in _needed(charter) if needs.own is not None}),
        agreements=MappingProxyType(
            {role: needs.agreement for role, needs in _needed(charter) if needs.agreement is not None}
        ),
        cases=MappingProxyType({role: needs.for_at_most for role, needs in _needed(charter) if needs.case is not None}),
        approvers=MappingProxyType(
            {role: frozenset(needs.approved_by) for role, needs in _needed(charter) if needs.approved_by}
        ),
        groups=MappingProxyType({name: it.groups_of for name, it in purposes.items() if it.groups_of is not None}),
        takes_away=MappingProxyType(
            {name: it.takes_away for name, it in charter.roles.items() if it.takes_away is not None}
        ),
        events=MappingProxyType(
            {
                str(event): EventPlan(channels=frozenset(it.from_), counts=frozenset(it.counts))
                for event, it in charter.events.items()
            }
        ),
    )


def _category(name: str, category: Category, never: tuple[Forbidding, ...]) -> CategoryPlan:
    fields = {
        field_name: FieldPlan(
            name=field_name,
            kind=field.kind,
            only=field.only,
            lasts=field.lasts,
            findable=field.findable,
            values=tuple(sorted(field.values)),
            required=field.required,
            to=field.to,
        )
        for field_name, field in category.fields.items()
    }
    return CategoryPlan(
        name=name,
        fields=MappingProxyType(fields),
        channels=frozenset(category.from_),
        unknown=category.unknown,
        nature=category.nature,
        tied_to=frozenset(category.tied_to),
        never=never,
    )


def _cells(charter: Charter) -> Iterator[Cell]:
    for role, it in charter.roles.items():
        for category, purpose in _pairs(it.sees):
            yield Cell(role=role, category=category, purpose=purpose)


def _disclosures(charter: Charter) -> Iterator[Disclosure]:
    for recipient, it in charter.recipients.items():
        for category, purpose in _pairs(it.receives):
            yield Disclosure(recipient=recipient, category=category, purpose=purpose)


def _pairs(grants: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for category, purposes in grants.items():
        for purpose in purposes:
            yield category, purpose


def _given(charter: Charter, category: Category) -> bool:
    """Return whether every door of a category takes in what the person gives."""
    doors = [charter.channels[name] for name in category.from_]
    return all((door.given_by or GIVERS[door.kind]) is Giver.PERSON for door in doors)


def _needed(charter: Charter) -> Iterator[tuple[str, Needs]]:
    for role, it in charter.roles.items():
        if it.needs is not None:
            yield role, it.needs


def _needs(charter: Charter) -> Iterator[tuple[tuple[str, str], frozenset[Condition]]]:
    for role, it in charter.roles.items():
        for category in it.sees if it.needs is not None else ():
            conditions = _conditions(it.needs, category)
            if conditions:
                yield (role, category), conditions


def _conditions(needs: Needs | None, category: str) -> frozenset[Condition]:
    """Return what a role needs for one category: all its conditions, but for the exceptions to `case`."""
    if needs is None:
        return frozenset()
    asked = {
        Condition.OWN: needs.own is not None,
        Condition.CASE: needs.case is not None and category not in needs.without_case,
        Condition.AGREEMENT: needs.agreement is not None,
        Condition.ENTRY: needs.entry is not None,
    }
    return frozenset(condition for condition, needed in asked.items() if needed)


def _told_if(charter: Charter) -> Iterator[tuple[str, frozenset[Condition]]]:
    for recipient, it in charter.recipients.items():
        if it.needs is not None:
            yield recipient, _of_a_disclosure(it.needs)


def _of_a_disclosure(needs: Disclosing) -> frozenset[Condition]:
    asked = {Condition.CASE: needs.case is not None, Condition.PERMISSION: needs.permission is not None}
    return frozenset(condition for condition, needed in asked.items() if needed)
