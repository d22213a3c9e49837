"""
Who asks the API: a key, for a purpose, because of a case; and what is then done in whose name.

The key stands in `Authorization: Bearer …` and nowhere else: what stands in an address is kept by proxies and logs.
Purpose and case stand in headers, for every request that is made in a role: `Etanche-Purpose`, `Etanche-Case`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPBearer

from etanche.accounts import ApiKey, KeyAct, OutsideKey, not_a_key, organisation_of
from etanche.errors import Unreadable
from etanche.instance import Instance, Organisation
from etanche.terms import Language
from etanche.vault import Session
from etanche.web.api.problems import asked_in

PURPOSE: Final = "Etanche-Purpose"
CASE: Final = "Etanche-Case"

SEEING: Final = "see"
"""What the journal calls the looking that needs no act of its own."""

_BEARER: Final = "bearer"
_WORD: Final = r"^[a-z][a-z0-9-]{0,63}$"
_NAME: Final = r"^[A-Za-z0-9._/-]{1,64}$"

bearer = HTTPBearer(auto_error=False, scheme_name="key", description="a key of `etanche api-key create`")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One request: of which organisation, with which key, what for."""

    house: Organisation
    key: ApiKey
    purpose: str | None = None
    case: str | None = None
    language: Language = "en"
    """In which what goes wrong is told."""

    @property
    def actor(self) -> str:
        """What the journal calls whoever asks."""
        return self.key.actor

    def require(self, act: KeyAct, category: str | None = None) -> None:
        """
        Let the key be used for an act; a refusal is written down.

        Raises:
            OutsideKey: it was not made for this.
        """
        try:
            self.key.require(act, category=category, purpose=self.purpose)
        except OutsideKey:
            self.house.api_keys.refused(self.key, act)
            raise

    def require_seeing(self) -> None:
        """
        Let the key see what is about nobody; that a write-only one tried to is written down.

        Raises:
            OutsideKey: it takes nothing out.
        """
        try:
            self.key.require_seeing()
        except OutsideKey:
            self.house.api_keys.refused(self.key, SEEING)
            raise

    @contextmanager
    def acting(self, act: KeyAct, category: str | None = None) -> Iterator[Session]:
        """
        Act in the role of the key until the end of the block.

        Raises:
            OutsideKey: the key was not made for this.
            Unreadable: no purpose is named.
        """
        self.require(act, category)
        with self.house.acting(self.role, purpose=self._purpose(), actor=self.actor, case=self.case) as session:
            yield session

    @property
    def role(self) -> str:
        """The role of the key; one that does nothing in a role has none, and gets here nowhere."""
        if self.key.scope.role is None:
            raise OutsideKey("this key acts in no role", hint="ask for one that does")
        return self.key.scope.role

    def _purpose(self) -> str:
        if self.purpose is None:
            raise Unreadable("no purpose is named", hint=f"say what for: `{PURPOSE}: …`")
        return self.purpose


def known(hall: Instance, request: Request) -> Asking:
    """
    Return who asks, by the key that the request shows.

    Raises:
        NotAKey: it shows none that opens anything.
        Halted: nothing is opened now.
    """
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != _BEARER:
        raise not_a_key()
    organisation = organisation_of(shown.strip())
    house = hall.known_house(organisation)
    if house is None:
        raise not_a_key()
    house.renew()
    house.halter.require_going_on()
    return Asking(house=house, key=house.api_keys.of(shown.strip()))


def _asking(
    request: Request,
    _shown: Annotated[object, Security(bearer)],
    what_for: Annotated[str | None, Header(alias=PURPOSE, pattern=_WORD, description="the purpose it is for")] = None,
    because_of: Annotated[
        str | None, Header(alias=CASE, pattern=_NAME, description="the case it is because of")
    ] = None,
) -> Asking:
    found: Asking = request.state.asking
    return replace(found, purpose=what_for, case=because_of, language=asked_in(request.headers))


Asked = Annotated[Asking, Depends(_asking)]
"""What every resource asks for: who asks. `guarding` has looked at the key before."""
