"""A recipient, a role or an undertaking that is called otherwise keeps what was said of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.vault.conftest import NOON, House
from tests.vault.persons.test_cells import value

from etanche.charter import compile_plan, load
from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.instance.adopting import _Names
from etanche.vault import Arrival

if TYPE_CHECKING:
    from etanche.keyring import Root

CHARTERS = Path(__file__).parents[3] / "charters"
PERSON = bytes(range(16))


def test_a_consent_follows_the_recipient_it_names(root: Root, tmp_path: Path) -> None:
    """Called otherwise, the recipient is still the one that was named; another one under its old name is not."""
    text = (CHARTERS / "clever-cloud.yaml").read_text(encoding="utf-8")
    path = tmp_path / "new.yaml"
    text = text.replace("  hiring-partner:\n", "  staffing:\n    was: hiring-partner\n")
    path.write_text(text.replace("recipients:hiring-partner", "recipients:staffing"), encoding="utf-8")
    old, new = load(CHARTERS / "clever-cloud.yaml"), load(path)
    house = House(folder=tmp_path, root=root, clock=FixedClock(NOON), plan=compile_plan(old))
    house.vault.tell(PERSON, "consent-given", purpose="talent-pool", actor="ann")
    house.vault.tell(PERSON, "consent-given", purpose="talent-pool", recipient="hiring-partner", actor="ann")
    category = house.plan.categories["application-file"]
    fields = {one.name: value(one) for one in category.fields.values() if one.required}
    arrival = Arrival(at=NOON, fields=fields, person=PERSON)
    (ref,) = house.vault.door(min(category.channels), actor="ann").put_many("application-file", [arrival]).refs

    with house.store.writing() as connection:
        _Names(connection, house.organisation, "~x").move(old, new)
    house.clock.advance(timedelta(minutes=1))
    house.apply(compile_plan(new))

    session = house.vault.acting("recruiter", purpose="talent-pool", actor="bea")
    assert [ref] == [one.ref for one in session.disclose_records("staffing", ref)]
    with pytest.raises(GateRefused):
        session.disclose_records("hiring-partner", ref)
    house.close()


@pytest.mark.parametrize("agreement", ["confidentiality", "other"])
def test_an_undertaking_follows_its_name(root: Root, tmp_path: Path, agreement: str) -> None:
    """Called otherwise, an undertaking in date is still in date; nobody has one that they did not give."""
    text = (CHARTERS / "gmelius.yaml").read_text(encoding="utf-8")
    text = text.replace("{agreement: confidentiality}", "{agreement: secrecy}")
    path = tmp_path / "new.yaml"
    path.write_text(text.replace("  confidentiality:\n", "  secrecy:\n    was: confidentiality\n"), encoding="utf-8")
    old, new = load(CHARTERS / "gmelius.yaml"), load(path)
    house = House(folder=tmp_path, root=root, clock=FixedClock(NOON), plan=compile_plan(old))
    house.vault.attest(agreement, actor="bea", until=NOON.replace(year=2027), by="ann")

    with house.store.writing() as connection:
        _Names(connection, house.organisation, "~x").move(old, new)
    house.clock.advance(timedelta(minutes=1))
    house.apply(compile_plan(new))

    session = house.vault.acting("newsletter-editor", purpose="news", actor="bea")
    if agreement == "confidentiality":
        assert [] == list(session.stream("profile"))
    else:
        with pytest.raises(GateRefused):
            session.stream("profile")
    house.close()
