"""
The door that strangers come to, as a check comes to it: what is asked, what is answered, and through what it was asked.

A check asks at the address that people know, through `outbound`, if the settings name one; else it asks the application itself,
in this process, and says so: of what stands between that and people, nothing was seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from etanche.errors import OutOfReach
from etanche.outbound import AddressOutOfReach, ask_address
from etanche.proof.lodge import Lodge

TURNED_AWAY: Final = "turned-away"
"""The act of the journal by which refusals at the pages are counted; `requests` says how many."""

NO_ANSWER: Final = 0
"""The status of a request that nobody took."""


class DoorShut(OutOfReach):
    """Nobody answers at the address that people know."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request of a stranger."""

    path: str
    method: str = "GET"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    in_clear: bool = False
    """Whether it comes from another machine, over a connection without TLS."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came back; header names are lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode("utf-8", errors="replace")


class Door(Protocol):
    """Somewhere to ask."""

    @property
    def address(self) -> str | None:
        """The address that people know, if that is where it is asked; nothing if it is the application in this process."""

    @property
    def answers(self) -> Mapping[str, frozenset[str]]:
        """The addresses that the application answers at, each with its methods; one with blanks has them in braces."""

    @property
    def exposed(self) -> bool:
        """Whether the server would listen to other machines without anything in front that speaks TLS."""

    @property
    def lodge(self) -> Lodge | None:
        """Who lets people in here; nothing where nobody can have an account yet."""

    def settle(self) -> bool:
        """Have the refusals counted so far written down, and tell whether that could be done from here."""

    def ask(self, asked: Asked) -> Answered:
        """
        Ask once.

        Raises:
            DoorShut: nobody answers at all.
        """

    def ask_each(self, asked: Iterable[Asked]) -> tuple[Answered, ...]:
        """Ask one after the other, and return what came back in that order; raises as `ask`."""


@dataclass(frozen=True, kw_only=True)
class OwnPage:
    """The page on which somebody made up sees what is held of them and decides on it, drawn in this process by what draws everybody's."""

    address: str
    ask: Callable[[Asked, bytes], Answered] = field(repr=False)
    """Asks as their browser does, with what a form sends; nothing if none is sent."""


class Front(Protocol):
    """Makes the door of an organisation; what stands above the hall lends it, because the hall knows no pages."""

    def __call__(self, house: Any, /, *, played: str | None = None) -> Door:
        """Return the door; in a sandbox the application in this process plays an address."""


@dataclass(frozen=True, kw_only=True)
class AtAddress:
    """The door at the address that people know."""

    address: str
    answers: Mapping[str, frozenset[str]]
    exposed: bool
    lodge: Lodge | None = None

    def settle(self) -> bool:
        """Tell that another process counts."""
        return False

    def ask(self, asked: Asked) -> Answered:
        """
        Ask once, over the network; a redirection is an answer, and is not followed.

        Raises:
            DoorShut: nobody answers; a request in clear that nobody takes is an answer of none.
        """
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        try:
            answer = ask_address(
                self.address, path, method=asked.method, headers=asked.headers, in_clear=asked.in_clear
            )
        except AddressOutOfReach as error:
            if asked.in_clear:
                return Answered(status=NO_ANSWER)
            raise DoorShut(str(error), hint=error.hint) from None
        return Answered(status=answer.status, headers=answer.headers, body=answer.body)

    def ask_each(self, asked: Iterable[Asked]) -> tuple[Answered, ...]:
        """Ask one after the other, each as `ask` does."""
        return tuple(map(self.ask, asked))
