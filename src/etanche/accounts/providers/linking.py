"""
Which account somebody at a provider is: records of the organisation `instance`, found by a digest.

The subject itself is not kept: its digest, under the issuer's name, is enough to know it again, and tells nobody who asks the provider
for a list of its people which of them is whose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from etanche.accounts.providers.assurance import Assurance
from etanche.accounts.providers.faults import LinkedElsewhere
from etanche.accounts.providers.identity import Identity
from etanche.clock import Clock
from etanche.vault import Arrival, Record, Session, Vault

CATEGORY: Final = "provider-link"
CHANNEL: Final = "account-pages"
ROLE: Final = "running-instance"
PURPOSE: Final = "account-keeping"
ACTOR: Final = "accounts"
"""Names of the charter of the organisation `instance`."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """That somebody at a provider is an account."""

    account: bytes
    provider: str
    granted: frozenset[str]
    assurance: Assurance
    since: datetime
    record: Record = field(repr=False)


class Linking:
    """Keeps which account is who where."""

    def __init__(self, vault: Callable[[], Vault], clock: Clock) -> None:
        """Keep it in the vault of each moment."""
        self._vault = vault
        self._clock = clock

    def of(self, identity: Identity) -> Link | None:
        """Return the link of somebody at a provider; of two made at one moment the first."""
        found = self._acting().find(CATEGORY, "handle", handle_of(identity))
        return min((_link(one) for one in found), key=lambda one: (one.since, one.account), default=None)

    def listed(self, account: bytes) -> tuple[Link, ...]:
        """Return every link of an account."""
        return tuple(map(_link, self._acting().of_person(account, CATEGORY)))

    def names(self, account: bytes) -> tuple[str, ...]:
        """Return the providers that an account is known by."""
        return tuple(sorted({one.provider for one in self.listed(account)}))

    def put(self, account: bytes, provider: str, identity: Identity, assurance: Assurance) -> None:
        """
        Link an account with somebody at a provider; made anew, it tells what was granted this time.

        Raises:
            LinkedElsewhere: that somebody is another account already.
        """
        before = self.of(identity)
        if before is not None and before.account != account:
            raise LinkedElsewhere(
                "this account at the provider belongs to another account", hint="unlink it there first"
            )
        fields = {
            "handle": handle_of(identity),
            "provider": provider,
            "granted": " ".join(sorted(identity.granted)),
            "factor": assurance.value,
            "since": self._clock.now().isoformat() if before is None else before.since.isoformat(),
        }
        arrival = Arrival(at=self._clock.now(), fields=fields, person=account)
        self._vault().door(CHANNEL, actor=ACTOR).put_many(CATEGORY, [arrival])
        if before is not None:
            self._acting().forget(before.record.ref)

    def remove(self, link: Link) -> None:
        """Forget a link."""
        self._acting().forget(link.record.ref)

    def _acting(self) -> Session:
        return self._vault().acting(ROLE, purpose=PURPOSE, actor=ACTOR)


def handle_of(identity: Identity) -> str:
    """Return the digest by which somebody at a provider is known again."""
    who = f"{identity.issuer}\0{identity.subject}".encode()
    return hashlib.blake2b(who, digest_size=32, person=b"etanche subject").hexdigest()


def _link(record: Record) -> Link:
    said = record.fields
    return Link(
        account=record.person or b"",
        provider=said["provider"],
        granted=frozenset(said.get("granted", "").split()),
        assurance=Assurance(said["factor"]),
        since=datetime.fromisoformat(said["since"]),
        record=record,
    )
