"""
Who asks: a stranger, somebody who is logged in or halfway there, a member of an organisation, the operator.

One function makes a caller from a request (`Callers.of`), and nothing else does; every page says which kinds it takes.
Whether somebody may see something of the organisation is not decided here: the gate does that, by the roles a caller has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from starlette.requests import Request

from etanche.accounts import Level, Session
from etanche.instance import BUILT_IN, OPERATES


class Kind(StrEnum):
    """What sort of caller asks."""

    STRANGER = "stranger"
    HALFWAY = "halfway"
    """Said their password, and something else is still asked of them: to all pages but the one that asks for it a stranger."""

    ACCOUNT = "account"
    """Logged in; of the organisation that the address names, nobody."""

    MEMBER = "member"
    """Logged in, and has a role in the organisation that the address names."""

    OPERATOR = "operator"
    """Logged in, and keeps the instance running."""


EVERYBODY: Final = frozenset(Kind)
STRANGERS: Final = frozenset({Kind.STRANGER, Kind.HALFWAY})
LOGGED_IN: Final = EVERYBODY - STRANGERS
"""Whoever has an account, whatever they are in an organisation."""

MEMBERS: Final = frozenset({Kind.MEMBER})
OPERATORS: Final = frozenset({Kind.OPERATOR})


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks; what they may see is for the gate."""

    kind: Kind
    session: Session | None = None
    """Of those logged in, or halfway."""

    organisation: str | None = None
    """The organisation that the address names, if they have a role in it."""

    roles: frozenset[str] = frozenset()
    """Their roles there, by the names of its charter."""

    @property
    def account(self) -> bytes:
        """
        Whose request it is.

        Raises:
            LookupError: a stranger's; a page that asks for this takes no strangers.
        """
        if self.session is None:
            raise LookupError("a stranger has no account")
        return self.session.account

    @property
    def strong(self) -> bool:
        """Whether they showed two factors."""
        return self.session is not None and self.session.level is Level.SECOND_FACTOR


STRANGER: Final = Caller(kind=Kind.STRANGER)


class Knows(Protocol):
    """What opens sessions: the room of accounts, as far as it is asked here."""

    def session_of(self, secret: str) -> Session | None:
        """Return the session that a secret opens, if it is not over."""

    def sign(self, body: bytes) -> bytes:
        """Return a keyed mark of what was handed out here."""


class Members(Protocol):
    """Who has which role in which organisation."""

    def roles_of(self, account: bytes, organisation: str) -> frozenset[str]:
        """Return the roles of an account in an organisation, which are none when either is unknown."""


@dataclass(frozen=True, kw_only=True)
class Callers:
    """Makes callers from requests."""

    knows: Knows | None = None
    """Without it nobody can log in: everybody is a stranger."""

    members: Members | None = None
    """Without it nobody is a member of anything."""

    served: str | None = None
    """The organisation whose pages lie at addresses that name none; without it nobody is a member there."""

    def of(self, request: Request, *, secret: str | None) -> Caller:
        """
        Return who asks.

        Args:
            request: roles are looked up in the organisation that its path names, or else in the one served here.
            secret: what the browser shows of a session; see `cookies`.
        """
        session = self.knows.session_of(secret) if self.knows and secret else None
        if session is None:
            return STRANGER
        if not session.level.whole:
            return Caller(kind=Kind.HALFWAY, session=session)
        caller = Caller(kind=Kind.ACCOUNT, session=session)
        organisation = request.path_params.get("organisation", self.served)
        return caller if organisation is None else self.within(caller, organisation)

    def sign(self, body: bytes) -> bytes:
        """
        Mark what a form carries, under a key of the instance.

        Raises:
            LookupError: nobody can log in here, so there is no form to be marked.
        """
        if self.knows is None:
            raise LookupError("no accounts, and so no key for forms")
        return self.knows.sign(body)

    def within(self, caller: Caller, organisation: str) -> Caller:
        """Return a caller who is logged in as what they are in an organisation: a member, the operator, or nobody there."""
        if self.members is None or caller.session is None or caller.kind is Kind.HALFWAY:
            return caller
        roles = self.members.roles_of(caller.session.account, organisation)
        if not roles:
            return replace(caller, kind=Kind.ACCOUNT, organisation=None, roles=roles)
        kind = Kind.OPERATOR if organisation == BUILT_IN and OPERATES in roles else Kind.MEMBER
        return replace(caller, kind=kind, organisation=organisation, roles=roles)


NOBODY: Final = Callers()
"""Where nobody can log in."""
