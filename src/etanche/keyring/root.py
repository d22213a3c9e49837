"""
The root of all keys: epoch roots, ours, and the provider's key, inside which an organisation's key lies.

What lies on the shelf opens only with both. An epoch root can be destroyed, and with it every copy of the shelf
made under it; that is why a root is never stored with a snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from etanche.keyring.faults import KeyGone
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret


class Root:
    """Opened roots, in memory; they show nothing of themselves."""

    __slots__ = ("_epochs", "epoch", "provider")

    def __init__(self, *, epochs: Mapping[int, Secret], provider: Secret) -> None:
        """
        Hold the keys of the epochs not yet over and of the provider.

        Args:
            epochs: by number; the highest wraps, all of them unwrap.
            provider: the key organisations' keys lie in.
        """
        self._epochs = {number: SealingKey(id=_epoch_id(number), secret=key) for number, key in epochs.items()}
        self.epoch = max(self._epochs)
        self.provider = SealingKey(id=b"provider", secret=provider)

    def shelf_key(self, epoch: int) -> SealingKey:
        """
        Return the key of an epoch.

        Raises:
            KeyGone: its root was destroyed, or never was.
        """
        found = self._epochs.get(epoch)
        if found is None:
            raise KeyGone(
                f"the root of epoch {epoch} is gone, and with it the keys wrapped under it",
                hint="an old shelf cannot be put back; restore against the current one",
            )
        return found

    def __repr__(self) -> str:
        """Show the number of the epoch."""
        return f"<Root epoch {self.epoch}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a root is not pickled")


class MemoryRoot(Root):
    """A root for a sandbox: random, never on any disk, gone with the process."""

    def __init__(self) -> None:
        """Make both keys."""
        super().__init__(epochs={1: Secret.random()}, provider=Secret.random())


def _epoch_id(number: int) -> bytes:
    """Return the id an epoch's key shows."""
    return b"epoch-%d" % number
