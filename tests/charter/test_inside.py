"""The charter of what Étanche itself holds follows from the operator's, whoever that is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.conftest import BOOKSHOP

from etanche.charter import Charter, FieldKind, Severity, compile_plan, read
from etanche.charter.inside import SEAT, inside

EXAMPLES = sorted([*BOOKSHOP.parent.glob("*.yaml"), *(BOOKSHOP.parent / "others").glob("*.yaml")])


def charter_in(text: str) -> Charter:
    """Read a charter that has to be sound."""
    loaded = read(text.encode(), file="instance")
    assert loaded.charter is not None, loaded.findings
    return loaded.charter


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def operator(request: pytest.FixtureRequest) -> Charter:
    """The charter of each example."""
    path: Path = request.param
    return charter_in(path.read_text(encoding="utf-8"))


def test_it_is_sound_for_every_operator(operator: Charter) -> None:
    """No error, and no warning but about the time of the journal, which is the operator's own."""
    found = read(inside(operator).encode(), file="instance")

    assert found.charter is not None
    assert {Severity.ERROR} & {one.severity for one in found.findings} == set()
    assert all("vault" in one.what or "a log" in one.what for one in found.findings)


def test_who_answers_and_where_are_the_operators(operator: Charter) -> None:
    """Name, address, country of the stores and life of copies are those of the operator's own charter."""
    made = charter_in(inside(operator))

    assert operator.organisation.name == made.organisation.name
    assert operator.regions[operator.vault.region].country == made.regions[SEAT].country
    assert (operator.vault.backups, operator.vault.keys) == (made.vault.backups, made.vault.keys)


def test_the_same_operator_makes_the_same_charter(operator: Charter) -> None:
    """It is a function of the operator's charter: nothing of a moment is in it."""
    assert inside(operator) == inside(operator)
    assert inside(operator) != inside(operator, day=date(2001, 1, 1))


def test_what_is_looked_up_by_value_leaves_a_mark_and_nothing_in_clear() -> None:
    """An e-mail address, the number of a person and the digest of a link are found through the blind index; secrets are not found at all."""
    plan = compile_plan(charter_in(inside(charter_in(BOOKSHOP.read_text(encoding="utf-8")))))
    findable = {
        f"{category.name}.{field.name}": field.kind
        for category in plan.categories.values()
        for field in category.fields.values()
        if field.findable
    }

    assert {"account.email", "membership.person", "invitation.digest"} <= findable.keys()
    assert {FieldKind.EMAIL, FieldKind.IDENTIFIER} == set(findable.values())
