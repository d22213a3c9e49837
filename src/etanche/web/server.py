"""
The server itself: one process, no log of accesses, and only a loopback address unless a proxy speaks TLS in front.
"""

from __future__ import annotations

import ipaddress
import signal
import socket
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NamedTuple

import uvicorn
from fastapi import FastAPI

from etanche.errors import Refused, Unreadable
from etanche.web.patience import Impatient

_SECONDS_TO_FINISH = 5
_SECONDS_BETWEEN_REQUESTS = 5
MOST_AT_ONCE = 256
"""More connections than this are answered 503, so that a crowd cannot take the memory of the machine."""


class _Server(uvicorn.Server):
    """uvicorn, telling when it listens, and returning to its caller when it is told to stop."""

    def __init__(self, config: uvicorn.Config, listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._listening = listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started:
            self._listening()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  # the signature is uvicorn's
        """
        Stop serving; a second Ctrl-C does not wait for answers under way.

        uvicorn would raise the signal again afterwards, and kill the process before the house is closed.
        """
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


class Listening(NamedTuple):
    """A place taken, at which nobody answers yet."""

    socket: socket.socket
    address: str
    """Its address as a browser writes it, without a slash at its end."""


def listen(*, host: str, port: int, trusted_proxies: Sequence[str] = ()) -> Listening:
    """
    Take a place to serve at: what is served may have to know its own address.

    Args:
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        trusted_proxies: the proxies in front, if any.

    Raises:
        Refused: the address is not loopback and no proxy speaks TLS in front.
        Unreadable: the address or the port cannot be had.
    """
    if not may_listen(host, trusted_proxies):
        raise Refused(
            f"will not listen on `{host}`: visits would cross the network in clear",
            hint="listen on 127.0.0.1, or name the proxy that speaks TLS in front with --trusted-proxy",
        )
    taken = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    return Listening(taken, f"http://{name}:{taken.getsockname()[1]}")


def run(app: FastAPI, listening: Listening, *, ready: Callable[[str], None] = lambda _url: None) -> None:
    """
    Serve until told to stop (Ctrl-C or a termination signal).

    Args:
        app: what is served.
        listening: where.
        ready: told the address once it answers.
    """
    config = uvicorn.Config(
        app,
        http=Impatient,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        lifespan="off",
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=_SECONDS_BETWEEN_REQUESTS,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    with listening.socket:
        _Server(config, lambda: ready(f"{listening.address}/")).run(sockets=[listening.socket])
    # What was refused in the last minute has no line yet.
    app.state.turned_away.settle()


def may_listen(host: str, trusted_proxies: Sequence[str] = ()) -> bool:
    """Tell whether we would listen on an address: visits that come to it must not have crossed a network in clear."""
    return bool(trusted_proxies) or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    """Tell whether an address reaches no further than this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that the loop sends small answers at once instead of waiting for the last one's receipt.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.set_inheritable(True)
    except (OSError, OverflowError):
        listening.close()
        raise Unreadable(
            f"cannot listen on `{host}` port {port}",
            hint="another program may hold it: choose another with --port, or 0 for a free one",
        ) from None
    return listening
