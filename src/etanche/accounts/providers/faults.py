"""
What can go wrong when somebody comes in by a provider.
"""

from __future__ import annotations

from etanche.errors import NotFound, OutOfReach, Refused


class ProviderRefused(Refused):
    """The provider, or the person there, said no."""


class ProviderUnbelieved(Refused):
    """What came back from a provider is not for us, not from it, not of this login, or too old."""


class ProviderOutOfReach(OutOfReach):
    """A provider cannot be had, or does not answer as one."""


class StrangeKey(ProviderUnbelieved):
    """A token names a key that the provider did not publish when it was last asked; it may have a new one."""


class LinkedElsewhere(Refused):
    """Somebody at a provider is another account already."""

    http_status = 409


class NoSuchProvider(NotFound):
    """The charter has no such provider, or the settings do not say what we are to it."""


class NoAccountYet(Refused):
    """Nobody is linked with that account at the provider, and none can be opened that way."""


class LastWayIn(Refused):
    """Without this provider nobody could come into the account any more."""

    http_status = 409
