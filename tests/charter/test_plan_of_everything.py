"""The plan of a charter that uses the whole language: what is granted, on which conditions, and what lies elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from etanche.charter import (
    Basis,
    Cell,
    Charter,
    Condition,
    Disclosure,
    FieldKind,
    Plan,
    RecipientKind,
    compile_plan,
)
from etanche.charter.layout import survey
from etanche.charter.modelling import modelled
from etanche.charter.tree import plant

ROOT = Path(__file__).parents[2] / "src" / "etanche"
EVERYTHING = ROOT / "charter" / "facts" / "vectors" / "charter.yaml"
FIVE = sorted((ROOT / "charters").glob("*.yaml"))


def _charter(path: Path) -> Charter:
    charter, faults = modelled(survey(plant(path.read_text("utf-8"), file=path.name)).data)
    assert charter is not None, faults
    return charter


@pytest.fixture(scope="module", params=[EVERYTHING, *FIVE], ids=lambda path: path.stem)
def charter(request: pytest.FixtureRequest) -> Charter:
    """Return a charter of the language as a whole."""
    return _charter(request.param)


@pytest.fixture(scope="module")
def plan(charter: Charter) -> Plan:
    """Return its plan."""
    return compile_plan(charter)


def test_every_grant_is_a_cell_and_no_other(charter: Charter, plan: Plan) -> None:
    """What roles see and recipients receive is in the plan, conditions or not; nothing is added."""
    assert {
        Cell(role=role, category=category, purpose=purpose)
        for role, it in charter.roles.items()
        for category, purposes in it.sees.items()
        for purpose in purposes
    } == plan.cells
    assert {
        Disclosure(recipient=recipient, category=category, purpose=purpose)
        for recipient, it in charter.recipients.items()
        for category, purposes in it.receives.items()
        for purpose in purposes
    } == plan.disclosures


def test_each_condition_of_a_role_binds_what_it_sees(charter: Charter, plan: Plan) -> None:
    """A role with conditions has them at each category it sees, but for the exceptions to the case."""
    for name, role in charter.roles.items():
        for category in role.sees:
            needs = plan.needs.get((name, category), frozenset())
            if role.needs is None:
                assert not needs
            else:
                excepted = category in role.needs.without_case
                assert (Condition.CASE in needs) is (role.needs.case is not None and not excepted)
                assert (Condition.OWN in needs) is (role.needs.own is not None)
                assert (Condition.AGREEMENT in needs) is (role.needs.agreement is not None)
                assert (Condition.ENTRY in needs) is (role.needs.entry is not None)
                assert set(role.needs.approved_by) == plan.approvers.get(name, frozenset())


def test_categories_lie_in_the_vault_or_elsewhere(charter: Charter, plan: Plan) -> None:
    """Each category is in exactly one of the two, and only those of the vault have cells to open there."""
    assert {*charter.categories} == {*plan.categories} | {*plan.elsewhere}
    assert not {*plan.categories} & {*plan.elsewhere}
    assert all("vault" in charter.categories[name].in_ for name in plan.categories)
    assert all(places == tuple(sorted(charter.categories[name].in_)) for name, places in plan.elsewhere.items())


def test_what_purposes_are_is_in_the_plan(charter: Charter, plan: Plan) -> None:
    """Terms, objections, consents, groups and legal duties are those of the charter."""
    purposes = charter.purposes

    assert {(name, used) for name, it in purposes.items() for used in it.uses} == {*plan.terms}
    assert {name for name, it in purposes.items() if it.basis is Basis.CONSENT} == plan.consents
    assert {name for name, it in purposes.items() if it.basis is Basis.LEGAL_OBLIGATION} == plan.exact
    assert {name: it.groups_of for name, it in purposes.items() if it.groups_of} == plan.groups
    assert {name: it.objection for name, it in purposes.items() if it.objection} == plan.objections


def test_a_disclosure_with_a_condition_is_told_only_on_it(charter: Charter, plan: Plan) -> None:
    """A recipient that needs a case or a permission has exactly that in the plan."""
    for name, it in charter.recipients.items():
        wanted = set()
        if it.needs is not None:
            wanted |= {Condition.CASE} if it.needs.case else set()
            wanted |= {Condition.PERMISSION} if it.needs.permission else set()
        assert plan.told_if.get(name, frozenset()) == wanted


def test_fields_keep_their_kind_and_their_place() -> None:
    """Every kind of field of the language goes into the plan, a link with the category it leads to."""
    plan = compile_plan(_charter(EVERYTHING))
    fields = [field for category in plan.categories.values() for field in category.fields.values()]

    assert {field.to for field in fields if field.kind is FieldKind.LINK} - {None}
    assert len({field.kind for field in fields}) > 20


def test_a_host_receives_nothing_by_grant() -> None:
    """What a host stores is worked out: no disclosure to it stands in the plan."""
    charter = _charter(EVERYTHING)
    hosts = {name for name, it in charter.recipients.items() if it.as_ is RecipientKind.HOST}

    assert hosts
    assert not hosts & {told.recipient for told in compile_plan(charter).disclosures}
