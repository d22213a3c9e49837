"""
A secret that never shows itself: not in a message, a traceback with its variables, a log or a pickle.
"""

from __future__ import annotations

import hmac
import os
from typing import NoReturn

KEY_BYTES = 32


class Secret:
    """Bytes that only `reveal` gives."""

    __slots__ = ("_value",)

    def __init__(self, value: bytes) -> None:
        """Keep the bytes."""
        self._value = value

    @classmethod
    def random(cls) -> Secret:
        """Return a new secret of 32 bytes."""
        return cls(os.urandom(KEY_BYTES))

    def reveal(self) -> bytes:
        """Return the bytes; they are used where they are asked for, and kept nowhere."""
        return self._value

    def __repr__(self) -> str:
        """Say that there is a secret, and nothing of it."""
        return "<secret>"

    def __eq__(self, other: object) -> bool:
        """Compare without telling, by the time it takes, where the difference lies."""
        return isinstance(other, Secret) and hmac.compare_digest(self._value, other._value)

    def __hash__(self) -> int:
        """Refuse to be a key of a table: a hash tells something of what is hashed."""
        raise TypeError("a secret is not hashable")

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a secret is not pickled")
