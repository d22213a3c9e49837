"""Persons who are one person, joined and parted by programs; dates that nobody recorded."""

from __future__ import annotations

from secrets import token_hex

from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World

from etanche.accounts import KeyAct


def somebody(api: TestClient) -> str:
    """Put somebody into the ledger, and return who."""
    return str(api.post("/records/ledger", json={"fields": LEDGER}).json()["person"])


def test_two_who_are_one_are_erased_together(api: TestClient) -> None:
    """Joined, both are told as one; parted, each is themselves again; an erasure of one who is joined is of both."""
    one, other = somebody(api), somebody(api)
    joined = api.post(f"/persons/{one}/group", json={"person": other}).json()
    parted = api.delete(f"/persons/{other}/group")
    alone = api.get(f"/persons/{one}/group").json()
    api.post(f"/persons/{one}/group", json={"person": other, "proved": True})
    erased = api.post(f"/persons/{one}/erasure", json={"confirm": "erase"}).json()

    assert sorted([one, other]) == joined
    assert (204, [one]) == (parted.status_code, alone)
    assert 2 == erased["records"]


def test_nobody_is_joined_who_is_not_here(world: World, api: TestClient) -> None:
    """Neither with somebody made up, nor with themselves, nor with a person of another organisation: the answer is the same."""
    one = somebody(api)
    beside = world.instance.vault.new_person().hex()
    made_up, elsewhere = (api.post(f"/persons/{one}/group", json={"person": who}) for who in (token_hex(16), beside))
    itself = api.post(f"/persons/{one}/group", json={"person": one})

    assert (404, made_up.text) == (elsewhere.status_code, elsewhere.text)
    assert 400 == itself.status_code


def test_who_joins_is_named_and_needs_the_act(world: World, api: TestClient) -> None:
    """The line of the journal names the key; one that may erase may not join."""
    one, other = somebody(api), somebody(api)
    eraser = world.call(world.roleless(KeyAct.ERASE))
    refused = eraser.post(f"/persons/{one}/group", json={"person": other})
    api.post(f"/persons/{one}/group", json={"person": other})
    told = api.get("/journal", params={"person": one, "act": "alias-joined"}).json()

    assert 403 == refused.status_code
    assert ["key tests"] == [" ".join(line["actor"].split()[:2]) for line in told]


def test_dates_nobody_recorded_are_told_without_who(api: TestClient) -> None:
    """How many wait for which event; one that nobody waits for is not supplied."""
    told = api.get("/unknown").json()
    wrong = [
        api.post("/unknown/supply", json={"event": "weather"}),
        api.post("/unknown/supply", json={"event": "contract-start", "on": "9999-12-31"}),
        api.post("/unknown/supply", json={"event": "contract-start", "on": "0001-01-01"}),
    ]

    assert {"unknown", "assumed"} == told.keys()
    assert {400, 403, 422} >= {one.status_code for one in wrong}
