"""What an office does, by programs: evidence, webhooks, charters, copies, a halt."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import HERE, LEDGER, World
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, lighthouse

from etanche.accounts import KeyAct
from etanche.clock import FixedClock
from etanche.errors import Unreadable
from etanche.instance import Instance
from etanche.web import create_app
from etanche.web.api import create_api

LATER = "  2026-11-21: {comment: {fr: Une lampe de plus, en: One more lamp}}\n"
WITH_EAST = "values: [north, south, east]"


def changed() -> str:
    """Return the charter of the society with another lamp, dated today, where copies may be taken away."""
    text = lighthouse().replace("values: [north, south]", WITH_EAST)
    text = text.replace(
        "    sees: {ledger: [watching], ask: [answering]}",
        "    sees: {ledger: [watching], ask: [answering]}\n    takes-away: 30 days",
    )
    head, _, rest = text.partition("versions:\n")
    return f"{head}versions:\n{LATER}{rest}"


@pytest.fixture
def alone(tmp_path: Path, founded: Path) -> Iterator[World]:
    """An instance that nobody else uses, to be changed and halted."""
    shutil.copytree(founded, tmp_path / "data")
    clock = FixedClock(MORNING + timedelta(hours=1))
    with Instance.open(tmp_path / "data", passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        app = create_app(instance, api=create_api(instance))
        yield World(instance=instance, society=instance.organisation(LIGHTHOUSE), clock=clock, app=app)


def test_a_charter_is_checked_compared_and_applied(alone: World) -> None:
    """By a key for that alone; of two who read the same charter one applies another, and records come in under it."""
    office = alone.call(alone.roleless(KeyAct.APPLY))
    text = changed()
    found = office.post("/charter/check", json={"charter": text}).json()
    compared = office.post("/charter/diff", json={"charter": text}).json()
    seen = {"if-match": office.get("/charter").headers["etag"]}
    unseen = office.put("/charter", json={"charter": text})
    named = seen | {"idempotency-key": "another charter"}
    applied, lost = (office.put("/charter", json={"charter": text}, headers=named) for _ in range(2))
    again = office.put("/charter", json={"charter": text}, headers=seen)
    put = alone.call(alone.key()).post("/records/ledger", json={"fields": LEDGER | {"lamp": "east"}})

    assert (True, []) == (found["promises"] > 0, [one for one in found["findings"] if one["severity"] == "error"])
    assert compared["changes"]
    assert [428, 200, 200, 412] == [one.status_code for one in (unseen, applied, lost, again)]
    assert applied.json()["digest"] == lost.json()["digest"]
    assert WITH_EAST in office.get("/charter").text
    assert applied.headers["etag"] == office.get("/charter").headers["etag"]
    assert 201 == put.status_code
    (line,) = alone.society.journal.entries(act="charter-applied", last=1)
    assert line.actor.startswith("key tests ")


def test_a_copy_has_an_end_and_is_known_again(alone: World) -> None:
    """Until when it may exist stands first, what it is known by last, and in the journal; a role that takes nothing away gets none."""
    office = alone.call(alone.roleless(KeyAct.APPLY))
    api = alone.call(alone.key())
    api.post("/records/ledger", json={"fields": LEDGER})
    refused = api.get("/records/ledger/copy")
    tag = office.get("/charter").headers["etag"]
    office.put("/charter", json={"charter": changed()}, headers={"if-match": tag})
    first, *records, last = api.get("/records/ledger/copy").text.splitlines()
    told = alone.society.journal.entries(act="copy-made", last=1)
    known = sha256("".join(f"{one}\n" for one in records).encode()).hexdigest()

    assert 403 == refused.status_code
    assert {"copy": {"category": "ledger", "destroy-after": "2026-12-21"}} == json.loads(first)
    assert [LEDGER] == [json.loads(one)["fields"] for one in records]
    assert {"end": {"records": 1, "altered": 0, "sha256": known}} == json.loads(last)
    assert [known] == [one.facts["sha256"] for one in told]


@pytest.mark.parametrize("text", ["a", "a: [", "etanche: 1", "\u0000", "etanche: 99\n"])
def test_what_is_no_charter_is_found_out_and_changes_nothing(world: World, text: str) -> None:
    """Checked it is told why; compared or applied it is refused, with nothing of it repeated."""
    office = world.call(world.roleless(KeyAct.APPLY))
    tag = office.get("/charter").headers["etag"]
    found = office.post("/charter/check", json={"charter": text})
    answers = [
        office.post("/charter/diff", json={"charter": text}),
        office.put("/charter", json={"charter": text}, headers={"if-match": tag}),
    ]

    assert (200, None) == (found.status_code, found.json()["promises"])
    assert found.json()["findings"]
    assert [400, 400] == [one.status_code for one in answers]
    assert tag == office.get("/charter").headers["etag"]


def test_who_writes_the_rules_does_nothing_else(world: World) -> None:
    """No key is made for that and another thing; one for it reads nothing."""
    for act in (KeyAct.READ, KeyAct.PUT, KeyAct.JOURNAL):
        with pytest.raises(Unreadable, match="nothing else"):
            world.key(frozenset({KeyAct.APPLY, act}))
    office = world.call(world.roleless(KeyAct.APPLY))

    assert [403, 403] == [office.get(one).status_code for one in ("/records/ledger", "/journal")]


@pytest.mark.clause("P15")
def test_a_key_stops_access_and_no_key_lets_it_go_on(alone: World) -> None:
    """From then on every address answers that it is halted; there is none that ends it."""
    api, watcher = alone.call(alone.key()), alone.call(alone.roleless(KeyAct.HALT))
    stopped = watcher.post("/halt", json={"reason": "Somebody copies everything."})
    answers = [api.get("/records/ledger"), watcher.post("/halt", json={"reason": "again"}), watcher.delete("/halt")]

    assert 204 == stopped.status_code
    assert [503, 503] == [one.status_code for one in answers[:2]]
    assert "urn:etanche:problem:halted" == answers[0].json()["type"]
    assert 405 == answers[2].status_code
    assert alone.society.halter.stopped() is not None
    assert alone.instance.halter.stopped() is None


def test_evidence_is_entered_by_its_digest(api: TestClient) -> None:
    """It is listed with its days, and known again by whoever has the file; a day to come is none."""
    digest = sha256(b"an agreement").hexdigest()
    said = {"promise": "secrecy", "digest": digest, "issuer": "Ann", "owner": "dpo", "on": "2026-11-20", "actor": "bea"}
    entered = api.post("/attestations", json=said)
    known = api.get(f"/attestations/{digest}").json()
    wrong = api.post("/attestations", json=said | {"on": "2027-11-20"})

    assert (201, "attest:secrecy") == (entered.status_code, entered.json()["promise"])
    assert [("bea", digest)] == [(one["for"], one["digest"]) for one in known]
    assert [] == api.get(f"/attestations/{'f' * 64}").json()
    assert digest in [one.get("digest") for one in api.get("/attestations").json()]
    assert wrong.status_code in {400, 403}


def test_nobody_assigns_to_themselves(world: World) -> None:
    """A key says what is somebody else's own, and what others undertook: never its own."""
    made = world.key(role="warden")
    itself = f"key tests {made.key.id.hex()}"
    api = world.call(made)
    own = api.post("/assignments", json={"role": "warden", "actor": itself, "values": ["north"]})
    others = api.post("/assignments", json={"role": "warden", "actor": "bea", "values": ["north"]})
    undertaken = {"agreement": "secrecy", "until": "2027-01-01T00:00:00Z"}

    assert [403, 204] == [own.status_code, others.status_code]
    assert 403 == api.post("/undertakings", json=undertaken | {"actor": itself}).status_code


