"""
Nonces that never repeat: random, drawn in bulk, forgotten on fork.

INVARIANT: bytes drawn before a fork are used by the parent alone.
A child that went on with its parent's store would repeat its nonces, and AES-GCM forgives no repetition.
The store is small, so that a machine that is copied while it runs repeats as little as possible.
"""

from __future__ import annotations

import os
import threading

NONCE_BYTES = 12
_DRAWN = 1_024


class Nonces:
    """A store of random nonces, safe to share between threads and across forks."""

    def __init__(self) -> None:
        """Begin empty."""
        self._store: list[bytes] = []
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._forget)

    def one(self) -> bytes:
        """Return a nonce nobody else gets."""
        while True:
            try:
                # One call into the list, so no other thread can take the same one.
                return self._store.pop()
            except IndexError:
                with self._lock:
                    if not self._store:
                        self._store = _draw(_DRAWN)

    def many(self, count: int) -> list[bytes]:
        """Return `count` nonces nobody else gets."""
        return _draw(count)

    def _forget(self) -> None:
        """Begin again in a child, whose parent keeps what was drawn."""
        self._lock = threading.Lock()
        self._store = []


def _draw(count: int) -> list[bytes]:
    """Draw nonces from the machine's generator in one call."""
    drawn = os.urandom(count * NONCE_BYTES)
    return [drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES)]


nonces = Nonces()
