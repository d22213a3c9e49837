"""
The application asked from inside this process, for checks that no address was given to: the same code as strangers meet, without a network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Message, Scope

from etanche.proof import Answered, Asked, AtAddress, Door
from etanche.web import server
from etanche.web.app import create_app
from etanche.web.needs import Instance
from etanche.web.turned_away import TurnedAway

ELSEWHERE: Final = "192.0.2.7"
"""An address of nobody's (RFC 5737): where a request in clear says that it comes from."""

EVERYBODY: Final = "0.0.0.0"  # noqa: S104  # asked about, never listened on

_HERE: Final = ("127.0.0.1", 8040)


def front(instance: Instance, *, played: str | None = None) -> Door:
    """
    Return the door of an instance: at the address of its settings, or else inside this process.

    Args:
        instance: the house.
        played: in a sandbox, the address that the application in this process plays.
    """
    inside = Inside(make=partial(create_app, instance, base_url=played or instance.address), address=played)
    if instance.address is None or played is not None:
        return inside
    return AtAddress(address=instance.address, answers=inside.answers, exposed=inside.exposed)


@dataclass(frozen=True, kw_only=True)
class Inside:
    """The application, asked without a network."""

    make: Callable[[], FastAPI] = field(repr=False)
    address: str | None = None

    @cached_property
    def app(self) -> FastAPI:
        """The application, made when it is first asked: most checks never come to the door."""
        return self.make()

    @cached_property
    def answers(self) -> Mapping[str, frozenset[str]]:
        """The addresses that the application answers at, each with its methods."""
        found: dict[str, frozenset[str]] = {}
        for route in self.app.router.routes:
            if isinstance(route, Route):
                found[route.path] = found.get(route.path, frozenset()) | frozenset(route.methods or ())
        return found

    @property
    def exposed(self) -> bool:
        """Whether the server would listen to everybody without a proxy in front."""
        return server.may_listen(EVERYBODY)

    def settle(self) -> bool:
        """Have the refusals that were counted in this process written down."""
        turned_away: TurnedAway = self.app.state.turned_away
        turned_away.settle()
        return True

    def ask(self, asked: Asked) -> Answered:
        """Ask once; the application runs in a loop of its own, so this is called from where none runs."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        async def one() -> None:
            await self.app(self._scope(asked), receive, send)

        asyncio.run(one())
        start = next(message for message in sent if message["type"] == "http.response.start")
        return Answered(
            status=start["status"],
            headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]},
            body=b"".join(message.get("body", b"") for message in sent if message["type"] == "http.response.body"),
        )

    def _scope(self, asked: Asked) -> Scope:
        headers = {"host": f"{_HERE[0]}:{_HERE[1]}", **asked.headers}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": asked.method,
            "scheme": "http" if asked.in_clear or self.address is None else "https",
            "path": asked.path,
            "raw_path": asked.path.encode(),
            "query_string": asked.query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
            "client": (ELSEWHERE, 40_000) if asked.in_clear else _HERE,
            "server": _HERE,
        }
