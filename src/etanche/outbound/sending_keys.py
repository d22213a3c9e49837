"""
What is signed with when something is sent, and what others know us by: keys of letters, secrets of webhooks.

Sealed under a key of the organisation's ledger, bound to kind, name and moment: a row moved to another name does not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from etanche.clock import Clock
from etanche.keyring import Keyring, SealingKey, bind
from etanche.store import Connection, SendingKeyRow, Store, moment_of, moment_text, sending_keys
from etanche.terms import OrganisationId

_LABEL = "sending"
_FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class SendingKey:
    """One, without its secret."""

    row: SendingKeyRow

    @property
    def name(self) -> str:
        """Return what it is called."""
        return self.row.name

    @property
    def told(self) -> str:
        """Return what is in clear beside it."""
        return self.row.told

    @property
    def made(self) -> datetime:
        """Return when it was made."""
        return moment_of(self.row.made)

    @property
    def until(self) -> datetime | None:
        """Return the end of its time, if it has one."""
        return None if self.row.until is None else moment_of(self.row.until)


class SendingKeys:
    """The sending keys of one organisation."""

    def __init__(self, *, store: Store, keyring: Keyring, clock: Clock, organisation: OrganisationId) -> None:
        """Keep what is needed; nothing is read yet."""
        self._store = store
        self._keyring = keyring
        self._clock = clock
        self.organisation = organisation

    def add(self, connection: Connection, kind: str, name: str, secret: bytes, *, told: str = "") -> SendingKey:
        """Keep one, in the caller's transaction; `told` stays in clear."""
        made = moment_text(self._clock.now())
        sealed = self._key().seal(secret, self._bound(kind, name, made))
        row = SendingKeyRow(
            organisation=self.organisation, kind=kind, name=name, made=made, until=None, told=told, sealed=sealed
        )
        sending_keys.add(connection, row)
        return SendingKey(row=row)

    def known(self, kind: str, name: str | None = None) -> tuple[SendingKey, ...]:
        """Return those of a kind, or of a name, that are still good, the oldest first."""
        now = moment_text(self._clock.now())
        with self._store.reading() as connection:
            rows = sending_keys.known(connection, self.organisation, kind, name)
        return tuple(SendingKey(row=row) for row in rows if row.until is None or row.until > now)

    def secret(self, key: SendingKey) -> bytes:
        """
        Return the secret of one; it is used where it is asked for.

        Raises:
            SealBroken: somebody changed it behind our back.
        """
        row = key.row
        return self._key().open(row.sealed, self._bound(row.kind, row.name, row.made))

    def end(self, connection: Connection, key: SendingKey, until: datetime) -> None:
        """Let one be good until a moment."""
        sending_keys.end(connection, key.row, moment_text(until))

    def remove(self, connection: Connection, key: SendingKey) -> None:
        """Forget one."""
        sending_keys.remove(connection, key.row)

    def _key(self) -> SealingKey:
        return self._keyring.ledger_key(self.organisation, _LABEL)

    def _bound(self, kind: str, name: str, made: str) -> bytes:
        return bind("sending key", _FORMAT, self.organisation, kind, name, made)
