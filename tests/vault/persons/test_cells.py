"""Every cell of the five charters, role by category by purpose, asked of the vault itself with a real record in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.vault.conftest import NOON, House

from etanche.charter import Charter, FieldKind, FieldPlan, compile_plan, load
from etanche.clock import FixedClock
from etanche.gate import ALIVE, GateRefused
from etanche.keyring import knows_nobody
from etanche.standing import Record, lives, person_subject
from etanche.vault import Arrival

if TYPE_CHECKING:
    from etanche.keyring import Root

CHARTERS = Path(__file__).parents[3] / "charters"
NAMES = ("ableton", "clever-cloud", "gmelius", "play-sql", "whaller")
BEGINNINGS = ("contract-start", "account-opened", "joined", "request-received", "last-contact", "last-order")
PERSON = bytes(range(16))
VALUES = {
    FieldKind.EMAIL: "jeanne@estran.example",
    FieldKind.PHONE: "+33297000000",
    FieldKind.BIRTH_DATE: "1980-02-29",
    FieldKind.NATIONAL_NUMBER: "280025600100",
    FieldKind.IP: "198.51.100.7",
    FieldKind.LANGUAGE: "fr",
    FieldKind.TIME_ZONE: "Europe/Paris",
    FieldKind.COUNTRY: "FR",
    FieldKind.SCREEN: "1280x1024",
    FieldKind.COUNT: "3",
    FieldKind.AMOUNT: "12.50 EUR",
    FieldKind.YES_NO: "true",
    FieldKind.DATE: "2026-05-01",
    FieldKind.INSTANT: "2026-05-01T10:00:00+02:00",
    FieldKind.URL: "https://estran.example/books",
}


def value(field: FieldPlan) -> object:
    """Return something that a field holds."""
    return field.values[0] if field.values else VALUES.get(field.kind, "Estran-7")


def furnished(house: House, charter: Charter) -> set[str]:
    """Put a record of somebody into every category that takes one, and return those categories."""
    plan = house.plan
    for event in BEGINNINGS:
        house.vault.tell(PERSON, event, actor="ann", effective=NOON - timedelta(days=1))
    for purpose in sorted(plan.consents):
        house.vault.tell(PERSON, "consent-given", purpose=purpose, actor="ann", effective=NOON - timedelta(days=1))
    held = set()
    for name, category in plan.categories.items():
        if knows_nobody(plan, name) and set(plan.purposes_of(name)) <= plan.consents:
            continue  # what rests on a consent alone, of nobody knows whom, does not come in yet
        fields = {
            one.name: value(one) for one in category.fields.values() if one.required or one.kind is FieldKind.CHOICE
        }
        arrival = Arrival(
            at=house.clock.now(),
            fields=fields,
            person=None if knows_nobody(plan, name) else PERSON,
            feature=next(iter(category.tied_to), None),
            who="w",
        )
        receipt = house.vault.door(min(category.channels), actor="ann").put_many(name, [arrival])
        assert 1 == receipt.stored, (name, receipt)
        held.add(name)
    assert held <= {name for name, it in charter.categories.items() if "vault" in it.in_}
    return held


def expected(charter: Charter, role: str, category: str, purpose: str) -> bool:
    """Say from the charter's own text, not from the tables made of it, whether somebody reads."""
    said = charter.roles[role]
    if purpose not in said.sees.get(category, ()) or category not in charter.purposes[purpose].uses:
        return False
    if charter.purposes[purpose].groups_of is not None:
        return False
    needs = said.needs
    if needs is None:
        return True
    return not (needs.own or needs.agreement or needs.entry or (needs.case and category not in needs.without_case))


@pytest.mark.clause("C7", "P10")
@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_enforced_by_the_vault(name: str, root: Root, tmp_path: Path) -> None:
    """A role reads a category for a purpose exactly when the charter says so and the purpose is alive; everything else is refused."""
    charter = load(CHARTERS / f"{name}.yaml")
    house = House(folder=tmp_path, root=root, clock=FixedClock(NOON), plan=compile_plan(charter))
    held = furnished(house, charter)
    with house.store.reading() as connection:
        told = house.standing.persons.told(connection, [person_subject(PERSON)])[person_subject(PERSON)]
    opened = 0
    for role in charter.roles:
        for category in sorted(held):
            record = Record(category, house.clock.now().date(), house.clock.now())
            alive = {
                purpose: one.status
                for purpose, one in zip(
                    house.plan.purposes_of(category),
                    lives(house.plan, record, [] if knows_nobody(house.plan, category) else told, NOON),
                    strict=True,
                )
            }
            for purpose in charter.purposes:
                reads = expected(charter, role, category, purpose)
                reads = reads and alive.get(purpose) in ALIVE
                session = house.vault.acting(role, purpose=purpose, actor="bea")
                try:
                    found = list(session.read(category))
                except GateRefused:
                    found = []

                assert (role, category, purpose, reads) == (role, category, purpose, bool(found))
                opened += reads
    assert opened > 0
    house.close()


def given(charter: Charter, recipient: str, role: str, category: str, purpose: str) -> bool:
    """Say from the charter's own text whether somebody in a role gives a record to a recipient, with no case open and no recipient named."""
    said = charter.recipients.get(recipient)
    if said is None or purpose not in said.receives.get(category, ()) or said.needs is not None:
        return False
    return expected(charter, role, category, purpose)


@pytest.mark.clause("A3", "G14", "W9")
@pytest.mark.parametrize("name", NAMES)
def test_every_disclosure_is_enforced_by_the_vault(name: str, root: Root, tmp_path: Path) -> None:
    """A recipient is given a category for a purpose exactly when the charter says so, and whoever gives it may see it."""
    charter = load(CHARTERS / f"{name}.yaml")
    house = House(folder=tmp_path, root=root, clock=FixedClock(NOON), plan=compile_plan(charter))
    held = {one for one in furnished(house, charter) if not knows_nobody(house.plan, one)}
    seen = [(cell.role, cell.category, cell.purpose) for cell in house.plan.cells if cell.category in held]
    unseen = [(min(charter.roles), category, purpose) for purpose, category in house.plan.terms if category in held]
    wanted, found = set(), set()
    for role, category, purpose in sorted({*seen, *unseen}):
        for recipient in (*charter.recipients, "somebody-else"):
            if given(charter, recipient, role, category, purpose):
                wanted.add((recipient, role, category, purpose))
            try:
                records = list(house.vault.acting(role, purpose=purpose, actor="bea").disclose(recipient, category))
            except GateRefused:
                records = []
            if records:
                found.add((recipient, role, category, purpose))

    assert wanted == found
    house.close()
