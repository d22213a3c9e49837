"""
From a charter to its plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from etanche.charter.digest import digest
from etanche.charter.kinds import Basis
from etanche.charter.model import Category, Charter
from etanche.charter.plan import CategoryPlan, Cell, Disclosure, FieldPlan, Plan
from etanche.charter.promises import promises


def compile_plan(charter: Charter) -> Plan:
    """Return the flat tables that vault, gate, intake and proof look up."""
    return Plan(
        digest=digest(charter),
        zone=charter.organisation.time_zone,
        fiscal_year_end=charter.organisation.fiscal_year_end,
        region=charter.vault.region,
        categories=MappingProxyType({name: _category(name, it) for name, it in charter.categories.items()}),
        channels=MappingProxyType({name: channel.kind for name, channel in charter.channels.items()}),
        roles=frozenset(charter.roles),
        purposes=frozenset(charter.purposes),
        cells=frozenset(_cells(charter)),
        disclosures=frozenset(_disclosures(charter)),
        recipients=frozenset(charter.recipients),
        terms=MappingProxyType(
            {(name, used): purpose.keep for name, purpose in charter.purposes.items() for used in purpose.uses}
        ),
        objections=MappingProxyType(
            {name: purpose.objection for name, purpose in charter.purposes.items() if purpose.objection is not None}
        ),
        journal_keep=charter.vault.journal.keep,
        promises=frozenset(promise.id for promise in promises(charter)),
        exact=frozenset(
            name for name, purpose in charter.purposes.items() if purpose.basis is Basis.LEGAL_OBLIGATION
        ),
    )  # fmt: skip


def _category(name: str, category: Category) -> CategoryPlan:
    fields = {
        field_name: FieldPlan(
            name=field_name,
            kind=field.kind,
            only=field.only,
            lasts=field.lasts,
            findable=field.findable,
            values=tuple(sorted(field.values)),
            required=field.required,
        )
        for field_name, field in category.fields.items()
    }
    return CategoryPlan(
        name=name, fields=MappingProxyType(fields), channels=frozenset(category.from_), unknown=category.unknown
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
