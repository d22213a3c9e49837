"""Requests made to do harm, with a key or without: what they carry, how it is packed, how slowly it comes, how often."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World, put

from etanche.accounts import Made
from etanche.web import urls
from etanche.web.api import create_api

HERE_ALONE = "http://127.0.0.1:8040"


def test_an_edited_cursor_is_refused(world: World, api: TestClient) -> None:
    """So is one of another question, or of another key."""
    for number in range(2):
        put(api, email=f"cursor{number}@example.org")
    cursor = api.get("/records/ledger", params={"limit": 1}).json()["next"]
    edited = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    answers = [
        api.get("/records/ledger", params={"cursor": edited}),
        api.get("/records/ledger", params={"cursor": cursor[:-4]}),
        api.post("/records/ledger/find", json={"field": "email", "value": "a@example.org", "cursor": cursor}),
        world.call(world.key()).get("/records/ledger", params={"cursor": cursor}),
    ]

    assert [400] * 4 == [one.status_code for one in answers]
    assert 200 == api.get("/records/ledger", params={"cursor": cursor}).status_code


def test_a_packed_body_is_not_unpacked(api: TestClient) -> None:
    """A few bytes of it could become more than the machine holds."""
    bomb = gzip.compress(b'{"fields": {"name": "' + b"a" * 1_000_000 + b'"}}')
    answers = [
        api.post(address, content=bomb, headers={"content-encoding": "gzip", "content-type": "application/json"})
        for address in ("/records/ledger", "/records/ledger/lines")
    ]

    assert [415, 415] == [one.status_code for one in answers]


def test_an_oversized_body_is_refused(api: TestClient) -> None:
    """Whether its length is announced or not."""
    large = b'{"fields": {"name": "' + b"a" * (1 << 20) + b'"}}'
    answers = [api.post("/records/ledger", content=one) for one in (large, iter([large]))]

    assert [413, 413] == [one.status_code for one in answers]


def test_a_slow_body_is_not_waited_for(world: World, key: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is answered in time, and not taken in; nor is a bulk whose next piece does not come."""
    import asyncio

    from etanche.web.api import bounds

    monkeypatch.setattr(bounds, "SECONDS_FOR_A_BODY", 0.01)

    async def ask(path: str) -> int:
        first = [{"type": "http.request", "body": b'{"fields"', "more_body": True}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if first:
                return first.pop()
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"authorization", f"Bearer {key.secret}".encode()), (b"host", b"127.0.0.1")]
        scope = {"type": "http", "method": "POST", "path": urls.API + path, "raw_path": path.encode(), "root_path": ""}
        scope |= {"headers": headers, "query_string": b"", "scheme": "http", "client": ("127.0.0.1", 1)}
        await world.app(scope | {"http_version": "1.1", "server": ("127.0.0.1", 80)}, receive, send)
        return int(sent[0]["status"])

    assert [408, 408] == [asyncio.run(ask(path)) for path in ("/records/ledger", "/records/ledger/lines")]


@pytest.mark.parametrize(
    "path",
    ["/records/..%2f..%2fdata.sqlite", "/../instance.toml", "/records/ledger%00", "//"],
)
def test_no_path_leads_out(api: TestClient, path: str) -> None:
    """What is no address of a resource is nothing."""
    assert api.get(path).status_code in {403, 404, 422}


@pytest.mark.parametrize("name", ["etanche-purpose", "etanche-case", "idempotency-key", "if-match"])
def test_nothing_is_injected_by_a_header(api: TestClient, name: str) -> None:
    """What a header says comes back in none, and is refused if it is not what it should be."""
    said = "watching\tx: y" if name != "if-match" else '"a", x'
    answer = api.post("/records/ledger/find", json={"field": "email", "value": "a@b.example"}, headers={name: said})

    assert said not in str(answer.headers)
    assert name == "if-match" or answer.status_code in {400, 422}


def test_a_key_in_an_address_opens_nothing(world: World, key: Made) -> None:
    """It is no key there, whatever the parameter is called."""
    answers = [world.call().get("/key", params={name: key.secret}) for name in ("key", "token", "access_token")]

    assert [401] * 3 == [one.status_code for one in answers]


def test_one_key_leaves_the_others_their_part(world: World) -> None:
    """Past its share it is told to wait, and how long; another key is answered."""
    app = create_api(world.instance, a_minute=2)
    greedy, other = (
        TestClient(app, base_url=HERE_ALONE, headers={"authorization": f"Bearer {world.key().secret}"})
        for _ in range(2)
    )
    answers = [greedy.get("/key") for _ in range(3)]

    assert [200, 200, 429] == [one.status_code for one in answers]
    assert answers[-1].headers["retry-after"] == answers[-1].headers["ratelimit"].rpartition("=")[2]
    assert 200 == other.get("/key").status_code


def test_what_was_answered_lies_sealed(world: World, api: TestClient) -> None:
    """The answer that is kept for who asks again is not in the store in clear, nor the name of the request."""
    ref = put(api, name="Zéphyrine Unique")
    tag = api.get(f"/records/{ref}").headers["etag"]
    named = {"if-match": tag, "idempotency-key": "a-name-of-a-request"}
    assert 200 == api.patch(f"/records/{ref}", json={"fields": {"lamp": "south"}}, headers=named).status_code
    world.instance.store.flush()
    held = b"".join(file.read_bytes() for file in world.instance.folder.rglob("*") if file.is_file())

    assert "Zéphyrine".encode() not in held
    assert b"a-name-of-a-request" not in held


def test_answers_do_not_stay(world: World, api: TestClient) -> None:
    """After two days they are gone with their key, and the name is free again."""
    from datetime import timedelta

    named = {"idempotency-key": "for two days"}
    first = api.post("/records/ledger", json={"fields": LEDGER}, headers=named).json()
    world.clock.advance(timedelta(days=2))
    swept = world.society.api_answers.sweep()
    again = api.post("/records/ledger", json={"fields": LEDGER}, headers=named).json()

    assert 1 == swept
    assert first["ref"] != again["ref"]
