"""
Rotation while everything runs: new roots, new organisations' keys, another provider; wrappings are rewritten, data are not.

    1. in a turn alone: the new root is made, durable; from here on every new key is wrapped under it
    2. without any turn: every living key is rewrapped, a page at a time
    3. in a turn alone: the few that are left are rewrapped, then the old roots are destroyed

Killed anywhere, old and new are both there and everything opens; the next rotation goes on from there. A key that was
destroyed meanwhile stays destroyed. A key that does not open stops the rotation: no root is destroyed that something hangs on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from etanche.clock import Clock
from etanche.keyring.faults import KeyBroken
from etanche.keyring.parents import ORGANISATION, RETIRING, SEED, Parent, opened_parent, parent
from etanche.keyring.ports import Burying, Rewritable
from etanche.keyring.provider import FILE
from etanche.keyring.root import Root
from etanche.keyring.secret import Secret
from etanche.keyring.wrapping import Name, broken, guarded_by, head, inner, outer, unwrap, wrap
from etanche.terms import new_id

PAGE = 500
"""So many keys are rewrapped in one transaction: a writer waits a few milliseconds for it."""


@dataclass(frozen=True, kw_only=True)
class Turned:
    """What a rotation did."""

    epoch: int
    """The epoch that wraps now."""

    ended: tuple[int, ...]
    """The epochs, or the generations of the provider's key, whose roots were destroyed."""

    rewrapped: int
    """How many wrappings were rewritten."""


