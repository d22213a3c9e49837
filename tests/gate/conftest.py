"""A plan with enough roles, categories, purposes and doors for a refusal of every kind."""

from __future__ import annotations

import pytest

from etanche.charter import (
    CategoryPlan,
    Cell,
    ChannelKind,
    Disclosure,
    FieldKind,
    FieldPlan,
    Objection,
    Plan,
    Unknown,
    parse_keep,
)
from etanche.terms import PromiseId

ROLES = ("accountant", "analyst", "support")
CATEGORIES = ("invoice", "ticket", "visit")
PURPOSES = ("audience", "bookkeeping", "helping")
USED = {("audience", "visit"), ("bookkeeping", "invoice"), ("helping", "invoice"), ("helping", "ticket")}
CELLS = {("analyst", "visit", "audience"), ("accountant", "invoice", "bookkeeping"), ("support", "ticket", "helping")}


def category(name: str, *channels: str) -> CategoryPlan:
    """Return a category of one field that comes in by some doors."""
    note = FieldPlan(name="note", kind=FieldKind.TEXT)
    return CategoryPlan(name=name, fields={"note": note}, channels=frozenset(channels), unknown=Unknown.DROP)


@pytest.fixture(scope="session")
def plan() -> Plan:
    """A plan of three roles, three categories, three purposes and one recipient."""
    promises = {f"access:{role}/{name}" for role in ROLES for name in CATEGORIES}
    promises |= {f"purpose:{purpose}" for purpose in PURPOSES} | {f"retention:{p}/{c}" for p, c in USED}
    promises |= {f"minimise:{name}" for name in CATEGORIES}
    promises |= {"objection:audience", "objection:list", "recipients:printer", "recipients:others"}
    keep = parse_keep("180 days after collected")
    return Plan(
        digest="0" * 64,
        zone="Europe/Paris",
        fiscal_year_end=(12, 31),
        region="paris",
        categories={
            "invoice": category("invoice", "desk"),
            "ticket": category("ticket", "desk", "form"),
            "visit": category("visit", "site"),
        },
        channels={"site": ChannelKind.AUDIENCE, "desk": ChannelKind.LOGS, "form": ChannelKind.LOGS},
        roles=frozenset(ROLES),
        purposes=frozenset(PURPOSES),
        cells=frozenset(Cell(role=role, category=name, purpose=purpose) for role, name, purpose in CELLS),
        disclosures=frozenset({Disclosure(recipient="printer", category="invoice", purpose="bookkeeping")}),
        recipients=frozenset({"printer"}),
        terms=dict.fromkeys(sorted(USED), keep),
        objections={"audience": Objection.IMMEDIATE},
        journal_keep=parse_keep("between 6 months and 1 year after created"),
        promises=frozenset(PromiseId(name) for name in promises),
    )
