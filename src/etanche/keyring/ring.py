"""
The ring: finds, makes, lends and destroys the keys of organisations.

    epoch root ▷ provider's key ▷ organisation's key ▷ category's traffic key ┐
                                                     ▷ bucket secret of a day ┴▷ key of that day (derived)

A day's key needs both the long-lived key of its category and the secret of its bucket.
The secret is on the shelf, durable, before the key is lent; when it is destroyed, the day opens no more.
What it does *not* do: decide when a day is due, or know a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from etanche.clock import Clock
from etanche.errors import Fault
from etanche.keyring import marks
from etanche.keyring.derive import derive
from etanche.keyring.faults import KeyBroken, KeyGone
from etanche.keyring.hearing import Hearing
from etanche.keyring.lease import Leases
from etanche.keyring.marks import Marker
from etanche.keyring.parents import ORGANISATION as _ORGANISATION
from etanche.keyring.parents import RETIRING, SEED, Parent, opened_parent
from etanche.keyring.persons import PersonKeys, Ring
from etanche.keyring.ports import Graves, Holders, KeyShelf
from etanche.keyring.root import Root
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret
from etanche.keyring.signing import Signer
from etanche.keyring.wrapping import Name, guarded_by, unwrap, wrap
from etanche.terms import new_id

_SIGNER = "signer"
_BUCKET = "bucket"
_LOOKS = 3

_Slot = tuple[bytes, str, int, str]
"""What a lease is held for: organisation, use, number, day."""


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """Which keys were destroyed; while it is not `final`, their bytes may still be in the shelf's log: `flush`."""

    final: bool
    key_ids: tuple[bytes, ...]
    traces: bool = False
    """Whether a server may keep their bytes, wrapped, in files of its own, until the root is destroyed."""


_V = TypeVar("_V")


class _Bucket(NamedTuple):
    """The secret of a day, opened."""

    id: bytes
    secret: Secret


