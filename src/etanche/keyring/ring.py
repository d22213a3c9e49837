"""
The ring: finds, makes, lends and destroys the keys of organisations.

    epoch root ▷ provider's key ▷ organisation's key ▷ category's traffic key ┐
                                                     ▷ bucket secret of a day ┴▷ key of that day (derived)

A day's key needs both the long-lived key of its category and the secret of its bucket.
The secret is on the shelf, durable, before the key is lent; when it is destroyed, the day opens no more.
What it does *not* do: decide when a day is due, or know a record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from etanche.clock import Clock
from etanche.keyring import marks
from etanche.keyring.derive import derive
from etanche.keyring.faults import KeyGone
from etanche.keyring.lease import Leases
from etanche.keyring.marks import Marker
from etanche.keyring.ports import Graves, KeyShelf
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret
from etanche.keyring.signing import Signer
from etanche.keyring.wrapping import unwrap, wrap
from etanche.terms import new_id

_ORGANISATION = "organisation"
_SIGNER = "signer"
_BUCKET = "bucket"

_Slot = tuple[bytes, str, int, str]
"""What a lease is held for: organisation, use, number, day."""


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """Which keys were destroyed; while it is not `final`, their bytes may still be in the shelf's log: `flush`."""

    final: bool
    key_ids: tuple[bytes, ...]
    traces: bool = False
    """Whether a server may keep their bytes, wrapped, in files of its own, until the root is destroyed."""


@dataclass(frozen=True)
class _Parent:
    """An organisation's key: the secret to derive from, and the cipher to wrap with."""

    secret: Secret
    key: SealingKey


