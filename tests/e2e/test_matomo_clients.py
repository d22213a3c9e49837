"""Client libraries that other people wrote for Matomo, talking to a running server: the visit is recorded as announced."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import httpx2
import pytest
from asgi_matomo import MatomoMiddleware
from matomopy import MatomoTracker  # type: ignore[import-untyped]  # it has annotations and does not say so
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.3.1 Mobile/15E148 Safari/604.1"
)

Visits = Callable[[str], list[Mapping[str, str]]]


@pytest.mark.clause("C4")
def test_a_site_with_asgi_matomo_is_measured(site: str, visits: Visits) -> None:
    """A Starlette site behind the asgi-matomo middleware reports its visitors' pages; its token opens nothing."""

    async def page(_request: Request) -> PlainTextResponse:
        """Show a book."""
        return PlainTextResponse("a book")

    reporter = httpx2.AsyncClient()

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        """Close the connections to the tracker with the site."""
        async with reporter:
            yield

    middleware = Middleware(MatomoMiddleware, matomo_url=site, idsite=1, access_token="s3cret-token", client=reporter)
    app = Starlette(routes=[Route("/asgi/{book}", page)], middleware=[middleware], lifespan=lifespan)
    with TestClient(app) as client:
        headers = {"user-agent": IPHONE, "x-forwarded-for": "203.0.113.77", "referer": "https://search.example/?q=jane"}
        shown = client.get("/asgi/42?q=divorce", headers=headers)
    [row] = visits("/asgi/")

    assert "a book" == shown.text
    assert {
        "address": "127.0.0.0/16",
        "browser": "Mobile Safari 18",
        "system": "ios",
        "terminal": "telephone",
        "page": "/asgi/42",
        "action": "view",
    } == {name: value for name, value in row.items() if name != "visitor-id"}


@pytest.mark.clause("C4")
def test_a_program_with_matomopy_is_heard(site: str, visits: Visits) -> None:
    """Page views, events, searches, downloads and outlinks of the matomopy client are recorded, one by one and in bulk."""
    with MatomoTracker(site, 1, token_auth="s3cret-token", user_agent=FIREFOX, accept_language="fr") as tracker:
        tracker.set_visitor_id("0123456789abcdef").set_user_id("jane").set_ip("203.0.113.77").set_resolution(1280, 1024)
        tracker.set_url("https://shop.example/matomopy/one?q=divorce").set_url_referrer("https://search.example/")
        tracker.track_page_view("Jane's divorce")
        tracker.track_event("Videos", "Play", name="Jane", value=3)
        tracker.track_site_search("divorce", category="law", count_results=3)
        tracker.track_action("https://shop.example/matomopy/file.pdf?token=1", "download")
        tracker.track_action("https://elsewhere.example/jane", "link")
        tracker.enable_bulk_tracking()
        for number in range(3):
            tracker.track_page_view("bulk", url=f"https://shop.example/matomopy/bulk/{number}")
        told = tracker.flush()
    rows = visits("/matomopy/")

    assert {"status": "success", "tracked": 3, "invalid": 0} == told
    assert [
        ("/matomopy/bulk/0", "view"),
        ("/matomopy/bulk/1", "view"),
        ("/matomopy/bulk/2", "view"),
        ("/matomopy/file.pdf", "download"),
        ("/matomopy/one", "event Videos / Play"),
        ("/matomopy/one", "outlink"),
        ("/matomopy/one", "search"),
        ("/matomopy/one", "view"),
    ] == sorted((row["page"], row["action"]) for row in rows)
    assert {("127.0.0.0/16", "Firefox 145", "linux", "computer", "1280x1024")} == {
        (row["address"], row["browser"], row["system"], row["terminal"], row["screen"]) for row in rows
    }
    assert {8} == {len(row) for row in rows}
    assert 1 == len({row["visitor-id"] for row in rows})


@pytest.mark.clause("C6")
def test_a_program_that_passes_a_refusal_on_is_heard(site: str, visits: Visits) -> None:
    """A client that forwards its visitor's signal is answered as always, and nothing is recorded."""
    with MatomoTracker(site, 1, user_agent=FIREFOX) as tracker:
        tracker.session.headers["Sec-GPC"] = "1"
        tracker.track_page_view("refused", url="https://shop.example/refused/1")

    assert [] == visits("/refused/")


HOSTILE = {
    "bytes that are no text": b"GET /matomo.php?idsite=1&rec=1&url=\xff\xfe\x80 HTTP/1.1\r\n",
    "a percent sign alone": b"GET /matomo.php?idsite=1&rec=1&url=%&%zz=%f HTTP/1.1\r\n",
    "half a character": b"GET /matomo.php?idsite=1&rec=1&ua=%ed%a0%80&url=%00 HTTP/1.1\r\n",
    "headers that are no text": b"GET /matomo.php?idsite=1&rec=1 HTTP/1.1\r\nUser-Agent: \xff\xed\xa0\x80\r\nCookie: \xfe=\xff; ;=\r\n",
    "many parameters": b"GET /matomo.php?" + b"&".join(b"p%d=1" % number for number in range(600)) + b" HTTP/1.1\r\n",
    "a script": b"GET /matomo.php?idsite=<script>Zq9</script>&rec=1 HTTP/1.1\r\nOrigin: https://Zq9<script>\r\n",
}


@pytest.mark.parametrize("request_line", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_bytes_are_answered_and_never_repeated(site: str, request_line: bytes) -> None:
    """What no client library would send is answered by the protocol's own statuses, without a fault and without an echo."""
    host, port = site.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request_line + b"Host: shop.example\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert int(answer.split(b" ", 2)[1]) in {200, 400, 413}
    assert b"Zq9" not in answer
    assert b"set-cookie" not in answer.lower()
