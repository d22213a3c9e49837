"""
What is known of the second factor that a provider asked for: verified, claimed, or unknown.

*Verified* means: the signed token of this very login says which factors were used, or that a way was used that we asked for. It stays the
provider's word, and is shown with its name. *Claimed*: whoever runs this instance says that the provider always asks for one, and the
token does not say so. *Unknown*: nobody says anything; our own second factor is then asked for where one is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_KNOWING: Final = frozenset({"pwd", "pin", "kba"})
_HAVING: Final = frozenset({"otp", "hwk", "swk", "sms", "tel", "sc", "pop"})
_BEING: Final = frozenset({"fpt", "face", "iris", "retina", "vbm"})


class Assurance(StrEnum):
    """How sure we are that a second factor was shown."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a token says of how somebody showed who they are."""

    amr: tuple[str, ...] = ()
    """Ways of authentication (RFC 8176)."""

    acr: str | None = None
    """A class of them, in the provider's words."""


def assurance_of(said: Said, *, asked: tuple[str, ...], claimed: bool) -> Assurance:
    """
    Return how sure we are that a second factor was shown.

    Args:
        said: what the token says.
        asked: the classes that we asked for; another one proves nothing to us.
        claimed: whether the settings say that the provider always asks for a second factor.
    """
    ways = frozenset(said.amr)
    kinds = sum(bool(ways & kind) for kind in (_KNOWING, _HAVING, _BEING))
    if "mfa" in ways or kinds > 1 or (said.acr is not None and said.acr in asked):
        return Assurance.VERIFIED
    return Assurance.CLAIMED if claimed else Assurance.UNKNOWN
