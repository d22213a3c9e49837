"""
How keys on the shelf are opened and made: each under the key above it, up to the root.

What is opened is lent for a short lease. A key that was turned over while somebody opened it is opened as it lies there now.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from etanche.clock import Clock
from etanche.errors import Fault
from etanche.keyring.faults import KeyBroken, KeyGone
from etanche.keyring.hearing import Hearing
from etanche.keyring.lease import Leases
from etanche.keyring.parents import ORGANISATION as _ORGANISATION
from etanche.keyring.parents import RETIRING, Parent, opened_parent
from etanche.keyring.ports import Graves, KeyShelf
from etanche.keyring.root import Root
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import unwrap, wrap
from etanche.terms import new_id

_LOOKS = 3

Slot = tuple[bytes, str, int, str]
"""What a lease is held for: organisation, use, number, day."""

_V = TypeVar("_V")


class Opening:
    """What opens and makes keys for one process; `Keyring` is one, and hears of keys destroyed elsewhere."""

    _hearing: Hearing

    def __init__(self, root: Root, shelf: KeyShelf, tombstones: Graves, clock: Clock) -> None:
        """Hold what opens and keeps keys; nothing is opened yet."""
        self._root = root
        self._shelf = shelf
        self._tombstones = tombstones
        self._clock = clock
        self._secrets: Leases[Slot, Secret] = Leases(clock)
        self._parents: Leases[bytes, Parent] = Leases(clock)

    def _lent(self, leases: Leases[Slot, _V], slot: Slot) -> _V | None:
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
            raise gone("organisation's")
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


def gone(which: str) -> KeyGone:
    """Say which key is dead."""
    return KeyGone(f"the {which} key was destroyed", hint="what it sealed cannot be had back")