def test_a_program_is_told_at_a_host_of_the_charter_only(world: World, api: TestClient) -> None:
    """Elsewhere is refused, and the refusal repeats nothing; no webhook of another organisation is there."""
    elsewhere = api.post("/webhooks", json={"url": "https://xyzzy.example/hook", "events": ["promise.changed"]})

    assert (403, False) == (elsewhere.status_code, "xyzzy" in elsewhere.text)
    assert {"waiting": 0, "webhooks": []} == api.get("/webhooks").json()
    assert 404 == api.delete(f"/webhooks/{'0' * 32}").status_code


def test_letters_that_wait_are_counted_without_whom_they_are_for(api: TestClient) -> None:
    """Of a notice to an authority the kind is told, and nothing of the address."""
    name = api.post("/incidents", json={"title": "a"}).json()["name"]
    for said in ({"kind": "aware"}, {"kind": "severity", "severity": "risk"}):
        api.post(f"/incidents/{name}/story", json=said)
    api.post(f"/incidents/{name}/notices", json={"whom": "authority", "to": ["cnil@example.org"]})
    told = api.get("/mail")

    assert 1 <= told.json()["waiting"]["incident-authority"]
    assert "cnil@example.org" not in told.text
    assert {"addresses": 0} == api.post("/mail/forgiven", json={"address": "cnil@example.org"}).json()
    assert 400 == api.post("/mail/bounces", json={"message": "no report"}).status_code
    assert 400 == api.post("/mail/bounces", json={"message": "Content-Type: message/rfc822\n\n" * 1000}).status_code


