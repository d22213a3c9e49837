"""The plan says what the charter says, in tables, and nothing more."""

from __future__ import annotations

import pytest

from etanche.charter import (
    After,
    CategoryPlan,
    Cell,
    ChannelKind,
    Charter,
    Disclosure,
    Duration,
    FieldKind,
    FieldPlan,
    Objection,
    Only,
    Plan,
    Unit,
    Unknown,
    compile_plan,
    digest,
    print_keep,
    promises,
    read,
)


@pytest.fixture
def plan(small: str) -> Plan:
    """Return the plan of the small charter."""
    charter = read(small.encode(), file="x").charter
    assert charter is not None
    return compile_plan(charter)


def test_grants_are_cells_and_nothing_else_is_granted(plan: Plan) -> None:
    """There is one cell for each role, category and purpose that is written, and no other."""
    assert {
        Cell(role="analyst", category="visit", purpose="audience"),
        Cell(role="analyst", category="visit", purpose="repairs"),
        Cell(role="analyst", category="failure", purpose="repairs"),
    } == plan.cells
    assert {"analyst", "seller"} == plan.roles
    assert {Disclosure(recipient="webmaster", category="failure", purpose="repairs")} == plan.disclosures
    assert {"webmaster"} == plan.recipients


def test_a_category_has_its_fields_and_doors(plan: Plan) -> None:
    """Exactly the fields and channels of the charter, with what is kept of each."""
    fields = {
        "address": FieldPlan(name="address", kind=FieldKind.IP, only=Only.FIRST_HALF),
        "terminal": FieldPlan(name="terminal", kind=FieldKind.CHOICE, values=("computer", "other")),
        "visitor-id": FieldPlan(name="visitor-id", kind=FieldKind.PSEUDONYM, lasts=Duration(number=1, unit=Unit.DAY)),
    }

    assert (
        CategoryPlan(
            name="visit", fields=fields, channels=frozenset({"site-visits", "site-logs"}), unknown=Unknown.DROP
        )
        == plan.categories["visit"]
    )
    assert {"site-visits": ChannelKind.AUDIENCE, "site-logs": ChannelKind.LOGS} == plan.channels


def test_each_purpose_has_its_time_for_each_category(plan: Plan) -> None:
    """Terms are looked up by purpose and category; a legal obligation is kept to the day."""
    terms = {pair: print_keep(keep) for pair, keep in plan.terms.items()}
    legal = "between 6 months and 1 year after collected"

    assert {
        ("audience", "visit"): "180 days after collected",
        ("repairs", "visit"): legal,
        ("repairs", "failure"): legal,
    } == terms
    assert {"repairs"} == plan.exact
    assert {"audience": Objection.IMMEDIATE} == plan.objections
    assert ("audience", "repairs") == plan.purposes_of("visit")


def test_a_plan_cannot_be_changed(plan: Plan) -> None:
    """Nobody adds a field, a door or a time to a plan."""
    for table in (plan.categories, plan.channels, plan.terms, plan.objections, plan.categories["visit"].fields):
        with pytest.raises(TypeError):
            table["intruder"] = None  # type: ignore[index] # the point of the test


def test_the_plan_of_the_sample_charter(bookshop: Charter) -> None:
    """The sample keeps half an address for 180 days, for two readers, and gives nothing to anybody."""
    plan = compile_plan(bookshop)

    assert digest(bookshop) == plan.digest
    assert ("Europe/Paris", "vannes") == (plan.zone, plan.region)
    assert {promise.id for promise in promises(bookshop)} == plan.promises
    assert Only.FIRST_HALF is plan.categories["visit"].fields["address"].only
    assert {("audience", "visit"): After(duration=Duration(number=180, unit=Unit.DAY), event="collected")} == plan.terms
    assert {"web-analyst", "dashboard"} == {cell.role for cell in plan.cells}
    assert frozenset() == plan.disclosures
    assert "between 6 months and 1 year after created" == print_keep(plan.journal_keep)
