"""
Hashes of passwords: Argon2id, slow to compute and hungry for memory (RFC 9106), with the settings kept in the hash.

    >>> hasher = Hasher(CHEAP)
    >>> hasher.fits(hasher.hash("a password of mine"), "a password of mine")
    True

A hash that was made with other settings than today's still fits, and says that it wants to be made anew.
Whoever has no password, or no account, is compared with a hash nobody's password fits: it takes as long.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from etanche.accounts.passwords import canonical


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one hash costs whoever computes it."""

    memory: int
    """Kibibytes."""

    passes: int
    lanes: int


STRONG: Final = Cost(memory=64 * 1024, passes=3, lanes=4)
"""RFC 9106 §4, second recommended option: what an instance uses."""

CHEAP: Final = Cost(memory=8, passes=1, lanes=1)
"""The least that Argon2 computes. For tests only; a test holds that nothing of an instance uses it."""


class Hasher:
    """Makes and compares hashes of passwords at one cost."""

    def __init__(self, cost: Cost = STRONG) -> None:
        """Compute at this cost."""
        self.cost = cost
        self._argon2 = PasswordHasher(
            time_cost=cost.passes,
            memory_cost=cost.memory,
            parallelism=cost.lanes,
            hash_len=32,
            salt_len=16,
            type=Type.ID,
        )

    def hash(self, password: str) -> str:
        """Return a hash with a salt of its own, in the form that Argon2 gives it."""
        return self._argon2.hash(canonical(password))

    def fits(self, known: str | None, password: str) -> bool:
        """
        Tell whether a password is the one of a hash; without a hash it is not, and telling takes as long.

        A hash that cannot be read fits nothing.
        """
        try:
            self._argon2.verify(known or self._nobodys, canonical(password))
        except (VerificationError, InvalidHashError):
            return False
        return bool(known)

    def outdated(self, known: str) -> bool:
        """Tell whether a hash was made at another cost than today's."""
        return self._argon2.check_needs_rehash(known)

    @cached_property
    def _nobodys(self) -> str:
        """A hash of what nobody knows."""
        return self._argon2.hash(token_hex(32))
