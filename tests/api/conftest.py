"""A program in front of an instance of two organisations, with a key of one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient
from tests.organisations.conftest import Two, founded, two

from etanche.accounts import KeyAct, Made, Scope
from etanche.instance import Organisation
from etanche.web.api import create_api

__all__ = ["founded", "two"]

HERE = "http://127.0.0.1:8040"
IN_ALL = frozenset(KeyAct)
LEDGER = {"name": "Ysée Keradec", "email": "ysee@example.org", "lamp": "north"}

Call = Callable[..., TestClient]


def key_of(house: Organisation, acts: frozenset[KeyAct] = IN_ALL, **scope: object) -> Made:
    """Make a key of the society, or of another house, for the office."""
    said: dict[str, object] = {
        "name": "tests",
        "acts": acts,
        "role": "dpo",
        "purposes": frozenset({"watching"}),
        "categories": frozenset({"ledger"}),
        "channel": "desk",
    }
    until = house.clock.now() + timedelta(days=30)
    return house.api_keys.create(Scope(**said | scope), until=until, by="ann")  # type: ignore[arg-type]  # as said


@pytest.fixture
def call(two: Two) -> Call:
    """Make programs, each with a key."""
    app = create_api(two.instance)

    def make(made: Made | None = None, **headers: str) -> TestClient:
        shown = {} if made is None else {"authorization": f"Bearer {made.secret}"}
        said = {"etanche-purpose": "watching", **shown, **headers}
        return TestClient(app, base_url=HERE, headers=said, raise_server_exceptions=False)

    return make


@pytest.fixture
def key(two: Two) -> Made:
    """A key of the society that may do everything to its ledger."""
    return key_of(two.other)


@pytest.fixture
def api(call: Call, key: Made) -> TestClient:
    """A program of the society."""
    return call(key)


def put(api: TestClient, **fields: object) -> str:
    """Put somebody into the ledger, and return where."""
    answer = api.post("/records/ledger", json={"fields": LEDGER | fields})
    assert 201 == answer.status_code, answer.text
    return str(answer.json()["ref"])
