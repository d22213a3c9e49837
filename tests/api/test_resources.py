"""Everything else that programs ask for: bulks, figures, persons, cases, the journal."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World, put

from etanche.accounts import KeyAct


def test_lines_come_in_and_go_out(api: TestClient) -> None:
    """What cannot be read is told by the number of its line, and nothing else of it; the others are in."""
    good = json.dumps({"fields": LEDGER})
    lines = [good, "{broken", "", json.dumps({"fields": {"name": "x"}, "who": "secret"}), good]
    told = api.post("/records/ledger/lines", content="\n".join(lines)).json()
    out = [json.loads(line) for line in api.get("/records/ledger/lines").text.splitlines()]
    held = api.get("/records/ledger/count").json()["records"]

    assert (2, [2, 4]) == (told["stored"], [one["line"] for one in told["errors"]])
    assert "secret" not in json.dumps(told)
    assert [LEDGER] * held == [one["fields"] for one in out[:-1]]
    assert {"end": {"records": held, "altered": 0}} == out[-1]


def test_a_line_without_an_end_is_not_held(api: TestClient) -> None:
    """However long it is, it is told as too long, and the next one is taken."""
    content = b'{"fields": "' + b"a" * 600_000 + b'"}\n' + json.dumps({"fields": LEDGER}).encode()
    told = api.post("/records/ledger/lines", content=content).json()

    assert (1, [{"line": 1, "why": "too-long"}]) == (told["stored"], told["errors"])


def test_people_are_counted(api: TestClient) -> None:
    """Records by their number, people by what they say."""

    def told() -> tuple[int, dict[str, int]]:
        figures = api.get("/records/ledger/aggregate", params={"field": "lamp"}).json()["sorts"]
        return api.get("/records/ledger/count").json()["records"], figures

    put(api, lamp="south")
    records, sorts = told()
    put(api, lamp="south")

    assert (records + 1, sorts | {"south": sorts["south"] + 1}) == told()


def test_a_person_is_known_again_and_erased(api: TestClient) -> None:
    """By an identifier of theirs; what was held of them is gone, and that it was is told and certified."""
    known = {"sort": "customer", "value": "4711"}
    api.post("/records/ledger", json={"fields": LEDGER, "known-as": known})
    person = api.post("/persons/known-as", json=known).json()["person"]
    held = api.get(f"/persons/{person}/records").json()["records"]
    done = api.post(f"/persons/{person}/erasure", json={"confirm": "erase"}).json()

    assert ([LEDGER], 1) == ([one["fields"] for one in held], done["records"])
    assert [] == api.get(f"/persons/{person}/records").json()["records"]
    assert 200 == api.post(f"/persons/{person}/certificate").status_code
    assert {"ledger": 1} == api.get(f"/persons/{person}/erasure").json()["destroyed"]


def test_a_hold_stands_and_is_lifted(api: TestClient) -> None:
    """It is in the list, without a word of what is held, until it is lifted."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    why = {"reason": "a dispute", "owner": "Ann", "review": "2027-01-01"}
    placed = api.put(f"/persons/{person}/holds/D-1", json=why)
    listed = api.get("/holds").json()
    lifted = api.delete(f"/persons/{person}/holds/D-1")

    assert [204, 204] == [placed.status_code, lifted.status_code]
    assert [("D-1", person)] == [(one["case"], one["about"]) for one in listed]
    assert [] == api.get("/holds").json()


def test_who_looked_is_told(api: TestClient) -> None:
    """As the person may see it."""
    taken = api.post("/records/ledger", json={"fields": LEDGER}).json()
    api.get(f"/records/{taken['ref']}")

    assert ["dpo"] == [one["role"] for one in api.get(f"/persons/{taken['person']}/looks").json()["looks"]]