class Rotation:
    """Rotates the keys of a shelf; any process of the instance may, and several at once do no harm."""

    def __init__(
        self, root: Root, shelf: Rewritable, tombstones: Burying, clock: Clock, *, said: Callable[[int], object] = int
    ) -> None:
        """Hold what is rotated; `said` is told now and then how many wrappings were rewritten."""
        self._root = root
        self._shelf = shelf
        self._tombstones = tombstones
        self._clock = clock
        self._said = said
        self._done = 0

    def epoch(self) -> Turned:
        """
        Replace the epoch root: living keys are rewrapped, the old root is destroyed, and with it every old copy of the shelf.

        No provider is asked, unless an organisation's rotation was cut short before.

        Raises:
            KeyBroken, KeyGone: a living key does not open; nothing was destroyed.
            KeysBusy: another process makes keys and does not end.
        """
        return self._turn_over(None)

    def organisation(self, organisation: bytes) -> Turned:
        """
        Replace the key of an organisation, and the epoch root with it: both layers of each of its keys are made anew.

        Raises:
            KeyBroken, KeyGone, KeysBusy: as `epoch`.
            OutOfReach: its provider cannot be had.
        """
        if self._shelf.named(organisation, RETIRING) is not None:
            self._turn_over(None)
        return self._turn_over(organisation)

    def provider(self) -> Turned:
        """
        Seal every organisation's key anew with the provider that is chosen for it; the provider's old keys in files are destroyed.

        Raises:
            KeyBroken, KeyGone, KeysBusy: as `epoch`.
            OutOfReach: a provider cannot be had; nothing was destroyed.
        """
        self._done = 0
        with self._root.alone():
            in_file = self._root.files_used
            if in_file:
                self._root.begin("provider", self._today())
            for organisation in self._shelf.organisations():
                self.reseal(organisation)
            ended = self._root.end("provider", newest=not in_file)
        self._shelf.flush()
        return Turned(epoch=self._root.epoch, ended=ended, rewrapped=self._done)

    def reseal(self, organisation: bytes) -> None:
        """
        Seal an organisation's key anew with the provider that is chosen for it, and destroy nothing; only in a turn alone.

        Raises:
            KeyBroken, KeyGone: it does not open.
            OutOfReach: a provider cannot be had.
        """
        found = self._shelf.of_kind(organisation, ORGANISATION)
        self._replace(organisation, [(*one, self._sealed_anew(organisation, one)) for one in found])

    def _turn_over(self, organisation: bytes | None) -> Turned:
        """Begin an epoch, in which an organisation has another key; rewrap everything; end the epochs before."""
        self._done = 0
        with self._root.alone():
            self._root.begin("epoch", self._today())
            if organisation is not None:
                self._succeed(organisation)
        self._rewrap_all()
        with self._root.alone():
            # Another process may have begun an epoch meanwhile: the newest one counts.
            self._rewrap_all()
            ended = self._root.end("epoch")
            self._retire_all()
            self._finish_provider()
        self._shelf.flush()
        return Turned(epoch=self._root.epoch, ended=ended, rewrapped=self._done)

    def _finish_provider(self) -> None:
        """Finish a rotation of the provider's key in a file that was cut short: seal with the newest, destroy the others."""
        if self._root.generations > 1 and self._root.files_used:
            for organisation in self._shelf.organisations():
                if self._in_file(organisation):
                    self.reseal(organisation)
            self._root.end("provider")

    def _in_file(self, organisation: bytes) -> bool:
        """Tell whether an organisation's key lies behind a provider's key in a file, whatever is chosen for it."""
        found = self._shelf.of_kind(organisation, ORGANISATION)
        names = [(Name(ORGANISATION, organisation, key_id), wrapped) for key_id, wrapped in found]
        return any(guarded_by(wrapped, root=self._root, name=name).kind == FILE for name, wrapped in names)

    def _succeed(self, organisation: bytes) -> None:
        """Put a new organisation's key on the shelf, and keep the first one's secret for what is derived from it."""
        before = self._parent(organisation, ORGANISATION)
        if before is None:
            raise broken(Name(ORGANISATION, organisation, b""))
        key_id, secret = new_id(), Secret.random()
        heirs = [(ORGANISATION, ORGANISATION, key_id, self._wrapped(organisation, ORGANISATION, key_id, secret, None))]
        if self._shelf.named(organisation, SEED) is None:
            seed, above = new_id(), parent(secret, organisation, key_id)
            heirs.append((SEED, SEED, seed, self._wrapped(organisation, SEED, seed, before.secret, above)))
        self._shelf.succeed(organisation, heirs, retiring=(ORGANISATION, RETIRING))

    def _rewrap_all(self) -> None:
        for organisation in self._shelf.organisations():
            above = self._above(organisation)
            after = b""
            while page := self._shelf.page(organisation, after=after, head=head(self._root.epoch), most=PAGE):
                self._replace(
                    organisation,
                    [
                        (key_id, wrapped, self._anew(Name(kind, organisation, key_id), wrapped, above))
                        for key_id, kind, wrapped in page
                    ],
                )
                after = page[-1][0]

    def _above(self, organisation: bytes) -> Sequence[Parent]:
        """Return the organisation's key and the retiring one, when there are two; nothing when one layer is enough."""
        retiring = self._parent(organisation, RETIRING)
        now = self._parent(organisation, ORGANISATION) if retiring is not None else None
        return () if retiring is None or now is None else (now, retiring)

    def _anew(self, name: Name, wrapped: bytes, above: Sequence[Parent]) -> bytes:
        """Return a key in a new outer layer, and in a new inner one when its organisation has two keys."""
        if name.kind == ORGANISATION or not above:
            return outer(inner(wrapped, root=self._root, name=name), root=self._root, name=name)
        for one in above:
            try:
                secret = unwrap(wrapped, root=self._root, parent=one.key, **name._asdict())
            except KeyBroken:
                continue
            return self._wrapped(name.organisation, name.kind, name.key_id, secret, above[0])
        raise broken(name)

    def _retire_all(self) -> None:
        """Destroy the keys of organisations that nothing lies in any more."""
        for organisation in self._shelf.organisations():
            found = self._shelf.named(organisation, RETIRING)
            if found is not None:
                self._shelf.destroy(organisation, [found[0]])
                self._tombstones.append(organisation, [found[0]], self._clock.now())

    def _sealed_anew(self, organisation: bytes, found: tuple[bytes, bytes]) -> bytes:
        secret = opened_parent(self._root, organisation, found).secret
        return self._wrapped(organisation, ORGANISATION, found[0], secret, None)

    def _wrapped(self, organisation: bytes, kind: str, key_id: bytes, secret: Secret, above: Parent | None) -> bytes:
        """Wrap a key under an organisation's, or, without one, under its provider."""
        return wrap(
            secret,
            root=self._root,
            parent=self._root.guards(organisation) if above is None else above.key,
            kind=kind,
            organisation=organisation,
            key_id=key_id,
        )

    def _parent(self, organisation: bytes, name: str) -> Parent | None:
        found = self._shelf.named(organisation, name)
        return None if found is None else opened_parent(self._root, organisation, found)

    def _replace(self, organisation: bytes, changes: Sequence[tuple[bytes, bytes, bytes]]) -> None:
        self._done += self._shelf.rewrap(organisation, changes)
        self._said(self._done)

    def _today(self) -> date:
        return self._clock.now().date()
