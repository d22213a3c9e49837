"""
Organisations' keys behind a cloud's key service: its key never leaves it, and each use of it is in its own log.

    byte 0 format 3 · 1 byte of length · the name of the service's key · what the service made of it

This room sends nothing: it is handed something that speaks to the service (`KeyService`). What a key is bound to goes
along as the service's own context, as a digest, so that the service's log names neither organisations nor persons.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol

from etanche.keyring.faults import SealBroken
from etanche.keyring.provider import CLOUD_KMS, FORMATS, name_beside

_FORMAT = bytes([FORMATS[CLOUD_KMS]])
_BOUND = "etanche"


class KeyService(Protocol):
    """Speaks to a key service."""

    def encrypt(self, key: str, plain: bytes, context: Mapping[str, str]) -> bytes:
        """
        Return it encrypted under a key of the service.

        Raises:
            OutOfReach: the service cannot be had, or refuses.
        """

    def decrypt(self, key: str, sealed: bytes, context: Mapping[str, str]) -> bytes | None:
        """
        Return what was encrypted under that key with that context, or None when this was not.

        Raises:
            OutOfReach: the service cannot be had, or refuses.
        """


class CloudProvider:
    """A key in a cloud's key service."""

    def __init__(self, service: KeyService, key: str) -> None:
        """Hold what speaks to the service, and the name of the key that seals."""
        self._service = service
        self._name = key

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """
        Seal with the service's key.

        Raises:
            OutOfReach: the service cannot be had, or refuses.
        """
        name = self._name.encode()
        return _FORMAT + bytes([len(name)]) + name + self._service.encrypt(self._name, plain, _context(bound))

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """
        Open with the service's key that sealed it.

        Raises:
            SealBroken: it, or what it is bound to, is not what it was.
            OutOfReach: the service cannot be had, or refuses.
        """
        name = name_beside(sealed)
        rest = sealed[2 + len(name) :]
        if not name or not rest:
            raise SealBroken
        plain = self._service.decrypt(name.decode("utf-8", "replace"), rest, _context(bound))
        if plain is None:
            raise SealBroken
        return plain

    def names(self, sealed: bytes) -> bool:
        """Tell whether the service's key of that name sealed it; the service is not asked."""
        return name_beside(sealed) == self._name.encode()

    def __repr__(self) -> str:
        """Show the name of the key, which is no secret."""
        return f"<CloudProvider {self._name}>"


def _context(bound: bytes) -> Mapping[str, str]:
    """Return what the service binds."""
    return {_BOUND: sha256(bound).hexdigest()}