def test_who_looked_is_told_by_pages(api: TestClient) -> None:
    """Pages of two lead to every look once, in order; a cursor is good for that person alone, and each page is a line of the journal."""
    taken, other = (api.post("/records/ledger", json={"fields": LEDGER}).json() for _ in range(2))
    for one in (taken, other, taken, taken, other, taken, taken):
        api.get(f"/records/{one['ref']}")
    where, found = f"/persons/{taken['person']}/looks", list[dict[str, str]]()
    sizes, cursor = list[int](), dict[str, str]()
    while True:
        page = api.get(where, params={"limit": 2, **cursor}).json()
        sizes.append(len(page["looks"]))
        found += page["looks"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    whole = api.get(where).json()

    assert [2, 2, 1] == sizes
    assert found == whole["looks"]
    assert (None, 0) == (whole["next"], whole["altered"])
    assert found == sorted(found, key=lambda one: one["at"])
    assert 400 == api.get(f"/persons/{other['person']}/looks", params=cursor).status_code
    assert 422 == api.get(where, params={"limit": 0}).status_code


def test_what_happened_is_told(api: TestClient) -> None:
    """It holds at once; what standing does not know is refused."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    told = api.post(f"/persons/{person}/events", json={"event": "restricted"})

    assert (204, 403) == (told.status_code, api.get(f"/persons/{person}/records").status_code)
    assert 400 == api.post(f"/persons/{person}/events", json={"event": "weather"}).status_code


@pytest.mark.clause("C26")
@pytest.mark.parametrize("event", ["death-notified", "objection-upheld", "objection-overruled", "restriction-lifted"])
def test_what_a_human_answers_for_no_key_tells(world: World, api: TestClient, event: str) -> None:
    """A death, the outcome of a weighing, the end of a restriction: refused whatever the key may do, written down as refused, and nothing changes."""
    taken = api.post("/records/ledger", json={"fields": LEDGER}).json()
    where = f"/persons/{taken['person']}/events"
    api.post(where, json={"event": "restricted"})
    answers = [
        api.post(where, json={"event": event, **more}) for more in ({}, {"assumed": True}, {"ref": taken["ref"]})
    ]
    answers.append(api.post("/unknown/supply", json={"event": event}))
    lines = world.society.journal_entries(since=None, act=None, actor=None, last=9)

    assert [403] * 3 == [one.status_code for one in answers[:3]]
    assert not answers[3].is_success
    assert 403 == api.get(f"/persons/{taken['person']}/records").status_code, "it is restricted as before"
    assert not [one for one in lines if one.act == "told" and event in str(one.facts)]
    assert [("outside-key", "tell")] * 3 == [(one.decision, one.facts.get("for")) for one in lines[-3:]]


@pytest.mark.clause("C26")
@pytest.mark.parametrize("event", ["consent-given", "consent-withdrawn", "objection", "objection-withdrawn"])
@pytest.mark.parametrize("purpose", [None, "watching", "audience"])
def test_what_somebody_decides_on_is_told_with_its_words(
    world: World, api: TestClient, event: str, purpose: str | None
) -> None:
    """Attack: a yes, or a no, said as an event, on any purpose or none, to no words: refused whatever the key may do, and written down as refused."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    told = api.post(
        f"/persons/{person}/events", json={"event": event} | ({} if purpose is None else {"purpose": purpose})
    )
    lines = world.society.journal_entries(since=None, act=None, actor=None, last=3)

    assert 403 == told.status_code
    assert not [one for one in lines if one.act == "told" and event in str(one.facts)]
    assert ("outside-key", "tell") == (lines[-1].decision, lines[-1].facts.get("for"))


def test_a_consent_that_names_a_recipient_needs_a_key_that_decides(world: World, api: TestClient) -> None:
    """Attack: a key that may tell, and not write decisions down, names a recipient to say a yes all the same."""
    person = api.post("/records/ledger", json={"fields": LEDGER}).json()["person"]
    said = {"event": "consent-given", "purpose": "watching", "recipient": "nobody"}
    telling = world.call(world.roleless(KeyAct.TELL))

    assert 403 == telling.post(f"/persons/{person}/events", json=said).status_code
    assert 400 == api.post(f"/persons/{person}/events", json=said).status_code, "there is no such recipient"


def test_the_house_tells_of_itself(api: TestClient) -> None:
    """Its charter, its verdicts, its register, its journal and where that ends, and what the key is for."""
    assert "watching" in api.get("/charter").text
    assert [] == api.get("/proof").json()
    assert 200 == api.get("/exports/register").status_code
    assert "key-created" in [one["act"] for one in api.get("/journal").json()]
    assert 200 == api.get("/journal/head").status_code
    assert "dpo" == api.get("/key").json()["role"]
    assert [] == api.get("/grants").json() == api.get("/inquiries").json()
