"""
How long somebody stays logged in: so long without an act, so long in any case, each as the strictest organisation asks.

    >>> begun = Session.begin(account=b"a" * 16, now=now)
    >>> begun.session.over(Lifetimes(idle=Asked(HOUR, "choir"), longest=Asked(DAY, "clinic")), now=now, zone="UTC") is None
    True

The secret of a session is known to the browser alone: what is kept is its digest, so a stolen store opens no session.
A new secret is drawn at every login and at every change of rights, never taken from outside (session fixation).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Final, NamedTuple, Self

from etanche.accounts.lifetimes import later, size
from etanche.accounts.passwords import Asked
from etanche.charter import Duration, Sessions

_SECRET_BYTES: Final = 32

SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly the last act is kept: not every request is a reason to write."""


class Over(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    LONGEST = "longest"


@dataclass(frozen=True, kw_only=True)
class Lifetimes:
    """How long a session lasts, and who asks for it."""

    idle: Asked[Duration]
    longest: Asked[Duration]


class Begun(NamedTuple):
    """A new session, and the secret that goes to the browser and nowhere else."""

    secret: str
    session: Session


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody who is logged in, on one device."""

    id: bytes
    """The digest of its secret."""

    account: bytes
    begun: datetime
    seen: datetime
    """The last act, to the minute."""

    device: str = ""
    """What the browser says it is, roughly: so that the person recognises it among their sessions."""

    @classmethod
    def begin(cls, *, account: bytes, now: datetime, device: str = "") -> Begun:
        """Draw a secret, and return it with the session that it opens."""
        secret = token_urlsafe(_SECRET_BYTES)
        return Begun(secret, cls(id=digest_of(secret), account=account, begun=now, seen=now, device=device))

    def over(self, lifetimes: Lifetimes, *, now: datetime, zone: str) -> tuple[Over, str] | None:
        """Return why a session is over and who asks for it, or nothing; one that began later than now is over too."""
        longest, idle = lifetimes.longest, lifetimes.idle
        if now < self.begun or later(self.begun, longest.value, zone=zone) <= now:
            return Over.LONGEST, longest.by
        return (Over.IDLE, idle.by) if later(self.seen, idle.value, zone=zone) <= now else None

    def acted(self, now: datetime) -> Self:
        """Return the session after an act; the same one if the last was within the minute."""
        return replace(self, seen=now) if now >= self.seen + SEEN_EVERY else self


def strictest_lifetimes(asked: Mapping[str, Sessions]) -> Lifetimes:
    """
    Return the shortest of each lifetime; where two are the same, the first by name.

    Raises:
        ValueError: nobody asks for any; a session would never end.
    """
    if not asked:
        raise ValueError("no lifetimes to be strict about")
    return Lifetimes(
        idle=_shortest({name: one.idle for name, one in asked.items()}),
        longest=_shortest({name: one.longest for name, one in asked.items()}),
    )


def digest_of(secret: str) -> bytes:
    """Return what is kept of a session's secret; it has 256 random bits, so that a plain digest is enough."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"etanche session").digest()


def _shortest(asked: Mapping[str, Duration]) -> Asked[Duration]:
    name, duration = min(sorted(asked.items()), key=lambda one: size(one[1]))
    return Asked(duration, name)