class Keyring:
    """The keys of an instance, for one process; safe to share between threads."""

    pseudonym = staticmethod(marks.pseudonym)
    new_salt = staticmethod(marks.new_salt)

    def __init__(self, root: Root, shelf: KeyShelf, tombstones: Graves, clock: Clock) -> None:
        """Hold what opens and keeps keys; nothing is opened yet."""
        self._root = root
        self._shelf = shelf
        self._tombstones = tombstones
        self._clock = clock
        self._days: Leases[_Slot, SealingKey] = Leases(clock)
        self._secrets: Leases[_Slot, Secret] = Leases(clock)
        self._parents: Leases[bytes, _Parent] = Leases(clock)
        self._markers: Leases[_Slot, Marker] = Leases(clock)
        self._signers: Leases[bytes, Signer] = Leases(clock)

    def organisation(self, organisation: bytes) -> None:
        """
        Make sure an organisation has its key, and that it opens.

        Raises:
            KeyGone: it was destroyed; it is never made again.
            KeyBroken: it was changed on the shelf.
        """
        self._parent(organisation)

    def day_key(self, organisation: bytes, category: int, day: str, *, create: bool) -> SealingKey | None:
        """
        Lend the key of a day of a category, by the category's stable number and the day's ISO text.

        `create` opens a day that never was; its secret is durable before the key is lent.

        Returns:
            None when the day was destroyed, or was never opened and is not to be.
        """
        slot = (organisation, _BUCKET, category, day)
        held = self._days.get(slot)
        if held is not None:
            return held
        ticket = self._days.begin()
        found = self._shelf.bucket(organisation, category, day)
        if found is None and create:
            found = self._new_bucket(organisation, category, day)
        if found is None or found[0] in self._tombstones:
            return None
        secret = self._opened(organisation, _BUCKET, found)
        traffic = self._named(organisation, f"traffic/{category}", create=create)
        if traffic is None:
            return None
        key = SealingKey(id=found[0], secret=derive(traffic, "day", organisation, category, day, salt=secret))
        return self._days.put(slot, key, ticket)

    def bucket_id(self, organisation: bytes, category: int, day: str) -> bytes | None:
        """Return the id of a day's bucket, living or destroyed, or None when the day was never opened."""
        return self._shelf.bucket_id(organisation, category, day)

    def destroy_days(self, organisation: bytes, days: Iterable[tuple[int, str]]) -> Destroyed:
        """
        Destroy the secrets of days: leases dropped, shelf, then tombstones. Doing it twice does no harm.

        Returns:
            `final` when no byte is left in the shelf's files, or, of a shelf on a server, when no question gives one back.
            Other processes lend no destroyed key once their leases ran out.
        """
        dead = set(days)
        ids = tuple(
            found
            for category, day in sorted(dead)
            if (found := self.bucket_id(organisation, category, day)) is not None
        )
        self._days.drop(lambda slot: slot[0] == organisation and slot[2:] in dead)
        outcome = self._shelf.destroy(organisation, ids)
        # A thread that opened the key just before the shelf forgot it may hold it again by now.
        self._days.drop(lambda slot: slot[0] == organisation and slot[2:] in dead)
        buried = [key_id for key_id in ids if key_id not in self._tombstones]
        if buried:
            self._tombstones.append(organisation, buried, self._clock.now())
        return Destroyed(final=outcome.final, key_ids=ids, traces=outcome.traces)

    def flush(self) -> bool:
        """Try again to leave no byte of destroyed keys in the shelf's log; tell whether none is left."""
        return self._shelf.flush()

    def marker(self, organisation: bytes, field: int) -> Marker:
        """Lend the marker of a field, by its stable number: for marking many values."""
        slot = (organisation, "mark", field, "")
        held = self._markers.get(slot)
        if held is not None:
            return held
        ticket = self._markers.begin()
        return self._markers.put(slot, Marker(self._derived(organisation, "mark", field)), ticket)

    def mark(self, organisation: bytes, field: int, value: str) -> bytes:
        """Return the 16 bytes by which a value of a field is found again."""
        return self.marker(organisation, field).mark(value)

    def fingerprint(self, organisation: bytes, chunks: Iterable[bytes]) -> bytes:
        """Return 32 bytes that know a file again, read in pieces, and say nothing of it without the key."""
        return marks.fingerprint(self._derived(organisation, "fingerprint", None), chunks)

    def signer(self, organisation: bytes) -> Signer:
        """Lend the signer of an organisation."""
        held = self._signers.get(organisation)
        if held is not None:
            return held
        ticket = self._signers.begin()
        secret = self._named(organisation, _SIGNER, create=True)
        if secret is None:
            raise _gone("signing")
        return self._signers.put(organisation, Signer(secret), ticket)

    def forget(self) -> None:
        """Drop every lease: the next one who wants a key asks the shelf."""
        for leases in (self._days, self._secrets, self._parents, self._markers, self._signers):
            leases.drop()

    def __repr__(self) -> str:
        """Show nothing but what it is."""
        return "<Keyring>"

    def _derived(self, organisation: bytes, label: str, number: int | None) -> Secret:
        """Return the key for one use of an organisation's key."""
        return derive(self._parent(organisation).secret, label, organisation, number)

    def _parent(self, organisation: bytes) -> _Parent:
        """Open an organisation's key, making it first if it never was."""
        held = self._parents.get(organisation)
        if held is not None:
            return held
        ticket = self._parents.begin()
        found = self._shelf.named(organisation, _ORGANISATION)
        if found is None:
            key_id, secret = new_id(), Secret.random()
            found = self._shelf.ensure(
                organisation, _ORGANISATION, key_id, self._wrapped(organisation, _ORGANISATION, key_id, secret)
            )
        if found is None or found[0] in self._tombstones:
            raise _gone("organisation's")
        opened = self._opened(organisation, _ORGANISATION, found)
        wrapping = SealingKey(id=found[0], secret=derive(opened, "wrap", organisation))
        return self._parents.put(organisation, _Parent(opened, wrapping), ticket)

    def _named(self, organisation: bytes, kind: str, *, create: bool) -> Secret | None:
        """Open the one key of a kind."""
        slot = (organisation, kind, 0, "")
        held = self._secrets.get(slot)
        if held is not None:
            return held
        ticket = self._secrets.begin()
        found = self._shelf.named(organisation, kind)
        if found is None and create:
            key_id = new_id()
            found = self._shelf.ensure(
                organisation, kind, key_id, self._wrapped(organisation, kind, key_id, Secret.random())
            )
        if found is None or found[0] in self._tombstones:
            return None
        return self._secrets.put(slot, self._opened(organisation, kind, found), ticket)

    def _new_bucket(self, organisation: bytes, category: int, day: str) -> tuple[bytes, bytes] | None:
        """Put a new secret on the shelf, or find the one another process put there first."""
        key_id = new_id()
        wrapped = self._wrapped(organisation, _BUCKET, key_id, Secret.random())
        return self._shelf.open_bucket(organisation, category, day, key_id, wrapped)

    def _wrapped(self, organisation: bytes, kind: str, key_id: bytes, secret: Secret) -> bytes:
        """Wrap a key under its parent and the epoch."""
        return wrap(
            secret,
            root=self._root,
            parent=self._above(organisation, kind),
            kind=kind,
            organisation=organisation,
            key_id=key_id,
        )

    def _opened(self, organisation: bytes, kind: str, found: tuple[bytes, bytes]) -> Secret:
        """Unwrap a key that the shelf had under an id."""
        return unwrap(
            found[1],
            root=self._root,
            parent=self._above(organisation, kind),
            kind=kind,
            organisation=organisation,
            key_id=found[0],
        )

    def _above(self, organisation: bytes, kind: str) -> SealingKey:
        """Return the cipher a kind of key lies in."""
        return self._root.provider if kind == _ORGANISATION else self._parent(organisation).key


def _gone(which: str) -> KeyGone:
    """Say which key is dead."""
    return KeyGone(f"the {which} key was destroyed", hint="what it sealed cannot be had back")
