"""Requests sent again under their names: told that they were done, and nothing of what a record said by then."""

from __future__ import annotations

import httpx2
from starlette.testclient import TestClient
from tests.api.conftest import HERE, LEDGER, World, put

from etanche.accounts import KeyAct, Made
from etanche.web.api.guarding import AGAIN, NAMED
from etanche_client import Etanche

MAUD = "maud@example.org"


def find(api: TestClient, email: str, *, called: str) -> httpx2.Response:
    """Look for an address, by a request that has a name."""
    return api.post("/records/ledger/find", json={"field": "email", "value": email}, headers={NAMED: called})


def test_an_erased_person_is_told_by_no_name_of_a_request(api: TestClient) -> None:
    """Who asked for them before the erasure, and sends the same again after it, is told what anybody is told: nobody."""
    where = api.post("/records/ledger", json={"fields": LEDGER | {"name": "Maud", "email": MAUD}}).json()
    before = find(api, MAUD, called="looking for maud")
    api.post(f"/persons/{where['person']}/erasure", json={"confirm": "erase"})
    after = find(api, MAUD, called="looking for maud")

    assert [where["ref"]] == [one["ref"] for one in before.json()["records"]]
    assert (200, [], False) == (after.status_code, after.json()["records"], AGAIN in after.headers)


def test_a_closed_case_shows_nothing_again(world: World, api: TestClient) -> None:
    """What was found because of a case is refused once it is closed, whatever the request is called."""
    made = world.key(frozenset({KeyAct.READ}), role="helper", channel=None)
    helper = world.call(made, **{"etanche-case": "C-77"})
    put(api, email="case@example.org")
    actor = f"key tests {made.key.id.hex()}"
    granted = {"role": "helper", "actor": actor, "reason": "asked us"}
    assert 201 == api.post("/cases/C-77/grants", json=granted).status_code
    within = find(helper, "case@example.org", called="of the case")
    api.delete("/cases/C-77")
    closed = find(helper, "case@example.org", called="of the case")

    assert (200, 1, 403) == (within.status_code, len(within.json()["records"]), closed.status_code)


def test_each_look_is_a_line_of_the_journal(world: World, api: TestClient) -> None:
    """A reading that is sent again is a second look, and stands there as one."""
    put(api, email="twice@example.org")
    told = []
    for _ in range(2):
        find(api, "twice@example.org", called="a look")
        told.append(len(world.society.journal_entries(since=None, act=None, actor=None, last=1_000)))

    assert told[0] < told[1]


def test_a_correction_sent_again_repeats_no_record(api: TestClient) -> None:
    """It is told that it was done, where, and the tag; what the record says is read, through the gate."""
    where = api.post("/records/ledger", json={"fields": LEDGER | {"name": "Maud"}}).json()
    ref = where["ref"]
    named = {"if-match": api.get(f"/records/{ref}").headers["etag"], NAMED: "a correction"}
    first = api.patch(f"/records/{ref}", json={"fields": {"lamp": "south"}}, headers=named)
    api.post(f"/persons/{where['person']}/erasure", json={"confirm": "erase"})
    again = api.patch(f"/records/{ref}", json={"fields": {"lamp": "south"}}, headers=named)

    assert "south" == first.json()["fields"]["lamp"]
    assert (200, {"ref": ref}, "true") == (again.status_code, again.json(), again.headers[AGAIN])
    assert first.headers["etag"] == again.headers["etag"]


def test_a_hold_sent_again_late_is_not_laid_again(api: TestClient) -> None:
    """Somebody lifted it meanwhile: the request is told that it was done; another one under its name is refused."""
    person = api.post("/records/ledger", json={"fields": LEDGER | {"name": "Maud"}}).json()["person"]
    said, named = {"reason": "a claim", "owner": "bea", "review": "2027-01-01"}, {NAMED: "a hold"}
    address = f"/persons/{person}/holds/C-90"
    first = api.put(address, json=said, headers=named)
    api.delete(address)
    again = api.put(address, json=said, headers=named)
    other = api.put(f"/persons/{person}/holds/C-91", json=said, headers=named)

    assert (204, 204, "true", 422) == (
        first.status_code,
        again.status_code,
        again.headers.get(AGAIN),
        other.status_code,
    )
    assert {"C-90", "C-91"}.isdisjoint(one["case"] for one in api.get("/holds").json())


def test_what_a_grant_says_is_not_kept(api: TestClient) -> None:
    """The words of its reason, and whom it is about, are told once."""
    said, named = {"role": "helper", "actor": "bea", "reason": "She lost her lamp."}, {NAMED: "a grant"}
    first, again = (api.post("/cases/C-78/grants", json=said, headers=named) for _ in range(2))

    assert "She lost her lamp." == first.json()["reason"]
    assert (201, {"case": "C-78", "role": "helper"}) == (again.status_code, again.json())


def test_the_client_reads_what_a_lost_correction_made(world: World, key: Made) -> None:
    """The answer is lost, the correction sent again, and the record is read as it is now."""
    app = world.call(key)
    lost: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        said = {name: value for name, value in request.headers.items() if name != "content-length"}
        given = app.request(request.method, str(request.url), headers=said, content=request.content)
        if request.method == "PATCH" and not lost:
            lost.append(given.text)
            raise httpx2.ReadError("lost", request=request)
        return httpx2.Response(given.status_code, headers=dict(given.headers), content=given.content)

    address = HERE.removesuffix("/v1")
    with Etanche(address, key=key.secret, transport=httpx2.MockTransport(answer)) as client:
        watching = client.acting("watching")
        now = watching.update(watching.read(client.put("ledger", LEDGER).ref), {"lamp": "south"})

    assert (1, "south") == (len(lost), now.fields["lamp"])
