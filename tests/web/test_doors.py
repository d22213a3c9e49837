"""The public door over HTTP: what clients send arrives, bounded, and nothing leaks back."""

from __future__ import annotations

import asyncio
import json

import pytest
from fastapi import HTTPException
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from etanche.clock import day_of
from etanche.instance import Instance
from etanche.intake import MOST_BODY
from etanche.web import doors

CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
SEEN = {"idsite": "1", "rec": "1", "url": "https://shop.example/books"}
BROWSER = {"user-agent": CHROMIUM}


def visits(instance: Instance) -> int:
    """Return how many visits of today the vault holds."""
    today = day_of(instance.clock.now(), instance.plan.zone)
    session = instance.vault.acting("dashboard", purpose="audience", actor="test")
    return session.count_by_day("visit", today, today).get(today, 0)


@pytest.mark.parametrize("address", ["/matomo.php", "/piwik.php"])
def test_a_matomo_client_records_a_visit(client: TestClient, instance: Instance, address: str) -> None:
    """Both addresses answer with the image every client knows, and the visit is in the vault."""
    answer = client.get(address, params=SEEN, headers=BROWSER)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/gif"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(answer.content) == 43
    assert visits(instance) == 1


def test_a_post_in_bulk_is_recorded(client: TestClient, instance: Instance) -> None:
    """Several visits in one request are several visits."""
    body = {"requests": [f"?idsite=1&rec=1&url=https%3A%2F%2Fshop.example%2F{number}" for number in range(4)]}

    answer = client.post("/matomo.php", content=json.dumps(body), headers=BROWSER)

    assert answer.json()["tracked"] == 4
    assert visits(instance) == 4


def test_a_visit_sets_no_cookie(client: TestClient) -> None:
    """Being counted leaves nothing on the device."""
    assert "set-cookie" not in client.get("/matomo.php", params=SEEN, headers=BROWSER).headers


def test_a_body_that_announces_too_much_is_refused(client: TestClient, instance: Instance) -> None:
    """More than 64 KiB is refused before it is read."""
    assert client.post("/matomo.php", content=b"x" * (MOST_BODY + 1), headers=BROWSER).status_code == 413
    assert visits(instance) == 0


def test_a_body_that_never_ends_is_cut_off() -> None:
    """A body that announces no length is refused as soon as it passes the bound, whatever is still to come."""
    sent = 0

    async def endless() -> Message:
        """Send another piece."""
        nonlocal sent
        sent += 8192
        assert sent < 2 * MOST_BODY, "it is read on and on"
        return {"type": "http.request", "body": b"x" * 8192, "more_body": True}

    request = Request({"type": "http", "method": "POST", "headers": []}, endless)
    with pytest.raises(HTTPException) as large:
        asyncio.run(doors.body_of(request))

    assert 413 == large.value.status_code
    assert sent <= MOST_BODY + 8192


def test_a_body_at_the_bound_is_read(client: TestClient) -> None:
    """64 KiB exactly is not too much: it is merely no request."""
    assert client.post("/matomo.php", content=b"x" * MOST_BODY, headers=BROWSER).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_turned_away(client: TestClient, method: str) -> None:
    """A method no client uses gets the list of those that are."""
    answer = client.request(method, "/matomo.php", params=SEEN)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body announced and never sent is given up after its time, and the connection with it."""
    monkeypatch.setattr(doors, "SECONDS_FOR_A_BODY", 0.05)

    async def nothing() -> Message:
        """Wait for ever."""
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "method": "POST", "headers": [(b"content-length", b"9")]}, nothing)
    with pytest.raises(HTTPException) as late:
        asyncio.run(doors.body_of(request))

    assert 408 == late.value.status_code
    assert {"Connection": "close"} == late.value.headers


@pytest.mark.parametrize("address", ["/matomo.js", "/piwik.js"])
def test_other_sites_can_load_the_script(client: TestClient, address: str) -> None:
    """The measuring script is served as a script, to pages of any site, and asked for once."""
    answer = client.get(address)
    again = client.get(address, headers={"if-none-match": answer.headers["etag"]})

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "_paq" in answer.text
    assert again.status_code == 304


def test_the_signal_s_own_file_says_that_we_listen(client: TestClient) -> None:
    """`/.well-known/gpc.json` has the two members of the specification."""
    answer = client.get("/.well-known/gpc.json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"gpc": True, "lastUpdate": "2025-09-01"}


def test_a_forwarded_address_counts_only_from_a_trusted_proxy(instance: Instance, client: TestClient) -> None:
    """What a stranger writes into `X-Forwarded-For` is not what is kept."""
    client.get("/matomo.php", params=SEEN, headers=BROWSER | {"x-forwarded-for": "203.0.113.9"})
    session = instance.vault.acting("web-analyst", purpose="audience", actor="test")

    kept = [record.fields.get("address") for record in session.read("visit")]

    assert len(kept) == 1
    assert "203.0.0.0/16" not in kept


@pytest.mark.parametrize("host", ["evil.example/x?idsite=9", "a:b:c", "[", "x y"])
def test_whatever_stands_in_host_changes_nothing(client: TestClient, instance: Instance, host: str) -> None:
    """A strange `Host` neither breaks the door nor any page, and is repeated nowhere."""
    answer = client.get("/matomo.php", params=SEEN, headers=BROWSER | {"host": host})
    page = client.get("/", headers={"host": host})

    assert answer.status_code == 200
    assert visits(instance) == 1
    assert page.status_code == 200
    assert "evil.example" not in page.text
