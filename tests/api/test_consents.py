"""What people decide on, as programs that ask them write it down; what authorities demand."""

from __future__ import annotations

from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World

from etanche.accounts import KeyAct


def test_a_purpose_that_nobody_decides_on_is_not_there(api: TestClient) -> None:
    """Neither its words, nor a yes, nor a receipt; for whoever is known too."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    said = {"purpose": "watching", "yes": True, "language": "en", "seen": "0" * 64}
    answers = [
        api.get("/consents/watching"),
        api.post(f"/persons/{person}/consents", json=said),
        api.post(f"/persons/{person}/consents/watching/receipt"),
    ]

    assert [404] * 3 == [one.status_code for one in answers]
    assert [] == api.get(f"/persons/{person}/consents").json()


def test_who_may_only_write_a_demand_down_sees_none(world: World, api: TestClient) -> None:
    """And of an authority that the charter does not name nothing is written."""
    program = world.call(world.roleless(KeyAct.DEMAND))
    said = {"recipient": "keeper", "asker": "Inspector X", "ground": "an order", "words": "Everything of Ysée."}
    answer = program.post("/demands", json=said)

    assert (400, False) == (answer.status_code, "Inspector" in answer.text)
    assert [403] * 3 == [
        program.get(one).status_code for one in ("/demands", "/demands/figures", f"/demands/{'0' * 12}")
    ]
    assert [] == api.get("/demands").json() == api.get("/demands/figures").json()
