"""What people ask, entered and answered by programs: as far as their keys go, and no further."""

from __future__ import annotations

import io
import zipfile

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World

from etanche.accounts import KeyAct
from etanche.incidents.demands import Sort

MAUD = {"name": "Maud Asking", "email": "maud.asking@example.org"}
ASKED = {"right": "access", "language": "fr", "words": "What do you know of me?", **MAUD}


def enter(api: TestClient, **said: object) -> str:
    """Enter a request, and return its id."""
    answer = api.post("/requests", json=ASKED | said)
    assert 201 == answer.status_code, answer.text
    return str(answer.json()["request"])


@pytest.mark.clause("C18")
def test_a_request_is_entered_proved_and_answered(api: TestClient) -> None:
    """Not before who asks showed who they are; the answer is done when it is told, and what is held can be handed out."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    request = enter(api, person=person, received="2026-11-20")
    early = [
        api.post(f"/requests/{request}/answer", json={"outcome": "granted"}).status_code,
        api.get(f"/requests/{request}/archive").status_code,
    ]
    shown = api.post(f"/requests/{request}/steps", json={"event": "identity-shown", "proof": "signed-link"})
    archive = zipfile.ZipFile(io.BytesIO(api.get(f"/requests/{request}/archive").content))
    answered = api.post(f"/requests/{request}/answer", json={"outcome": "granted", "words": "Here it is."})

    assert [403, 403] == early
    assert (200, "2026-12-20") == (shown.status_code, shown.json()["due"])
    assert LEDGER["email"].encode() in b"".join(archive.read(one) for one in archive.namelist())
    assert "granted" == answered.json()["outcome"]
    assert "Here it is." in api.get(f"/requests/{request}").json()["answer"]


def test_the_list_names_nobody_and_has_pages(api: TestClient) -> None:
    """Every open request once, the nearest day first; neither a name nor an address nor a word of it."""
    known = {enter(api) for _ in range(3)}
    found, cursor = [], None
    while True:
        told = api.get("/requests", params={"limit": 2} | ({} if cursor is None else {"cursor": cursor}))
        assert "Maud" not in told.text
        found += told.json()["requests"]
        cursor = told.json()["next"]
        if cursor is None:
            break

    assert known <= {one["request"] for one in found}
    assert [one["due"] for one in found] == sorted(one["due"] for one in found)
    assert len(found) == len({one["request"] for one in found})


def test_who_may_only_ask_sees_nothing(world: World, api: TestClient) -> None:
    """What it entered comes in, and it is told no more than the number and the day, about who is known too."""
    program = world.call(world.roleless(KeyAct.ASK))
    api.post("/records/ledger", json={"fields": LEDGER | {"email": "known@example.org"}})
    answers = [
        program.post("/requests", json=ASKED | {"email": who}) for who in ("nobody@x.example", "known@example.org")
    ]
    request = answers[0].json()["request"]
    refused = [
        program.get("/requests"),
        program.get(f"/requests/{request}"),
        program.get(f"/requests/{request}/archive"),
        program.post(f"/requests/{request}/answer", json={"outcome": "refused", "grounds": ["unfounded"]}),
    ]

    assert [{"request", "name", "due"}] * 2 == [one.json().keys() for one in answers]
    assert [403] * 4 == [one.status_code for one in refused]
    assert ASKED["words"] == api.get(f"/requests/{request}").json()["words"]


def test_who_may_only_ask_names_nobody(world: World, api: TestClient) -> None:
    """Else a program could ask for somebody's data to be sent to an address of its own, and prove that one."""
    program = world.call(world.roleless(KeyAct.ASK))
    victim = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    refused = program.post("/requests", json=ASKED | {"person": victim, "email": "thief@example.org"})

    assert (403, "urn:etanche:problem:outside-key") == (refused.status_code, refused.json()["type"])
    assert victim not in {one["person"] for one in api.get("/requests").json()["requests"]}


def test_a_role_that_answers_none_sees_none(world: World, api: TestClient) -> None:
    """A key for requests in such a role is refused them all, the list too."""
    request = enter(api)
    warden = world.call(world.key(role="warden"))
    answers = [warden.get("/requests"), warden.get(f"/requests/{request}"), warden.get(f"/requests/{request}/archive")]

    assert [(403, "urn:etanche:problem:no-desk")] * 3 == [(one.status_code, one.json()["type"]) for one in answers]


def test_another_organisation_s_request_is_not_there(world: World, api: TestClient) -> None:
    """With the very id of one: what is not theirs is answered as what is not there."""
    request = enter(api)
    role = "web-analyst"
    acts = frozenset({KeyAct.REQUESTS, KeyAct.ANSWER, KeyAct.INCIDENTS})
    nothing = frozenset[str]()
    made = world.key(acts, house=world.instance, role=role, purposes=nothing, categories=nothing, channel=None)
    beside = world.call(made)
    there, nowhere = (beside.get(f"/requests/{one}") for one in (request, "0" * 32))

    assert (there.status_code, there.text) == (nowhere.status_code, nowhere.text)
    assert 200 == api.get(f"/requests/{request}").status_code


