"""
Invitations into an organisation: each a sealed record of the organisation `instance`, and a token that only who is invited knows.

The token carries when it ends and a mark under the key of `instance`, so that what was made up elsewhere is turned away before
anything is looked for; kept of it is a digest. Using it deletes the record in the commit
that lets somebody in: of two who use it at once one comes in, and who is killed before it has it still.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from secrets import token_bytes
from typing import Final

from etanche.errors import Refused, Unreadable
from etanche.instance.house import House
from etanche.store import Connection, moment_of, moment_text
from etanche.terms import OrganisationId
from etanche.vault import Arrival, Changed, NoSuchRecord, Record, Ref, Session, Unfit, spelled, unspelled

CATEGORY: Final = "invitation"
_PURPOSE: Final = "inviting"
_PROGRAM: Final = "running-instance"
_DOOR: Final = "invitations"
_ITSELF: Final = "instance"

_VERSION: Final = b"\x01"
_SECRET: Final = 32
_MOMENT: Final = 6
_MARK: Final = 16
_WHOLE: Final = len(_VERSION) + _MOMENT + _SECRET + _MARK
_LONGEST: Final = 200


class InvitationRefused(Refused):
    """The invitation was not made here, was used or withdrawn, or is too old: which of these is not told."""


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An invitation just made."""

    token: str = field(repr=False)
    """To be sent to whoever is invited, and kept nowhere."""

    until: datetime


@dataclass(frozen=True, kw_only=True)
class Offered:
    """An invitation that can be accepted."""

    organisation: OrganisationId
    roles: tuple[str, ...]
    email: str
    by: bytes | None
    """The person of that organisation who invited; nobody, if it is the one of its office by the operator."""

    ref: Ref


class Invitations:
    """Makes invitations, reads them, and lets each be used once."""

    def __init__(self, home: House) -> None:
        """Keep the house of the organisation `instance`."""
        self._home = home

    def make(
        self, organisation: OrganisationId, *, roles: Sequence[str], email: str, by: bytes | None, lasts: timedelta
    ) -> Invited:
        """
        Make one.

        Raises:
            Unreadable: this is no address.
        """
        now = self._home.clock.now()
        until = (now + lasts).replace(microsecond=0)
        token = self._written(until)
        fields = {
            "organisation": spelled(organisation),
            "roles": " ".join(roles),
            "email": email,
            "digest": _digest(token),
            "by": "" if by is None else spelled(by),
            "until": moment_text(until),
        }
        vault = self._home.vault
        arrival = Arrival(
            at=now, fields={key: value for key, value in fields.items() if value}, person=vault.new_person()
        )
        try:
            vault.door(_DOOR, actor=_ITSELF).put(CATEGORY, arrival)
        except Unfit:
            raise Unreadable("this is no address of e-mail", hint="write it like `name@example.org`") from None
        return Invited(token=token, until=until)

    def read(self, token: str) -> Offered:
        """
        Return what an invitation offers.

        Raises:
            InvitationRefused: as its name says.
        """
        if not self._is_ours(token):
            raise _refused()
        found = self._session.find(CATEGORY, "digest", _digest(token))
        now = self._home.clock.now()
        for one in found:
            if now < moment_of(one.fields["until"]):
                return _offered(one)
        raise _refused()

    @contextmanager
    def using(self, offered: Offered) -> Iterator[Callable[[Connection], None]]:
        """
        Let an invitation open nothing any more, in the commit of what it lets somebody into: what is yielded is called in that transaction.

        Raises:
            InvitationRefused: somebody else used it meanwhile.
        """
        after: list[Callable[[], None]] = []
        try:
            going = self._session.to_forget(offered.ref)
            yield lambda connection: after.append(going(connection))
        except (NoSuchRecord, Changed):
            raise _refused() from None
        for done in after:
            done()

    def withdraw(self, organisation: OrganisationId) -> int:
        """Take back every invitation into an organisation; return how many there were."""
        found = self._session.find(CATEGORY, "organisation", spelled(organisation))
        for one in found:
            self._session.forget(one.ref)
        return len(found)

    @property
    def _session(self) -> Session:
        return self._home.vault.acting(_PROGRAM, purpose=_PURPOSE, actor=_ITSELF)

    def _written(self, until: datetime) -> str:
        body = _VERSION + int(until.timestamp()).to_bytes(_MOMENT) + token_bytes(_SECRET)
        return urlsafe_b64encode(body + self._mark(body)).decode().rstrip("=")

    def _is_ours(self, token: str) -> bool:
        if len(token) > _LONGEST or not token.isascii():
            return False
        try:
            held = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        except (NotBase64, ValueError):
            return False
        body, mark = held[:-_MARK], held[-_MARK:]
        signer = self._home.keyring.signer(self._home.organisation_id)
        if len(held) != _WHOLE or not signer.marked(b"etanche invitation" + body, mark):
            return False
        return self._home.clock.now() < datetime.fromtimestamp(int.from_bytes(body[1 : 1 + _MOMENT]), UTC)

    def _mark(self, body: bytes) -> bytes:
        return self._home.keyring.signer(self._home.organisation_id).mark(b"etanche invitation" + body)


def _offered(record: Record) -> Offered:
    said = record.fields
    by = said.get("by")
    return Offered(
        organisation=OrganisationId(unspelled(said["organisation"])),
        roles=tuple(said["roles"].split()),
        email=said["email"],
        by=None if by is None else unspelled(by),
        ref=record.ref,
    )


def _digest(token: str) -> str:
    """Return what is kept of a token; it has 256 random bits, so that a plain digest is enough."""
    return spelled(blake2b(token.encode(), digest_size=32, person=b"etanche invite").digest())


def _refused() -> InvitationRefused:
    return InvitationRefused("this invitation does not work, or not any more", hint="ask for another one")
