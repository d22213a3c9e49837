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
from typing import NamedTuple

from etanche.clock import Clock
from etanche.keyring import marks
from etanche.keyring.daykey import DayKey
from etanche.keyring.derive import derive
from etanche.keyring.hearing import Hearing
from etanche.keyring.lease import Leases
from etanche.keyring.marking import Marking
from etanche.keyring.opening import Slot, gone
from etanche.keyring.parents import ORGANISATION as _ORGANISATION
from etanche.keyring.persons import PersonKeys, Ring
from etanche.keyring.ports import Graves, Holders, KeyShelf
from etanche.keyring.provider import Behind
from etanche.keyring.root import Root
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import Name, guarded_by
from etanche.terms import new_id

_BUCKET = "bucket"


@dataclass(frozen=True, kw_only=True)
class Destroyed:
    """Which keys were destroyed; while it is not `final`, their bytes may still be in the shelf's log: `flush`."""

    final: bool
    key_ids: tuple[bytes, ...]
    traces: bool = False
    """Whether a server may keep their bytes, wrapped, in files of its own, until the root is destroyed."""


class _Bucket(NamedTuple):
    """The secret of a day, opened."""

    id: bytes
    secret: Secret


class Keyring(Marking):
    """The keys of an instance, for one process; safe to share between threads."""

    pseudonym = staticmethod(marks.pseudonym)
    new_salt = staticmethod(marks.new_salt)

    def __init__(
        self, root: Root, shelf: KeyShelf, tombstones: Graves, clock: Clock, holders: Holders | None = None
    ) -> None:
        """Hold what opens and keeps keys; nothing is opened yet. Without `holders` no other process is known of."""
        super().__init__(root, shelf, tombstones, clock)
        self._days: Leases[Slot, DayKey] = Leases(clock)
        self._buckets: Leases[Slot, _Bucket] = Leases(clock)
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

    def day_key(self, organisation: bytes, category: int, day: str, *, create: bool) -> DayKey | None:
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
        key = DayKey(id=found[0], secret=derive(traffic, "day", organisation, category, day, salt=secret))
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

    def guard(self, organisation: bytes) -> Behind:
        """
        Return behind what an organisation's key really lies; no provider is asked, unless two of its kind are there.

        Raises:
            KeyGone: there is no such key any more.
            KeyBroken: it was changed on the shelf.
        """
        found = self._shelf.named(organisation, _ORGANISATION)
        if found is None:
            raise gone("organisation's")
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
        """Hold no key any more, so that nobody waits for this process; none is lent from now on."""
        self._hearing.close()
        self.forget()

    def forget(self) -> None:
        """Drop every lease: the next one who wants a key asks the shelf."""
        for leases in (self._days, self._secrets, self._parents, self._markers, self._signers, self._buckets):
            leases.drop()
        self.persons.forget()

    def __repr__(self) -> str:
        """Show nothing but what it is."""
        return "<Keyring>"

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
