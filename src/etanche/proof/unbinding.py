"""
Keys that bind nothing, for saboteurs: what they seal opens wherever it is carried.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from etanche.keyring import DayKey, Keyring, PersonKeys, SealingKey, Slot
from etanche.proof.bench import Bench
from etanche.proof.drills.saboteur import with_vault
from etanche.proof.persons.tools import with_person_keys
from etanche.proof.sandbox import Sandbox


class _Unbinding:
    """What seals without binding anything, with a real key inside."""

    __slots__ = ()
    _inner: SealingKey

    def seal(self, plain: bytes, bound: bytes) -> bytes:  # noqa: ARG002  # that is the sabotage
        """Seal, whatever should be bound."""
        return self._inner.seal(plain, b"")

    def open(self, sealed: bytes, bound: bytes) -> bytes:  # noqa: ARG002  # that is the sabotage
        """Open, whatever should be bound."""
        return self._inner.open(sealed, b"")

    def seal_many(self, texts: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Seal several, whatever should be bound."""
        return self._inner.seal_many([(plain, b"") for plain, _ in texts])


class UnboundKey(_Unbinding, SealingKey):
    """A key that seals without binding anything."""

    __slots__ = ("_inner",)

    def __init__(self, inner: SealingKey) -> None:
        """Wrap a real key."""
        self._inner = inner
        self.id = inner.id


class UnboundDay(_Unbinding, DayKey):
    """The key of a day that does; it marks as the real one."""

    __slots__ = ("_inner",)

    def __init__(self, inner: DayKey) -> None:
        """Wrap a real key."""
        self._inner = inner
        self.id, self.marker = inner.id, inner.marker


class UnboundKeys(PersonKeys):
    """Keys of persons that bind nothing."""

    def lend(self, organisation: bytes, slots: Iterable[Slot]) -> dict[Slot, SealingKey]:
        """Lend keys that bind nothing."""
        return {slot: UnboundKey(key) for slot, key in super().lend(organisation, slots).items()}


class UnbindingKeyring(Keyring):
    """A keyring that lends keys which bind nothing."""

    def day_key(self, organisation: bytes, category: int, day: str, *, create: bool) -> DayKey | None:
        """Lend a key that binds nothing."""
        key = super().day_key(organisation, category, day, create=create)
        return None if key is None else UnboundDay(key)


def unbind(sandbox: Sandbox) -> None:
    """Seal with keys that bind nothing."""

    def change(bench: Bench) -> Bench:
        keyring = UnbindingKeyring(sandbox.root, bench.shelf, bench.tombstones, bench.clock)
        return with_vault(bench, keyring=with_person_keys(keyring, UnboundKeys))

    sandbox.swap(change)
