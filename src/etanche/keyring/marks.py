"""
Keyed one-way marks: how a value is found again without being kept.

They are equal for equal values, and say nothing to whoever has not the key.
What they do *not* do: hide that two records carry the same value.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import blake2b, sha256

from etanche.keyring.secret import KEY_BYTES, Secret

MARK_BYTES = 16
FINGERPRINT_BYTES = 32
_PSEUDONYM_BYTES = 8


class Marker:
    """Marks the values of one field; prepared once, because preparing costs more than marking."""

    __slots__ = ("_prepared",)

    def __init__(self, secret: Secret) -> None:
        """Prepare the hash with its key."""
        self._prepared = blake2b(key=secret.reveal(), digest_size=MARK_BYTES, person=b"etanche mark")

    def mark(self, value: str) -> bytes:
        """Return the 16 bytes a value leaves."""
        hashed = self._prepared.copy()
        hashed.update(_bytes(value))
        return hashed.digest()

    def __repr__(self) -> str:
        """Show nothing."""
        return "<Marker>"


def fingerprint(secret: Secret, chunks: Iterable[bytes]) -> bytes:
    """Return 32 bytes that know a long text again, read in pieces."""
    hashed = blake2b(key=secret.reveal(), digest_size=FINGERPRINT_BYTES, person=b"etanche file")
    for chunk in chunks:
        hashed.update(chunk)
    return hashed.digest()


def sign(secret: Secret, body: bytes) -> bytes:
    """Return 32 bytes that nobody can put behind a text who has not the key: what comes back with them was made here."""
    return blake2b(body, key=secret.reveal(), digest_size=FINGERPRINT_BYTES, person=b"etanche made").digest()


def new_salt() -> bytes:
    """Return a salt for pseudonyms of days that are over already; it is held in memory only."""
    return os.urandom(KEY_BYTES)


def pseudonym(salt: bytes, value: str) -> str:
    """Return 16 hexadecimal digits that stand for a value as long as its salt is known."""
    return blake2b(_bytes(value), key=salt, digest_size=_PSEUDONYM_BYTES, person=b"etanche pseudo").hexdigest()


def digest(data: bytes) -> bytes:
    """Return the SHA-256 of some bytes, for chains that anybody may verify."""
    return sha256(data).digest()


def digest_of(chunks: Iterable[bytes]) -> bytes:
    """Return the SHA-256 of bytes that come in pieces."""
    hashed = sha256()
    for chunk in chunks:
        hashed.update(chunk)
    return hashed.digest()


def _bytes(value: str) -> bytes:
    """Write a value as bytes; even one that is not well-formed text gets its own."""
    return value.encode("utf-8", "surrogatepass")
