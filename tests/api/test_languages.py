"""What goes wrong is told to programs in the language that they ask for; what they compare is the same in both."""

from __future__ import annotations

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.api.conftest import LEDGER, World

from etanche.accounts import KeyAct
from etanche.words.errors import told_in

NOBODY = "0" * 32
WRONG = {
    "no key": ("GET", "/key", {"authorization": ""}, None),
    "not for this": ("POST", f"/persons/{NOBODY}/erasure", {}, {"confirm": "erase"}),
    "no such record": ("GET", f"/records/ledger/2026-11-20/{NOBODY}", {}, None),
    "no such resource": ("GET", "/nothing", {}, None),
    "no such method": ("DELETE", "/key", {}, None),
    "packed": ("POST", "/records/ledger", {"content-encoding": "gzip"}, LEDGER),
    "no purpose": ("GET", "/records/ledger/count", {"etanche-purpose": ""}, None),
    "no shape": ("POST", "/records/ledger", {}, {"fields": 1}),
    "not a cursor": ("GET", "/records/ledger?cursor=AAAA", {}, None),
    "no state": ("PATCH", f"/records/ledger/2026-11-20/{NOBODY}", {}, {"fields": {"lamp": "south"}}),
    "no such demand": ("GET", f"/demands/{'0' * 12}", {}, None),
    "other words": (
        "POST",
        f"/persons/{NOBODY}/consents",
        {},
        {"purpose": "watching", "yes": True, "language": "fr", "seen": "0" * 64},
    ),
}


@pytest.fixture(scope="module")
def programs(world: World) -> TestClient:
    """A program with a key for everything but erasing."""
    acts = frozenset(KeyAct) - {KeyAct.APPLY, KeyAct.HALT, KeyAct.ERASE}
    return world.call(world.key(acts))


@pytest.mark.parametrize("what", WRONG)
def test_a_problem_is_told_in_the_language_that_was_asked_for(programs: TestClient, what: str) -> None:
    """Title and detail in French to who likes French better, else in English; type, status and names are one."""
    method, address, headers, body = WRONG[what]

    def asked(language: str | None) -> httpx2.Response:
        said = headers | ({} if language is None else {"accept-language": language})
        return programs.request(method, address, headers=said, json=body)

    french, english = asked("fr-FR, en;q=0.5"), asked("en, fr;q=0.5")
    told, said = french.json(), english.json()

    assert 400 <= french.status_code == english.status_code
    assert said == asked("de").json() == asked(None).json()
    assert told["title"] == told_in(said["title"], "fr") != said["title"]
    assert told.get("detail") == (told_in(said["detail"], "fr") if "detail" in said else None)
    assert {**told, "title": "", "detail": ""} == {**said, "title": "", "detail": ""}
    assert ("fr", "en") == (french.headers["content-language"], english.headers["content-language"])
    assert "Accept-Language" in french.headers["vary"]
