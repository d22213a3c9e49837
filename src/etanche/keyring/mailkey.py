"""
The key that letters are signed with (DKIM, RFC 6376): RSA with 2048 bits, because that is what every reader's server verifies.
"""

from __future__ import annotations

from typing import NoReturn, Self

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from etanche.keyring.faults import KeyBroken

BITS = 2048
_EXPONENT = 65_537


class MailKey:
    """Signs letters; it shows its public half and nothing else."""

    __slots__ = ("_key",)

    def __init__(self, key: RSAPrivateKey) -> None:
        """Keep it."""
        self._key = key

    @classmethod
    def new(cls) -> Self:
        """Make one."""
        return cls(generate_private_key(_EXPONENT, BITS))

    @classmethod
    def read(cls, written: bytes) -> Self:
        """
        Return the key that `reveal` gave.

        Raises:
            KeyBroken: it is none.
        """
        try:
            key = load_der_private_key(written, password=None)
        except ValueError:
            key = None
        if not isinstance(key, RSAPrivateKey):
            raise KeyBroken("the key of the letters was changed", hint="make another one with `etanche mail key`")
        return cls(key)

    def reveal(self) -> bytes:
        """Return the key itself (PKCS #8, DER), to be sealed."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def public(self) -> bytes:
        """Return the public half (SubjectPublicKeyInfo, DER)."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """Return the signature of some bytes (RSASSA-PKCS1-v1_5 over SHA-256): the same bytes have the same one."""
        return self._key.sign(data, PKCS1v15(), SHA256())

    def __repr__(self) -> str:
        """Show nothing."""
        return "<MailKey>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a key is not pickled")
