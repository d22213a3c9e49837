"""
What can go wrong with keys; no sentence ever holds a key, a passphrase or a text.
"""

from __future__ import annotations

from etanche.errors import Fault, OutOfReach, Unreadable


class SealBroken(Fault):
    """Sealed bytes, or what they are bound to, were changed, moved or damaged; nothing of them is returned."""

    def __init__(self, position: int | None = None) -> None:
        """Say which of several did not open, counted from 0, when several were opened."""
        super().__init__(
            "sealed bytes do not open: they or what they are bound to were changed",
            hint="restore the data from a backup, and find out who changed them",
        )
        self.position = position


class KeyBroken(Fault):
    """A wrapped key does not open: it was changed, or moved to another name."""


class KeyGone(OutOfReach):
    """A key that was destroyed is asked for; it is never made again."""


class RootOutOfReach(OutOfReach):
    """The root of all keys cannot be had: a wrong passphrase, a missing or an open file."""


class RootBroken(Fault):
    """A file of the root was changed, or is not one."""


class PassphraseUnreadable(Unreadable):
    """A passphrase cannot be taken from where it was said to be."""


class KeysBusy(OutOfReach):
    """Keys are being made or turned over by another process, and it does not end."""


class ProviderMissing(OutOfReach):
    """What guards an organisation's key is not configured."""


class ProviderOutOfReach(OutOfReach):
    """What guards an organisation's key cannot be had, or refuses."""


class KitUnreadable(Unreadable):
    """What was given is no code of a recovery kit."""
