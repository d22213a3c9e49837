"""Programs say who was given data and who was told of it: one by one, or all that are left; and what they erase is told to recipients too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import EVERYTHING, HERE
from tests.conftest import MORNING
from tests.rights.society import Society, found, opened

from etanche.accounts import Scope
from etanche.clock import FixedClock
from etanche.outbound import RECIPIENT_TOLD
from etanche.web import create_app
from etanche.web.api import create_api

PRINTER = "privacy@printer.example"


@pytest.fixture(scope="module")
def society(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Society]:
    """The society, whose entries a printer and a guild may be given."""
    folder = tmp_path_factory.mktemp("given") / "data"
    found(folder)
    with opened(folder, folder.parent / "open", FixedClock(MORNING)) as made:
        yield made


@pytest.fixture(scope="module")
def program(society: Society) -> TestClient:
    """A program of its office."""
    house = society.house
    scope = Scope(
        name="tests",
        acts=EVERYTHING,
        role="dpo",
        purposes=frozenset({"watching"}),
        categories=frozenset({"ledger"}),
        channel="desk",
    )
    key = house.api_keys.create(scope, until=society.clock.now() + timedelta(days=30), by="ann")
    shown = {"authorization": f"Bearer {key.secret}", "etanche-purpose": "watching"}
    app = create_app(house, api=create_api(house))
    return TestClient(app, base_url=HERE, headers=shown, raise_server_exceptions=False)


def given(society: Society, program: TestClient, *recipients: str) -> tuple[str, str]:
    """Let a program put an entry and give it to recipients; return the person and where it lies."""
    put = program.post("/records/ledger", json={"fields": {"name": "Rose Le Bihan", "lamp": "north"}}).json()
    for one in recipients:
        answer = program.post("/records/ledger/disclose", json={"recipient": one, "refs": [put["ref"]]})
        assert 200 == answer.status_code, answer.text
    assert society.held_of(bytes.fromhex(put["person"]))
    return put["person"], put["ref"]


def states(program: TestClient, request: str) -> dict[str, str]:
    """Return how far each recipient of a request is."""
    return {one["recipient"]: one["state"] for one in program.get(f"/requests/{request}").json()["told"]}


def test_who_was_given_data_is_written_down_as_told_one_by_one(society: Society, program: TestClient) -> None:
    """Named it is said of that one; of somebody who was given nothing, or twice, it is refused; without a name of all that are left."""
    person, _ = given(society, program, "printer", "guild")
    said = {"right": "erasure", "language": "en", "words": "All of it.", "person": person}
    request = program.post("/requests", json=said).json()["request"]
    program.post(f"/requests/{request}/steps", json={"event": "identity-shown", "proof": "document"})
    program.post(f"/requests/{request}/answer", json={"outcome": "granted", "words": ""})

    def step(**named: str) -> tuple[int, dict[str, str], dict[str, object]]:
        answer = program.post(f"/requests/{request}/steps", json={"event": "recipients-told", **named})
        return answer.status_code, states(program, request), answer.json()

    before = states(program, request)
    first, again, stranger = step(recipient="guild"), step(recipient="guild"), step(recipient="keeper")
    rest = step()

    assert {"printer": "on-its-way", "guild": "by-hand"} == before
    assert (200, {"printer": "on-its-way", "guild": "told-by-hand"}) == first[:2]
    assert [(400, first[1])] * 2 == [again[:2], stranger[:2]]
    assert "printer" in str(stranger[2])
    assert (200, {"printer": "told-by-hand", "guild": "told-by-hand"}) == rest[:2]
    assert "evidence-kept" == rest[2]["state"]


def test_what_a_program_erases_or_forgets_is_told_to_recipients(society: Society, program: TestClient) -> None:
    """Of a person, with who was told in the answer; of the one record that was held of a category, by letter."""
    person, _ = given(society, program, "printer")
    before = len(society.letters(RECIPIENT_TOLD))
    erased = program.post(f"/persons/{person}/erasure", json={"confirm": "erase"})
    _, ref = given(society, program, "printer")
    forgotten = program.delete(f"/records/{ref}")
    letters = society.letters(RECIPIENT_TOLD)[before:]

    assert [("printer", "on-its-way")] == [(one["recipient"], one["state"]) for one in erased.json()["told"]]
    assert 204 == forgotten.status_code
    assert [PRINTER] * 2 == [one.to for one in letters]
