"""Programs in front of an instance of two organisations, with keys of one of them; the tests of a file share it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from tests.conftest import MORNING, PASSPHRASE
from tests.organisations.conftest import LIGHTHOUSE, founded

from etanche.accounts import KeyAct, Made, Scope
from etanche.clock import FixedClock
from etanche.instance import Instance, Organisation
from etanche.web import create_app, urls
from etanche.web.api import create_api

__all__ = ["founded"]

HERE = f"http://127.0.0.1:8040{urls.API}"
EVERYTHING = frozenset(KeyAct) - {KeyAct.APPLY, KeyAct.HALT}
"""But for what a key does alone, and for what would end the tests."""

LEDGER = {"name": "Ysée Keradec", "email": "ysee@example.org", "lamp": "north"}
BESIDE = {"purposes": frozenset({"audience"}), "categories": frozenset({"visit"}), "role": "web-analyst"}

Call = Callable[..., TestClient]


@dataclass(frozen=True, kw_only=True)
class World:
    """An instance with a society beside the bookshop that operates it, and what programs meet of it."""

    instance: Instance
    society: Organisation
    clock: FixedClock
    app: ASGIApp

    def key(self, acts: frozenset[KeyAct] = EVERYTHING, *, house: Organisation | None = None, **scope: object) -> Made:
        """Make a key of the society for its office, or of another house."""
        said: dict[str, object] = {
            "name": "tests",
            "acts": acts,
            "role": "dpo",
            "purposes": frozenset({"watching"}),
            "categories": frozenset({"ledger"}),
            "channel": "desk",
        }
        until = self.clock.now() + timedelta(days=30)
        keys = (house or self.society).api_keys
        return keys.create(Scope(**said | scope), until=until, by="ann")  # type: ignore[arg-type]  # as the scope says

    def write_only(self) -> Made:
        """Make a key that may put, and nothing else."""
        return self.key(frozenset({KeyAct.PUT}), role=None, purposes=frozenset[str]())

    def roleless(self, *acts: KeyAct, house: Organisation | None = None) -> Made:
        """Make a key for what is done in no role, and to no records."""
        nothing = frozenset[str]()
        return self.key(frozenset(acts), house=house, role=None, purposes=nothing, categories=nothing, channel=None)

    def call(self, made: Made | None = None, **headers: str) -> TestClient:
        """Return a program with a key."""
        shown = {} if made is None else {"authorization": f"Bearer {made.secret}"}
        said = {"etanche-purpose": "watching", **shown, **headers}
        return TestClient(self.app, base_url=HERE, headers=said, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, founded: Path) -> Iterator[World]:
    """The instance, open."""
    folder = tmp_path_factory.mktemp("api") / "data"
    shutil.copytree(founded, folder)
    clock = FixedClock(MORNING)
    with Instance.open(folder, passphrase=lambda: PASSPHRASE, clock=clock) as instance:
        app = create_app(instance, api=create_api(instance))
        yield World(instance=instance, society=instance.organisation(LIGHTHOUSE), clock=clock, app=app)


@pytest.fixture(scope="module")
def key(world: World) -> Made:
    """A key of the society that may do everything to its ledger."""
    return world.key()


@pytest.fixture(scope="module")
def api(world: World, key: Made) -> TestClient:
    """A program of the society."""
    return world.call(key)


def put(api: TestClient, **fields: object) -> str:
    """Put somebody into the ledger, and return where."""
    answer = api.post("/records/ledger", json={"fields": LEDGER | fields})
    assert 201 == answer.status_code, answer.text
    return str(answer.json()["ref"])