def test_of_two_who_saw_the_same_one_decides(api: TestClient) -> None:
    """Whoever says which state they saw is told when it is another one by then."""
    request = enter(api)
    seen = {"if-match": api.get(f"/requests/{request}").headers["etag"]}
    where = f"/requests/{request}/steps"
    first = api.post(where, json={"event": "identity-asked", "proof": "signed-link", "by_hand": True}, headers=seen)
    second = api.post(f"/requests/{request}/answer", json={"outcome": "granted"}, headers=seen)

    assert [200, 412] == [first.status_code, second.status_code]
    assert first.headers["etag"] == api.get(f"/requests/{request}").headers["etag"]


def test_each_look_at_a_request_is_a_line_about_who_asks(world: World, api: TestClient) -> None:
    """By the name of the key, in its role."""
    request = enter(api)
    person = api.get(f"/requests/{request}").json()["person"]
    told = [(one["act"], one["role"]) for one in api.get("/journal", params={"person": person}).json()]

    assert ("read", "dpo") in told


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "answered"},
        {"proof": "signed-link"},
        {"channel": "desk"},
        {"received": "2099-01-01"},
        {"received": "0001-01-01"},
        {"received": "9999-12-31"},
        {"email": "not an address"},
        {"purposes": ["conquest"]},
        {"right": "everything"},
    ],
)
def test_a_request_says_what_it_may_and_no_more(api: TestClient, wrong: dict[str, object]) -> None:
    """Neither that it was proved nor that it was answered, nor a day that is none."""
    answer = api.post("/requests", json=ASKED | wrong)

    assert answer.status_code in {400, 422}
    assert "Maud" not in answer.text


def test_a_request_sent_again_is_one_and_its_words_are_not_kept(api: TestClient) -> None:
    """It is told its number again; an answer sent again tells where it stands, and nothing else."""
    named = {"idempotency-key": "a request"}
    first, again = (api.post("/requests", json=ASKED | {"words": "once"}, headers=named) for _ in range(2))
    request = first.json()["request"]
    refusal = {"outcome": "refused", "grounds": ["unfounded"], "words": "No."}
    told = [
        api.post(f"/requests/{request}/answer", json=refusal, headers={"idempotency-key": "a refusal"})
        for _ in range(2)
    ]

    assert first.json() == again.json()
    assert [200, 200] == [one.status_code for one in told]
    assert {"request", "name", "state", "due", "outcome"} == told[1].json().keys()


def test_somebody_sees_to_a_request(api: TestClient) -> None:
    """Their name stands in the list; a restriction that was not granted is not lifted."""
    request = enter(api, right="restriction")
    assigned = api.put(f"/requests/{request}/assigned", json={"to": "bea"})
    lifted = api.post(f"/requests/{request}/lift")

    assert [204, 403] == [assigned.status_code, lifted.status_code]
    assert "bea" in [one["assigned"] for one in api.get("/requests").json()["requests"]]


@pytest.mark.clause("C20")
def test_a_program_learns_what_stays_frozen(api: TestClient) -> None:
    """Of two restrictions, lifting the first names the second, and so does the request; lifting the second names none."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    first, second = (enter(api, right="restriction", person=person) for _ in range(2))
    for one in (first, second):
        api.post(f"/requests/{one}/steps", json={"event": "identity-shown", "proof": "signed-link"})
        assert 200 == api.post(f"/requests/{one}/answer", json={"outcome": "granted"}).status_code
    lifted = api.post(f"/requests/{first}/lift")
    shown = api.get(f"/requests/{first}").json()
    last = api.post(f"/requests/{second}/lift")

    assert (200, {"frozen_by": [second[:8]]}) == (lifted.status_code, lifted.json())
    assert [second[:8]] == shown["frozen_by"]
    assert {"frozen_by": []} == last.json()


def test_a_program_says_why_it_takes_longer(api: TestClient) -> None:
    """An extension without one of the law's reasons is refused with a word, and taken with it."""
    request = enter(api)
    api.post(f"/requests/{request}/steps", json={"event": "identity-shown", "proof": "signed-link"})
    answers = [
        api.post(f"/requests/{request}/steps", json={"event": "extension-told"} | said).status_code
        for said in ({}, {"because": ["boredom"]}, {"because": ["complexity"], "by_hand": True})
    ]

    assert [400, 422, 200] == answers


def test_what_authorities_demand_is_told_to_a_key_that_may_see_demands(world: World, api: TestClient) -> None:
    """A key for requests alone opens an erasure and learns of no demand, not even that there are some; one for demands too is told which."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    request = enter(api, person=person, right="erasure")
    name = world.society.demands.open(
        "justice", sort=Sort.COURT, asker="Court", ground="CPP 99-3", asked="All", by="dpo"
    ).name
    nothing = frozenset[str]()
    alone, both = (
        world.call(world.key(acts, purposes=nothing, categories=nothing, channel=None)).get(f"/requests/{request}")
        for acts in (frozenset({KeyAct.REQUESTS}), frozenset({KeyAct.REQUESTS, KeyAct.DEMANDS}))
    )

    assert (200, 200) == (alone.status_code, both.status_code)
    assert "demands" not in alone.json()
    assert name not in alone.text
    assert [name] == [one["demand"] for one in both.json()["demands"]]
