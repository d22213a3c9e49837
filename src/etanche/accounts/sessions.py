"""
How long somebody stays logged in: so long without an act, so long in any case, each as the strictest organisation asks.

    >>> begun = Session.begin(account=b"a" * 16, now=now, lifetimes=lifetimes)
    >>> begun.session.over(lifetimes, now=now) is None
    True

The secret of a session is known to the browser alone: what is kept is its digest, so a stolen store opens no session.
A new secret is drawn at every login and at every change of rights, never taken from outside (session fixation).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from secrets import token_urlsafe
from typing import Final, NamedTuple, Self

from etanche.accounts.lifetimes import later, size
from etanche.accounts.passwords import Asked
from etanche.charter import Duration, Sessions
from etanche.terms import new_id

_SECRET_BYTES: Final = 32

LONGEST_DEVICE: Final = 60
"""Characters that are kept of what a browser says it is."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly the last act is kept: not every request is a reason to write."""


HALFWAY_LASTS: Final = timedelta(minutes=10)
"""How long somebody who said their password may take for what else is asked of them."""


class Over(StrEnum):
    """Why a session is over."""

    IDLE = "idle"
    LONGEST = "longest"


class Level(StrEnum):
    """What was shown to open a session."""

    HALFWAY = "halfway"
    """A password, of an account that has a second factor: nothing is open but the page that asks for it."""

    RENEWING = "renewing"
    """All that is needed, with a password that has to be changed: nothing is open but the page that changes it."""

    ENROLLING = "enrolling"
    """A password, of an account that has to have a second factor and has none: nothing is open but the page that sets one up."""

    PASSWORD = "password"  # noqa: S105  # a word, and no password
    """A password, or an account at a provider that tells of no second factor."""

    SECOND_FACTOR = "second-factor"
    """Two factors."""

    @property
    def whole(self) -> bool:
        """Whether everything is open that is open to the account."""
        return self in WHOLE


WHOLE: Final = frozenset({Level.PASSWORD, Level.SECOND_FACTOR})


@dataclass(frozen=True, kw_only=True)
class Lifetimes:
    """How long a session lasts, and who asks for it."""

    idle: Asked[Duration]
    longest: Asked[Duration]
    zone: str
    """The time zone in which calendar units are counted."""


class Begun(NamedTuple):
    """A new session, and the secret that goes to the browser and nowhere else."""

    secret: str
    session: Session


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody who is logged in, on one device."""

    id: bytes
    """Random: what it is closed by."""

    digest: bytes = field(repr=False)
    """The digest of its secret."""

    account: bytes
    begun: datetime
    """When they logged in: another factor is no other login, and gives no more time."""

    seen: datetime
    """The last act, to the minute."""

    ends: datetime
    """When it ends in any case, as it was asked when it began."""

    level: Level = Level.PASSWORD
    device: str = ""
    """What the browser says it is, roughly: so that the person recognises it among their sessions."""

    asked: bytes | None = field(default=None, repr=False)
    """The challenge that waits for the answer of a passkey."""

    @classmethod
    def begin(
        cls,
        *,
        account: bytes,
        now: datetime,
        lifetimes: Lifetimes,
        level: Level = Level.PASSWORD,
        device: str = "",
        since: datetime | None = None,
    ) -> Begun:
        """Draw a secret, and return it with the session that it opens; `since` is when they logged in, if it was not now."""
        secret = token_urlsafe(_SECRET_BYTES)
        since = since or now
        ends = later(since, lifetimes.longest.value, zone=lifetimes.zone)
        session = cls(
            id=new_id(),
            digest=digest_of(secret),
            account=account,
            begun=since,
            seen=now,
            ends=ends if level.whole else min(ends, now + HALFWAY_LASTS),
            level=level,
            device=device[:LONGEST_DEVICE],
        )
        return Begun(secret, session)

    def over(self, lifetimes: Lifetimes, *, now: datetime) -> tuple[Over, str] | None:
        """Return why a session is over and who asks for it, or nothing; one that began later than now is over too."""
        longest, idle = lifetimes.longest, lifetimes.idle
        if now < self.begun or min(self.ends, later(self.begun, longest.value, zone=lifetimes.zone)) <= now:
            return Over.LONGEST, longest.by
        return (Over.IDLE, idle.by) if later(self.seen, idle.value, zone=lifetimes.zone) <= now else None

    def acted(self, now: datetime) -> Self:
        """Return the session after an act; the same one if the last was within the minute."""
        return replace(self, seen=now) if now >= self.seen + SEEN_EVERY else self


def strictest_lifetimes(asked: Mapping[str, Sessions], *, zone: str) -> Lifetimes:
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
        zone=zone,
    )


def digest_of(secret: str) -> bytes:
    """Return what is kept of a session's secret; it has 256 random bits, so that a plain digest is enough."""
    return hashlib.blake2b(secret.encode(errors="replace"), digest_size=32, person=b"etanche session").digest()


def _shortest(asked: Mapping[str, Duration]) -> Asked[Duration]:
    name, duration = min(sorted(asked.items()), key=lambda one: size(one[1]))
    return Asked(duration, name)
