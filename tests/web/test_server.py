"""The server: where it listens, and where it refuses to."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from etanche.errors import Refused, Unreadable
from etanche.web import patience, server
from etanche.web.framing import Framing
from etanche.web.patience import Impatient


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "shop.example"])
def test_no_page_is_served_in_clear_to_a_network(host: str) -> None:
    """Without a proxy that speaks TLS, only this machine is listened to."""
    with pytest.raises(Refused, match="in clear") as refused:
        server.listen(host=host, port=0)

    assert "--trusted-proxy" in refused.value.hint


def test_a_port_that_is_taken_is_told(unused_tcp_port: int) -> None:
    """A second server on the same port is refused in words."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", unused_tcp_port))
        other.listen()

        with pytest.raises(Unreadable, match=f"port {unused_tcp_port}"):
            server.listen(host="127.0.0.1", port=unused_tcp_port)


async def answered(sent: bytes, *, seconds: float = 5, within: Callable[[ASGIApp], ASGIApp] = lambda app: app) -> bytes:
    """Return everything that a server of ours answers to some bytes until it closes; its page is `there`."""

    async def page(scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer whatever is asked."""
        await PlainTextResponse("there")(scope, _receive, send)

    config = uvicorn.Config(
        within(page), http=Impatient, ws="none", log_config=None, lifespan="off", timeout_keep_alive=1
    )
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Impatient(config, ServerState(), {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())  # noqa: TID251 - a stranger calls
    try:
        writer.write(sent)
        return await asyncio.wait_for(reader.read(), seconds)
    finally:
        writer.close()
        server.close()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: a"])
def test_who_asks_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    """A connection held open without a whole request is closed, whether nothing was sent or half a head."""
    monkeypatch.setattr(patience, "SECONDS_TO_ASK", 0.1)

    assert b"" == asyncio.run(answered(sent))


def test_a_second_request_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer arrives; the half of a second request does not hold the connection."""
    monkeypatch.setattr(patience, "SECONDS_TO_ASK", 0.3)
    told = asyncio.run(answered(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT"))

    assert 1 == told.count(b"there")


def test_an_upgrade_is_answered_as_a_page_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    """Somebody who asks for another protocol gets HTTP, and nobody is advised to install anything."""
    ask = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    told = asyncio.run(answered(ask))
    written = capfd.readouterr()

    assert b"there" in told
    assert "" == written.out + written.err


@pytest.fixture
def unused_tcp_port() -> int:
    """A port of this machine that nobody holds just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@pytest.mark.parametrize(
    "lengths", [b"Content-Length: 4\r\nTransfer-Encoding: chunked", b"transfer-encoding: chunked\r\ncontent-length: 5"]
)
def test_a_request_that_ends_in_two_places_begins_no_second_one(lengths: bytes) -> None:
    """Attack: a request of two lengths, and what is a second request by one of them: it is refused, and the connection ends."""
    smuggled = b"POST / HTTP/1.1\r\nHost: a\r\n" + lengths + b"\r\n\r\n0\r\n\r\nGET /other HTTP/1.1\r\nHost: a\r\n\r\n"
    said = asyncio.run(answered(smuggled, within=Framing))

    assert [b"HTTP/1.1 400"] == re.findall(rb"HTTP/1.1 \d+", said)
    assert b"connection: close" in said.lower()
    assert b"there" not in said


def test_the_pages_take_no_request_of_two_lengths(client: TestClient) -> None:
    """On every address, before a page is looked for."""
    both = {"transfer-encoding": "chunked", "content-length": "4"}

    assert [400, 400] == [client.post(one, headers=both, content=b"abcd").status_code for one in ("/opt-out", "/none")]
