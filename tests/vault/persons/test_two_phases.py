"""Two-phase retention is no special case: when the contract is over only the legal purpose lives, so only its roles read, and then nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.vault.conftest import NOON, House

from etanche.charter import compile_plan, load
from etanche.clock import FixedClock
from etanche.gate import GateRefused
from etanche.vault import Arrival

if TYPE_CHECKING:
    from etanche.keyring import Root

CHARTER = Path(__file__).parents[3] / "charters/clever-cloud.yaml"
PERSON = bytes(range(16))


def readers(house: House) -> dict[str, bool]:
    """Return whether the clerk and the accountant read the invoice, each for their own purpose."""
    found = {}
    for role, purpose in (("billing-clerk", "invoicing"), ("accountant", "bookkeeping")):
        try:
            found[role] = bool(list(house.vault.acting(role, purpose=purpose, actor="bea").read("invoice")))
        except GateRefused:
            found[role] = False
    return found


@pytest.mark.clause("C9")
def test_an_invoice_is_used_then_kept_then_destroyed(root: Root, tmp_path: Path) -> None:
    """While the contract runs billing reads it; after its end accounting alone does, for the term of the law; then it opens for nobody."""
    clock = FixedClock(NOON)
    house = House(folder=tmp_path, root=root, clock=clock, plan=compile_plan(load(CHARTER)))
    house.vault.tell(PERSON, "contract-start", actor="ann", effective=NOON - timedelta(days=1))
    door = house.vault.door("back-office", actor="ann")
    assert 1 == door.put_many("invoice", [Arrival(at=NOON, fields={"number": "F7"}, person=PERSON)]).stored
    told = [readers(house)]
    clock.advance(timedelta(days=30))
    house.vault.tell(PERSON, "contract-end", actor="ann")
    told.append(readers(house))
    clock.advance(timedelta(days=12 * 366))
    house.vault.sweep(confirmed_by="ann")
    told.append(readers(house))
    house.close()

    assert [
        {"billing-clerk": True, "accountant": True},
        {"billing-clerk": False, "accountant": True},
        {"billing-clerk": False, "accountant": False},
    ] == told
