"""The server: where it listens, and where it refuses to."""

from __future__ import annotations

import socket

import pytest
from fastapi import FastAPI

from etanche.errors import Refused, Unreadable
from etanche.web import server


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "shop.example"])
def test_no_page_is_served_in_clear_to_a_network(host: str) -> None:
    """Without a proxy that speaks TLS, only this machine is listened to."""
    with pytest.raises(Refused, match="in clear") as refused:
        server.run(FastAPI(), host=host, port=0)

    assert "--trusted-proxy" in refused.value.hint


def test_a_port_that_is_taken_is_told(unused_tcp_port: int) -> None:
    """A second server on the same port is refused in words."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", unused_tcp_port))
        other.listen()

        with pytest.raises(Unreadable, match=f"port {unused_tcp_port}"):
            server.run(FastAPI(), host="127.0.0.1", port=unused_tcp_port)


@pytest.fixture
def unused_tcp_port() -> int:
    """A port of this machine that nobody holds just now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