def test_the_journal_is_walked_and_confronted(api: TestClient) -> None:
    """A receipt that was taken is still true; one of which a letter was changed is not."""
    receipt = api.get("/journal/head").text
    told = api.post("/journal/verify", json={"receipts": [receipt]}).json()

    assert (True, ["same"]) == (told["intact"], [one["found"] for one in told["receipts"]])
    assert 400 == api.post("/journal/verify", json={"receipts": ["no receipt"]}).status_code


@pytest.mark.parametrize("form", ["ods", "xlsx", "csv", "json", "dpv", "fideslang"])
def test_the_register_has_its_forms(api: TestClient, form: str) -> None:
    """Each is there, under its own kind."""
    answer = api.get("/exports/register", params={"form": form})

    assert (200, True) == (answer.status_code, len(answer.content) > 500)


def test_an_address_is_refused_before_and_after(api: TestClient) -> None:
    """Whether anything is held of whoever has it is not told; what is no address is."""
    given = {"purpose": "watching", "refusals": [{"address": "a@example.org"}]}
    ahead = [{"address": "a@example.org", "since": "2099-01-01T00:00:00Z"}]

    assert 400 == api.post("/refusals", json=given).status_code
    assert 400 == api.post("/refusals", json=given | {"refusals": ahead}).status_code


def test_a_record_is_held_by_itself(api: TestClient) -> None:
    """It is in the list under its own address, until it is lifted."""
    ref = api.post("/records/ledger", json={"fields": LEDGER}).json()["ref"]
    why = {"reason": "a dispute", "owner": "Ann", "review": "2027-01-01"}
    placed = api.put(f"/records/{ref}/holds/D-7", json=why)
    listed = [one["about"] for one in api.get("/holds").json()]
    lifted = api.delete(f"/records/{ref}/holds/D-7")

    assert ([204, 204], True) == ([placed.status_code, lifted.status_code], ref in listed)


def test_what_an_answer_keeps_of_a_secret(world: World) -> None:
    """A webhook's secret is told once: sent again under its name the request is told the id, and nothing else."""
    from starlette.responses import JSONResponse

    from etanche.web import urls
    from etanche.web.api.keeping import kept

    given = JSONResponse({"webhook": "0" * 32, "secret": "whsec_xyzzy"}, status_code=201)

    assert b'{"webhook": "00000000000000000000000000000000"}' == kept("POST", urls.API_WEBHOOKS, given).body
    assert HERE.endswith(urls.API)
