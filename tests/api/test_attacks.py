"""What somebody tries who means no good: with a key, with another's, with none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import BESIDE, LEDGER, World

from etanche.accounts import KeyAct
from etanche.web import urls
from etanche.web.api import create_api

HERE_ALONE = "http://127.0.0.1:8040"
MARK = "xyzzy-4711"
"""A value that no answer may repeat."""

ID, DAY = "0" * 32, "2026-11-21"

BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", urls.API_RECORDS): {"fields": LEDGER},
    ("POST", urls.API_BATCH): {"records": [{"fields": LEDGER}]},
    ("POST", urls.API_FOUND): {"field": "email", "value": "a@example.org"},
    ("POST", urls.API_DISCLOSED): {"recipient": "keeper", "refs": [f"ledger/{DAY}/{ID}"]},
    ("PATCH", urls.API_RECORD): {"fields": {"lamp": "south"}},
    ("POST", urls.API_MOVE): {"person": ID},
    ("POST", urls.API_KNOWN): {"sort": "customer", "value": "4711"},
    ("POST", urls.API_EVENTS): {"event": "restricted"},
    ("POST", urls.API_ERASURE): {"confirm": "erase"},
    ("PUT", urls.API_PERSON_HOLD): {"reason": "a", "owner": "b", "review": "2027-01-01"},
    ("POST", urls.API_CASE_GRANTS): {"role": "dpo", "actor": "bob", "reason": "a"},
    ("POST", f"{urls.API_CASE_GRANTS}/revoke"): {"role": "dpo", "actor": "bob"},
    ("POST", urls.API_INQUIRY): {"finding": "mistake", "words": "a"},
    ("POST", urls.API_REQUESTS): {"right": "access", "language": "fr", "words": "a"},
    ("POST", urls.API_STEPS): {"event": "acknowledged"},
    ("POST", urls.API_ANSWER): {"outcome": "granted"},
    ("PUT", urls.API_ASSIGNED): {"to": "bob"},
    ("POST", urls.API_INCIDENTS): {"title": "a"},
    ("POST", urls.API_STORY): {"kind": "fact", "words": "a"},
    ("POST", urls.API_CONCERNED): {"case": "C-1"},
    ("POST", urls.API_NOTICES): {"whom": "authority"},
    ("POST", urls.API_ANNOUNCED): {"fr": "a", "en": "b"},
    ("POST", urls.API_GROUP): {"person": "f" * 32},
    ("POST", urls.API_SUPPLIED): {"event": "contract-start"},
    ("POST", urls.API_CLOSED): {"report": "a"},
    ("POST", urls.API_DEMANDS): {"recipient": "keeper", "asker": "a", "ground": "b", "words": "c"},
    ("POST", urls.API_CONSENTS): {"purpose": "watching", "yes": False, "language": "fr"},
    ("PUT", urls.API_INSTRUCTIONS): {"wish": "erase"},
    ("POST", urls.API_REFUSALS): {"purpose": "watching", "refusals": [{"address": "a@example.org"}]},
    ("PUT", urls.API_RECORD_HOLD): {"reason": "a", "owner": "b", "review": "2027-01-01"},
    ("POST", urls.API_ASSIGNMENTS): {"role": "warden", "actor": "bob", "values": ["north"]},
    ("POST", urls.API_UNDERTAKINGS): {"agreement": "secrecy", "actor": "bob", "until": "2027-01-01T00:00:00Z"},
    ("POST", urls.API_ATTESTED): {
        "promise": "secrecy",
        "digest": "0" * 64,
        "issuer": "a",
        "owner": "b",
        "on": "2026-11-20",
        "actor": "bob",
    },
    ("POST", urls.API_HALT): {"reason": "a"},
    ("POST", urls.API_WEBHOOKS): {"url": "https://elsewhere.example/", "events": ["promise.changed"]},
    ("POST", urls.API_BOUNCES): {"message": "a"},
    ("POST", urls.API_FORGIVEN): {"address": "a@example.org"},
    ("PUT", urls.API_CHARTER): {"charter": "a"},
    ("POST", urls.API_CHECKED): {"charter": "a"},
    ("POST", urls.API_DIFF): {"charter": "a"},
    ("POST", urls.API_WALK): {},
}

WRITES = {
    ("POST", urls.API_RECORDS): 201,
    ("POST", urls.API_BATCH): 200,
    ("POST", urls.API_BULK): 200,
    ("POST", urls.API_KNOWN): 200,
}
"""What a write-only key does."""

OPEN = {
    ("GET", address)
    for address in (urls.API_CHARTER, urls.API_PROOF, urls.API_DRILLS, urls.API_CLAUSES, urls.API_EXPORT)
}
"""What every key sees that is made to see anything: nothing of it is about anybody."""

OWN = ("GET", urls.API_KEY)
"""What a key is told of itself, and of no other."""

ALONE = (
    ("POST", urls.API_HALT),
    ("PUT", urls.API_CHARTER),
    ("POST", urls.API_CHECKED),
    ("POST", urls.API_DIFF),
    ("DELETE", urls.API_WAITING),
)
"""What the key for everything else was not made for: a key that applies charters does nothing else, and a halt would end the tests."""

FULL = {
    ("GET", urls.API_RECORDS): 200,
    ("GET", urls.API_BULK): 200,
    ("POST", urls.API_FOUND): 200,
    ("GET", urls.API_RECORD): 404,
    ("PATCH", urls.API_RECORD): 428,
    ("DELETE", urls.API_RECORD): 404,
    ("POST", urls.API_MOVE): 404,
    ("GET", urls.API_COUNT): 200,
    ("GET", urls.API_FIGURES): 200,
    ("POST", urls.API_DISCLOSED): 403,
    ("GET", urls.API_OF_PERSON): 200,
    ("POST", urls.API_EVENTS): 204,
    ("GET", urls.API_LOOKS): 200,
    ("POST", urls.API_ERASURE): 200,
    ("GET", urls.API_ERASURE): 200,
    ("POST", urls.API_CERTIFICATE): 200,
    ("PUT", urls.API_PERSON_HOLD): 404,
    ("DELETE", urls.API_PERSON_HOLD): 404,
    ("GET", urls.API_HOLDS): 200,
    ("GET", urls.API_GRANTS): 200,
    ("GET", urls.API_CASE_GRANTS): 200,
    ("POST", urls.API_CASE_GRANTS): 403,
    ("POST", f"{urls.API_CASE_GRANTS}/revoke"): 404,
    ("DELETE", urls.API_CASE): 204,
    ("GET", urls.API_INQUIRIES): 200,
    ("POST", urls.API_INQUIRY): 404,
    ("GET", urls.API_JOURNAL): 200,
    ("GET", urls.API_HEAD): 200,
    ("POST", urls.API_REQUESTS): 201,
    ("GET", urls.API_REQUESTS): 200,
    ("GET", urls.API_REQUEST): 404,
    ("POST", urls.API_STEPS): 404,
    ("POST", urls.API_ANSWER): 404,
    ("PUT", urls.API_ASSIGNED): 404,
    ("POST", urls.API_LIFT): 404,
    ("GET", urls.API_ARCHIVE): 404,
    ("POST", urls.API_INCIDENTS): 201,
    ("GET", urls.API_INCIDENTS): 200,
    ("GET", urls.API_INCIDENT): 404,
    ("POST", urls.API_STORY): 404,
    ("POST", urls.API_CONCERNED): 404,
    ("GET", urls.API_DRAFT): 404,
    ("POST", urls.API_NOTICES): 404,
    ("POST", urls.API_ANNOUNCED): 404,
    ("GET", urls.API_GROUP): 200,
    ("POST", urls.API_GROUP): 404,
    ("DELETE", urls.API_GROUP): 404,
    ("GET", urls.API_DATES): 200,
    ("POST", urls.API_SUPPLIED): 403,
    ("POST", urls.API_CLOSED): 404,
    ("POST", urls.API_DEMANDS): 400,
    ("GET", urls.API_DEMANDS): 200,
    ("GET", urls.API_DEMAND): 404,
    ("GET", urls.API_DEMAND_FIGURES): 200,
    ("GET", urls.API_ASKED): 404,
    ("GET", urls.API_CONSENTS): 200,
    ("POST", urls.API_CONSENTS): 404,
    ("POST", urls.API_CONSENT_RECEIPT): 404,
    ("PUT", urls.API_INSTRUCTIONS): 404,
    ("DELETE", urls.API_INSTRUCTIONS): 404,
    ("POST", urls.API_REFUSALS): 400,
    ("PUT", urls.API_RECORD_HOLD): 404,
    ("DELETE", urls.API_RECORD_HOLD): 404,
    ("GET", urls.API_COPY): 403,
    ("POST", urls.API_ASSIGNMENTS): 204,
    ("POST", urls.API_UNDERTAKINGS): 204,
    ("GET", urls.API_ATTESTED): 200,
    ("POST", urls.API_ATTESTED): 201,
    ("GET", urls.API_EVIDENCED): 200,
    ("GET", urls.API_ALERTS): 200,
    ("GET", urls.API_WEBHOOKS): 200,
    ("POST", urls.API_WEBHOOKS): 403,
    ("DELETE", urls.API_WEBHOOK): 404,
    ("POST", f"{urls.API_WEBHOOK}/test"): 404,
    ("POST", f"{urls.API_WEBHOOK}/rotate"): 404,
    ("GET", urls.API_MAIL): 200,
    ("POST", urls.API_BOUNCES): 400,
    ("POST", urls.API_FORGIVEN): 200,
    ("POST", urls.API_WALK): 200,
    OWN: 200,
    **dict.fromkeys(ALONE, 403),
}
"""What a key for everything is answered, about a record and a case that are not there, and a person of whom one event was told."""

ALL = FULL | WRITES | dict.fromkeys(OPEN, 200)


def asked(api: TestClient, method: str, address: str) -> int:
    """Ask once, and return the status."""
    where = address.format(
        category="ledger",
        day=DAY,
        record=ID,
        person=ID,
        case="C-1",
        inquiry="0" * 16,
        request="0" * 8,
        incident="0" * 12,
        digest="0" * 64,
        webhook=ID,
        demand="demand-000000000000",
        purpose="watching",
    )
    where += {urls.API_FIGURES: "?field=lamp", urls.API_DRAFT: "?whom=authority"}.get(address, "")
    if address == urls.API_BULK and method == "POST":
        return api.post(where, content=json.dumps({"fields": LEDGER})).status_code
    return api.request(method, where, json=BODIES.get((method, address))).status_code


def test_every_resource_has_a_row(world: World) -> None:
    """Whoever adds a resource says what each kind of key is answered."""
    described = TestClient(create_api(world.instance), base_url=HERE_ALONE).get(urls.API_DESCRIPTION).json()["paths"]
    found = {(method.upper(), path) for path, methods in described.items() for method in methods}

    assert found == set(ALL)


def test_a_stranger_is_answered_the_same_everywhere(world: World) -> None:
    """Without a key, with one that was made up, and with one in the address: nothing."""
    strangers = [
        world.call(),
        world.call(authorization=f"Bearer etk_{'A' * 80}"),
        world.call(authorization="Basic eA=="),
    ]
    answers = {asked(api, method, address) for api in strangers[:1] for method, address in ALL}
    answers |= {asked(api, "GET", urls.API_RECORDS) for api in strangers}

    assert {401} == answers


@pytest.mark.clause("W10")
def test_a_write_only_key_takes_nothing_out(world: World) -> None:
    """By no verb, at no address; and it may write."""
    api = world.call(world.write_only())
    wrong = {
        row: answer for row in ALL if (answer := asked(api, *row)) != (ALL[row] if row in WRITES or row == OWN else 403)
    }

    assert {} == wrong


@pytest.mark.clause("W10")
@pytest.mark.parametrize("act", [KeyAct.ASK, KeyAct.INCIDENT, KeyAct.DEMAND])
def test_a_key_that_only_enters_sees_nothing(world: World, act: KeyAct) -> None:
    """Neither what it entered, nor the charter, nor how promises stand; it is told what it was made for."""
    api = world.call(world.roleless(act))
    seen = {row for row in ALL if row[0] == "GET" and asked(api, *row) != 403}

    assert {OWN} == seen


def test_a_key_that_enters_and_reads_sees_what_every_key_sees(world: World) -> None:
    """A write-only key is one that has no act beside those that take in."""
    api = world.call(world.roleless(KeyAct.ASK, KeyAct.ALERTS))

    assert {200} == {asked(api, *row) for row in OPEN}


def test_a_key_for_everything_is_answered_as_its_rows_say(api: TestClient) -> None:
    """For each resource and method."""
    wrong = {row: answer for row, expected in ALL.items() if (answer := asked(api, *row)) != expected}

    assert {} == wrong


def test_a_key_of_another_organisation_finds_nothing_here(world: World, api: TestClient) -> None:
    """Neither by its categories, nor with the ids of what is there: what is not theirs is not there."""
    taken = api.post("/records/ledger", json={"fields": LEDGER}).json()
    acts = frozenset({KeyAct.READ, KeyAct.LOOKS, KeyAct.ERASE, KeyAct.FORGET})
    beside = world.call(
        world.key(acts, house=world.instance, channel=None, **BESIDE), **{"etanche-purpose": "audience"}
    )
    there, nowhere = (
        [
            beside.get(f"/records/visit/{DAY}/{record}").status_code,
            beside.delete(f"/records/visit/{DAY}/{record}").status_code,
            beside.post(f"/persons/{person}/erasure", json={"confirm": "erase"}).json(),
        ]
        for record, person in ((taken["ref"].rpartition("/")[2], taken["person"]), (ID, "f" * 32))
    )

    assert nowhere == there
    assert 403 == beside.get(f"/records/{taken['ref']}").status_code
    assert 200 == api.get(f"/records/{taken['ref']}").status_code


def test_a_refusal_says_which_promise_refuses(world: World) -> None:
    """And what a key was not made for is written down."""
    narrow = world.call(world.key(frozenset({KeyAct.READ}), role="warden", channel=None))
    refused = narrow.get("/records/ledger")

    assert (403, "application/problem+json") == (refused.status_code, refused.headers["content-type"])
    assert ["access:warden"] == refused.json()["because"]
    assert 403 == narrow.get("/records/ledger/count").status_code
    told = [one for one in world.society.journal.entries(last=5) if one.decision == "outside-key"]
    assert ["count"] == [one.facts["for"] for one in told]


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("POST", "/records/ledger", {"fields": LEDGER, MARK: 1}),
        ("POST", "/records/ledger", {"fields": {MARK: {"a": MARK}}}),
        ("POST", "/records/ledger/batch", {"records": [{"fields": {}, "person": MARK}]}),
        ("POST", "/records/ledger", {"fields": LEDGER, "id": MARK, "day": MARK, "organisation": MARK}),
        ("POST", f"/records/{MARK}", {"fields": LEDGER}),
        ("POST", f"/persons/{MARK}/erasure", {"confirm": "erase"}),
        ("POST", f"/persons/{ID}/events", {"event": MARK}),
        ("POST", "/records/ledger/find", {"field": MARK, "value": MARK}),
        ("POST", f"/persons/{ID}/erasure", {"confirm": MARK}),
        ("POST", "/requests", {"right": "access", "language": "fr", "words": MARK, "email": MARK}),
        ("POST", "/requests", {"right": "access", "language": "fr", "purposes": [MARK]}),
        ("POST", "/requests", {"right": MARK, "language": MARK, "person": MARK}),
        ("GET", f"/requests/{MARK}", None),
        ("GET", f"/incidents/{MARK}", None),
        ("POST", "/incidents", {"title": "a", "severity": MARK, "by": MARK}),
        ("POST", "/incidents/000000000000/story", {"kind": "fact", "words": MARK}),
        ("POST", "/incidents/000000000000/notices", {"whom": "authority", "to": [MARK], "late": MARK}),
        ("POST", f"/persons/{ID}/group", {"person": MARK}),
        ("POST", "/unknown/supply", {"event": MARK, "category": MARK}),
        ("POST", "/refusals", {"purpose": MARK, "refusals": [{"address": MARK}]}),
        ("POST", "/assignments", {"role": MARK, "actor": MARK, "values": [MARK]}),
        ("POST", "/assignments", {"role": "warden", "actor": MARK, "values": [MARK]}),
        ("POST", "/undertakings", {"agreement": MARK, "actor": MARK, "until": "2027-01-01T00:00:00Z"}),
        (
            "POST",
            "/attestations",
            {"promise": MARK, "digest": "0" * 64, "issuer": MARK, "owner": MARK, "on": "2026-11-20", "link": MARK},
        ),
        ("POST", "/webhooks", {"url": f"https://{MARK}.example/", "events": ["promise.changed"]}),
        ("POST", "/webhooks", {"url": MARK, "events": [MARK]}),
        ("POST", "/mail/bounces", {"message": MARK}),
        ("POST", "/journal/verify", {"receipts": [MARK]}),
        ("GET", f"/exports/register?form={MARK}", None),
    ],
)
def test_a_failure_repeats_nothing(api: TestClient, method: str, address: str, body: object) -> None:
    """Neither a value, nor a name that somebody made up; a field that is not declared is refused."""
    answer = api.request(method, address, json=body)

    assert answer.headers["content-type"] == "application/problem+json"
    assert 400 <= answer.status_code < 500
    assert MARK not in answer.text
