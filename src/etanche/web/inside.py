"""
The application asked from inside this process, for checks that no address was given to: the same code as strangers meet, without a network.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Final

from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.types import Message, Scope

from etanche.errors import Fault
from etanche.instance import Guests, Instance, Organisation, accounts_of, lodge_of
from etanche.proof import Answered, Asked, AtAddress, Door, Lodge, OwnPage
from etanche.vault import Vault
from etanche.web import cookies, server, urls
from etanche.web.assembling import assembled
from etanche.web.pages.account import link_page
from etanche.web.turned_away import TurnedAway

ELSEWHERE: Final = "192.0.2.7"
"""An address of nobody's (RFC 5737): where a request in clear says that it comes from."""

EVERYBODY: Final = "0.0.0.0"  # noqa: S104  # asked about, never listened on

NOWHERE: Final = "http://127.0.0.1"
"""Where links of letters would lead that are written while a check asks in this process: it writes none."""

_HERE: Final = ("127.0.0.1", 8040)


def front(house: Organisation, *, played: str | None = None) -> Door:
    """
    Return the door of an organisation: at the address of its settings, or else inside this process.

    Args:
        house: the organisation.
        played: in a sandbox, the address that the application in this process plays.
    """
    address = house.address if played is None else played
    guests = Guests.of(house.hall) if isinstance(house.hall, Instance) else None
    inside = Inside(house=house, guests=guests, make=partial(_whole, house, address, guests), address=played)
    if house.address is None or played is not None:
        return inside
    return AtAddress(address=house.address, answers=inside.answers, exposed=inside.exposed, lodge=inside.lodge)


def _whole(house: Organisation, address: str | None, guests: Guests | None) -> FastAPI:
    """Return the application: with pages to log in at if there are accounts, which no check makes."""
    hall = house.hall
    if not isinstance(hall, Instance):
        raise Fault("an organisation that is of no instance has no door")
    known = (address or NOWHERE) if hall.has_accounts else None
    return assembled(hall, served=house, address=known, base_url=address, links=guests)


@dataclass(frozen=True, kw_only=True)
class Inside:
    """The application, asked without a network."""

    house: Organisation = field(repr=False)
    guests: Guests | None = field(repr=False)
    make: Callable[[], FastAPI] = field(repr=False)
    address: str | None = None

    @property
    def lodge(self) -> Lodge | None:
        """Who lets people in here at this moment, if somebody can: no check makes the organisation that keeps accounts."""
        hall = self.house.hall
        if not isinstance(hall, Instance) or not hall.has_accounts:
            return None
        made = lodge_of(hall, self.house, accounts_of(hall, address=NOWHERE, page=link_page))
        return replace(made, shows=cookies.shown, own=self._own)

    @contextmanager
    def _own(self, *, account: bytes, person: bytes, vault: Vault) -> Iterator[OwnPage]:
        """Show an account made up the page of a person made up."""
        if self.guests is None:
            raise Fault("an organisation that is of no instance has no pages of people")
        with self.guests.lodged(self.house, account, person, vault) as name:
            yield OwnPage(address=urls.own(urls.OWN, name), ask=self._sent)

    @cached_property
    def app(self) -> FastAPI:
        """The application, made when it is first asked: most checks never come to the door."""
        return self.make()

    @cached_property
    def answers(self) -> Mapping[str, frozenset[str]]:
        """The addresses that the application answers at, those of programs among them, each with its methods."""
        found: dict[str, frozenset[str]] = {}
        for path, route in _routes(self.app, ""):
            found[path] = found.get(path, frozenset()) | frozenset(route.methods or ())
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
        return self.ask_each((asked,))[0]

    def ask_each(self, asked: Iterable[Asked]) -> tuple[Answered, ...]:
        """Ask one after the other in the same loop: to make one, with a thread to work in, costs as much as most answers."""

        async def each() -> tuple[Answered, ...]:
            """Ask them all."""
            return tuple([await self._answered(one) for one in asked])

        return asyncio.run(each())

    def _sent(self, asked: Asked, form: bytes) -> Answered:
        """Ask once, with what a form sends."""
        return asyncio.run(self._answered(asked, form))

    async def _answered(self, asked: Asked, form: bytes = b"") -> Answered:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": form, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(self._scope(asked), receive, send)
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


def _routes(app: FastAPI, before: str) -> Iterator[tuple[str, Route]]:
    """Yield every route of an application, and of those mounted in it, with its whole path."""
    for route in app.router.routes:
        if isinstance(route, Route):
            yield f"{before}{route.path}", route
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from _routes(route.app, f"{before}{route.path}")
