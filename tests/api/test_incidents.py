"""What went wrong, written down, seen and told of by programs."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World

from etanche.accounts import KeyAct

SECRET = "A laptop was left on the ferry."


def begin(api: TestClient, title: str = SECRET) -> str:
    """Write an incident down, and return its name."""
    answer = api.post("/incidents", json={"title": title})
    assert 201 == answer.status_code, answer.text
    return str(answer.json()["name"])


@pytest.mark.clause("C26")
def test_an_incident_is_told_from_beginning_to_end(api: TestClient) -> None:
    """Written down, its clock begun, whom it concerns computed from the journal, the authority told, the report kept."""
    ref = api.post("/records/ledger", json={"fields": LEDGER}).json()["ref"]
    api.get(f"/records/{ref}", headers={"etanche-case": "C-901"})
    name = begin(api)
    where = f"/incidents/{name}"
    early = api.post(f"{where}/notices", json={"whom": "authority", "to": ["authority@example.org"]})
    for said in (
        {"kind": "aware"},
        {"kind": "severity", "severity": "risk"},
        {"kind": "fact", "words": "Seen at noon."},
    ):
        assert 200 == api.post(f"{where}/story", json=said).status_code
    concerned = api.post(f"{where}/concerned", json={"case": "C-901"}).json()
    draft = api.get(f"{where}/draft", params={"whom": "authority"}).json()
    owed = api.post(f"{where}/close", json={"report": "It was found."})
    told = api.post(f"{where}/notices", json={"whom": "authority", "to": ["authority@example.org"]}).json()
    api.post(f"{where}/close", json={"report": "It was found."})
    found = api.get(where).json()

    assert (400, 403) == (early.status_code, owed.status_code)
    assert (1, 1, {"ledger": 1}) == (concerned["persons"], concerned["records"], concerned["categories"])
    assert "Seen at noon." in draft["text"]
    assert {"letters": 1, "unreached": 0, "hidden": 0} == told
    assert (SECRET, "risk", 1) == (found["title"], found["severity"], found["persons"])
    assert found["aware"] is not None
    assert found["closed"] is not None
    assert found["clocks"][0]["told"] is not None
    assert name in [one["name"] for one in api.get("/incidents").json()]
    assert {"key tests"} == {" ".join(one["by"].split()[:2]) for one in found["story"]}


def test_who_may_only_write_sees_nothing(world: World, api: TestClient) -> None:
    """Something that watches elsewhere raises one and adds to it; it reads none, and tells nobody."""
    watcher = world.call(world.roleless(KeyAct.INCIDENT))
    name = begin(watcher)
    added = watcher.post(f"/incidents/{name}/story", json={"kind": "measure", "words": "Locked."})
    refused = [
        watcher.get("/incidents"),
        watcher.get(f"/incidents/{name}"),
        watcher.get(f"/incidents/{name}/draft", params={"whom": "people"}),
        watcher.post(f"/incidents/{name}/notices", json={"whom": "people"}),
        watcher.post(f"/incidents/{name}/announcements", json={"fr": "a", "en": "b"}),
    ]

    assert (200, {"id", "name"}) == (added.status_code, added.json().keys())
    assert [403] * 5 == [one.status_code for one in refused]


def test_what_is_said_to_everybody_is_typed_for_everybody(world: World, api: TestClient) -> None:
    """The title, which is sealed, is not among it."""
    name = begin(api)
    said = {"fr": "Un incident est en cours.", "en": "An incident is going on."}
    assert 204 == api.post(f"/incidents/{name}/announcements", json=said).status_code
    world.society.looked_up.forget()
    public = str(world.society.public_status())

    assert said["en"] in public
    assert SECRET not in public


def test_another_organisation_s_incident_is_not_there(world: World, api: TestClient) -> None:
    """By its very name, to be seen or to be written to."""
    name = begin(api)
    beside = world.call(world.roleless(KeyAct.INCIDENTS, KeyAct.INCIDENT, house=world.instance))
    answers = [
        beside.get(f"/incidents/{name}"),
        beside.post(f"/incidents/{name}/close", json={"report": "Nothing."}),
    ]

    assert [404, 404] == [one.status_code for one in answers]
    assert [] == beside.get("/incidents").json()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "told", "words": "the authority"},
        {"kind": "closed", "words": "Nothing."},
        {"kind": "announced", "words": "a"},
        {"kind": "fact"},
        {"kind": "severity"},
        {"kind": "severity", "severity": "risk", "words": "a"},
        {"kind": "fact", "words": "a", "severity": "none"},
        {"kind": "aware", "since": "2026-11-21T10:00:00"},
        {"kind": "aware", "since": "2099-01-01T10:00:00Z"},
        {"kind": "fact", "words": "a", "by": "the director"},
        {"kind": "fact", "words": "a", "at": "2020-01-01T10:00:00Z"},
    ],
)
def test_nothing_else_is_written_into_an_incident(api: TestClient, wrong: dict[str, object]) -> None:
    """Neither that somebody was told who was not, nor under another name, nor of another moment."""
    name = begin(api)
    answer = api.post(f"/incidents/{name}/story", json=wrong)

    assert answer.status_code in {400, 422}
    assert 1 == len(api.get(f"/incidents/{name}").json()["story"])