class Keyring:
    """The keys of an instance, for one process; safe to share between threads."""

    pseudonym = staticmethod(marks.pseudonym)
    new_salt = staticmethod(marks.new_salt)

    def __init__(
        self, root: Root, shelf: KeyShelf, tombstones: Graves, clock: Clock, holders: Holders | None = None
    ) -> None:
        """Hold what opens and keeps keys; nothing is opened yet. Without `holders` no other process is known of."""
        self._root = root
        self._shelf = shelf
        self._tombstones = tombstones
        self._clock = clock
        self._days: Leases[_Slot, SealingKey] = Leases(clock)
        self._secrets: Leases[_Slot, Secret] = Leases(clock)
        self._parents: Leases[bytes, Parent] = Leases(clock)
        self._markers: Leases[_Slot, Marker] = Leases(clock)
        self._signers: Leases[bytes, Signer] = Leases(clock)
        self._buckets: Leases[_Slot, _Bucket] = Leases(clock)
        ring = Ring(
            wrapped=self._wrapped, opened=self._opened, bucket=self._bucket, making=self._making, heard=self._heard
        )
        self.persons = PersonKeys(ring, shelf, tombstones, clock)
        self._hearing = Hearing(tombstones, holders, [self._days, self._buckets, self.persons])

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
        held = self._lent(self._days, slot)
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
        self._drop_days(organisation, dead)
        outcome = self._shelf.destroy(organisation, ids)
        # A thread that opened the key just before the shelf forgot it may hold it again by now.
        self._drop_days(organisation, dead)
        buried = [key_id for key_id in ids if key_id not in self._tombstones]
        if buried:
            self._tombstones.append(organisation, buried, self._clock.now())
        return Destroyed(final=outcome.final, key_ids=ids, traces=outcome.traces)

    def open_bucket(self, organisation: bytes, category: int, day: str) -> bool:
        """Make sure a day has its secret, durable on return; return whether it has one: a destroyed day has none."""
        return self._bucket(organisation, category, day) is not None or (
            self._new_bucket(organisation, category, day) is not None
            and self._bucket(organisation, category, day) is not None
        )

    def salt(self, organisation: bytes, field: int, first: str, *, create: bool) -> bytes | None:
        """
        Return the salt of pseudonyms of a field, by its stable number, for the time that begins on a day.

        Every process gets the same one. `create` makes one for a time that never had one; it is durable on return.

        Returns:
            None when it was destroyed, or never was and is not to be.
        """
        held = self._bucket(organisation, -field, first)
        if held is None and create and self._new_bucket(organisation, -field, first) is not None:
            held = self._bucket(organisation, -field, first)
        return None if held is None else derive(held, "salt", organisation, field, first).reveal()

    def destroy_salts(self, organisation: bytes, salts: Iterable[tuple[int, str]]) -> Destroyed:
        """Destroy the salts of (field, first day of their time) as `destroy_days` does the secrets of days."""
        return self.destroy_days(organisation, [(-field, first) for field, first in salts])

    def flush(self) -> bool:
        """Try again to leave no byte of destroyed keys in the shelf's log; tell whether none is left."""
        return self._shelf.flush()

    def marker(self, organisation: bytes, field: int) -> Marker:
        """Lend the marker of a field, by its stable number: for marking many values."""
        slot = (organisation, "mark", field, "")
        held = self._lent(self._markers, slot)
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

    def guard(self, organisation: bytes) -> str:
        """
        Return the kind of the provider in which an organisation's key really lies; no provider is asked.

        Raises:
            KeyGone: there is no such key any more.
            KeyBroken: it was changed on the shelf.
        """
        found = self._shelf.named(organisation, _ORGANISATION)
        if found is None:
            raise _gone("organisation's")
        return guarded_by(found[1], root=self._root, name=Name(_ORGANISATION, organisation, found[0]))

    def hear(self) -> None:
        """
        Let go of every key that another process destroyed, and say so to whoever waits for it.

        Done each time a key is lent; a process that lends none for a while has to call it now and then.
        """
        self._hearing.hear()

    def settled(self) -> bool:
        """
        Wait until no process lends what was destroyed until now, so that it may be called erased.

        Returns:
            whether every process said so; else their leases ran out, which comes to the same.
        """
        return self._hearing.settled()

    def close(self) -> None:
        """Hold no key any more, so that nobody waits for this process."""
        self.forget()
        self._hearing.close()

    def forget(self) -> None:
        """Drop every lease: the next one who wants a key asks the shelf."""
        for leases in (self._days, self._secrets, self._parents, self._markers, self._signers, self._buckets):
            leases.drop()
        self.persons.forget()

    def __repr__(self) -> str:
        """Show nothing but what it is."""
        return "<Keyring>"

    def _derived(self, organisation: bytes, label: str, number: int | None) -> Secret:
        """Return the key for one use of an organisation's key."""
        # The organisation's key first: one that was replaced left its secret as a seed in the same moment.
        secret = self._parent(organisation).secret
        seed = self._named(organisation, SEED, create=False)
        return derive(seed or secret, label, organisation, number)

    def _lent(self, leases: Leases[_Slot, _V], slot: _Slot) -> _V | None:
        """
        Return what is held, as long as the organisation's own key may be used.

        So a provider that is taken away takes everything below it along, within the lease of the organisation's key.
        """
        self._hearing.hear()
        held = leases.get(slot)
        if held is not None:
            self._parent(slot[0])
        return held

    @contextmanager
    def _making(self, organisation: bytes) -> Iterator[None]:
        """Hold a turn in which keys of an organisation are wrapped and put on the shelf; many may in one turn."""
        with self._root.creating():
            held = self._parents.get(organisation)
            now = self._shelf.named(organisation, _ORGANISATION)
            if held is not None and now is not None and held.key.id != now[0]:
                self._parents.drop(lambda key: key == organisation)
            yield

    def _parent(self, organisation: bytes) -> Parent:
        """Open an organisation's key, making it first if it never was."""
        held = self._parents.get(organisation)
        if held is not None:
            return held
        ticket = self._parents.begin()
        found = self._shelf.named(organisation, _ORGANISATION)
        if found is not None and found[0] in self._tombstones:
            # It may have been replaced since, in another process.
            found = self._shelf.named(organisation, _ORGANISATION)
        if found is None:
            key_id, secret = new_id(), Secret.random()
            with self._root.creating():
                found = self._shelf.ensure(
                    organisation, _ORGANISATION, key_id, self._wrapped(organisation, _ORGANISATION, key_id, secret)
                )
        if found is None or found[0] in self._tombstones:
            raise _gone("organisation's")
        self._root.renew()
        return self._parents.put(organisation, opened_parent(self._root, organisation, found), ticket)

    def _named(self, organisation: bytes, kind: str, *, create: bool) -> Secret | None:
        """Open the one key of a kind."""
        slot = (organisation, kind, 0, "")
        held = self._lent(self._secrets, slot)
        if held is not None:
            return held
        ticket = self._secrets.begin()
        found = self._shelf.named(organisation, kind)
        if found is None and create:
            key_id = new_id()
            with self._making(organisation):
                found = self._shelf.ensure(
                    organisation, kind, key_id, self._wrapped(organisation, kind, key_id, Secret.random())
                )
        if found is None or found[0] in self._tombstones:
            return None
        return self._secrets.put(slot, self._opened(organisation, kind, found), ticket)

    def _drop_days(self, organisation: bytes, dead: set[tuple[int, str]]) -> None:
        """Let go of all that needs the secrets of some days."""
        for leases in (self._days, self._buckets):
            leases.drop(lambda slot: slot[0] == organisation and slot[2:] in dead)
        self.persons.drop_days(organisation, dead)

    def _bucket(self, organisation: bytes, category: int, day: str) -> Secret | None:
        """Open the secret of a living day."""
        slot = (organisation, _BUCKET, category, day)
        held = self._lent(self._buckets, slot)
        if held is not None:
            return held.secret
        ticket = self._buckets.begin()
        found = self._shelf.bucket(organisation, category, day)
        if found is None or found[0] in self._tombstones:
            return None
        opened = _Bucket(found[0], self._opened(organisation, _BUCKET, found))
        return self._buckets.put(slot, opened, ticket).secret

    def _heard(self, organisation: bytes) -> None:
        """Let go of what was destroyed elsewhere, and of everything if the organisation's own key may not be used."""
        self._hearing.hear()
        self._parent(organisation)

    def _new_bucket(self, organisation: bytes, category: int, day: str) -> tuple[bytes, bytes] | None:
        """Put a new secret on the shelf, or find the one another process put there first."""
        key_id = new_id()
        with self._making(organisation):
            wrapped = self._wrapped(organisation, _BUCKET, key_id, Secret.random())
            return self._shelf.open_bucket(organisation, category, day, key_id, wrapped)

    def _wrapped(self, organisation: bytes, kind: str, key_id: bytes, secret: Secret) -> bytes:
        """Wrap a key under its parent and the epoch; only while it is being made (`_making`)."""
        if not self._root.turning:
            raise Fault("a key is wrapped outside of a turn: it could be lost with an old root", hint="report this")
        return wrap(
            secret,
            root=self._root,
            parent=self._root.guards(organisation) if kind == _ORGANISATION else self._parent(organisation).key,
            kind=kind,
            organisation=organisation,
            key_id=key_id,
        )

    def _opened(self, organisation: bytes, kind: str, found: tuple[bytes, bytes]) -> Secret:
        """Unwrap a key that the shelf had under an id; if it was turned over meanwhile, as it lies there now."""
        key_id, wrapped = found
        try:
            return self._unwrapped(organisation, kind, found, self._parent(organisation))
        except (KeyBroken, KeyGone) as error:
            for _ in range(_LOOKS):
                self._parents.drop(lambda key: key == organisation)
                now = self._shelf.get(organisation, key_id) or wrapped
                for above in self._parents_now(organisation):
                    with suppress(KeyBroken, KeyGone):
                        return self._unwrapped(organisation, kind, (key_id, now), above)
                if now == wrapped:
                    break
                wrapped = now
            raise error from None

    def _parents_now(self, organisation: bytes) -> Iterator[Parent]:
        """Yield the organisation's key, and the one before it while that is being replaced."""
        yield self._parent(organisation)
        retiring = self._shelf.named(organisation, RETIRING)
        if retiring is not None:
            yield opened_parent(self._root, organisation, retiring)

    def _unwrapped(self, organisation: bytes, kind: str, found: tuple[bytes, bytes], above: Parent) -> Secret:
        return unwrap(
            found[1], root=self._root, parent=above.key, kind=kind, organisation=organisation, key_id=found[0]
        )


def _gone(which: str) -> KeyGone:
    """Say which key is dead."""
    return KeyGone(f"the {which} key was destroyed", hint="what it sealed cannot be had back")
