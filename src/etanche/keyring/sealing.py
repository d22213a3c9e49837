"""
The sealed format, and the key that seals and opens.

    byte 0       the format: 1
    bytes 1-12   the nonce, random
    the rest     AES-256-GCM of the text, its 16 bytes of tag at the end;
                 associated data: what the caller binds (`bind`), as it is

The text is padded by nobody: the length of what is sealed shows. Rolling a row back to its own older
version is not noticed here. Public vectors are in tests/vectors/sealed.txt.

A key seals at most 2³² texts. Nothing counts them: a traffic key serves one day of one category,
and 2³² in a day is fifty thousand a second all day long, several times what one data file takes in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from etanche.keyring.faults import SealBroken
from etanche.keyring.nonces import NONCE_BYTES, nonces
from etanche.keyring.secret import Secret

FORMAT = 1
TAG_BYTES = 16
OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES

_FORMAT = bytes([FORMAT])
_TEXT = 1 + NONCE_BYTES


class SealingKey:
    """A key that seals and opens; it shows its id and nothing else."""

    __slots__ = ("_aead", "id")

    def __init__(self, *, id: bytes, secret: Secret) -> None:  # noqa: A002 - the noun's own attribute
        """Prepare the cipher once: making it costs more than using it."""
        self.id = id
        self._aead = AESGCM(secret.reveal())

    def seal(self, plain: bytes, bound: bytes) -> bytes:
        """Return `plain` sealed; it opens only with the same `bound`."""
        nonce = nonces.one()
        return _FORMAT + nonce + self._aead.encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """
        Return the text.

        Raises:
            SealBroken: a bit of either argument is not what it was, or another key sealed it.
        """
        if len(sealed) < OVERHEAD or sealed[0] != FORMAT:
            raise SealBroken
        try:
            return self._aead.decrypt(sealed[1:_TEXT], sealed[_TEXT:], bound)
        except InvalidTag:
            raise SealBroken from None

    def seal_many(self, texts: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        """Return each (plain, bound) sealed, in order."""
        encrypt = self._aead.encrypt
        return [
            _FORMAT + nonce + encrypt(nonce, plain, bound)
            for nonce, (plain, bound) in zip(nonces.many(len(texts)), texts, strict=True)
        ]

    def __repr__(self) -> str:
        """Show the id."""
        return f"<SealingKey {self.id.hex()}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a key is not pickled")
