"""
Signatures: Ed25519, one key an organisation, over what anybody with the public half may verify;
and quick marks, under a key derived from the same secret, that say to ourselves "this is of our hand".
"""

from __future__ import annotations

import hmac
from hashlib import blake2b
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from etanche.keyring.derive import derive
from etanche.keyring.secret import Secret

HAND_BYTES = 16


class Signer:
    """Signs for one organisation; it shows its public half and nothing else."""

    __slots__ = ("_hand", "_key", "public")

    def __init__(self, secret: Secret) -> None:
        """Prepare the key from its 32 secret bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(secret.reveal())
        self.public = self._key.public_key().public_bytes_raw()
        self._hand = blake2b(key=derive(secret, "hand").reveal(), digest_size=HAND_BYTES, person=b"etanche hand")

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of a signature."""
        return self._key.sign(data)

    def mark(self, data: bytes) -> bytes:
        """Return 16 bytes that only who has the key can make for exactly these bytes: a hundred times cheaper than a signature."""
        hashed = self._hand.copy()
        hashed.update(data)
        return hashed.digest()

    def marked(self, data: bytes, mark: object) -> bool:
        """Tell whether a mark was made here over exactly these bytes; what is no mark is a no."""
        return isinstance(mark, bytes) and hmac.compare_digest(self.mark(data), mark)

    def __repr__(self) -> str:
        """Show the public half."""
        return f"<Signer {self.public.hex()}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be written down."""
        raise TypeError("a signer is not pickled")


def verify(public: bytes, signature: bytes, data: bytes) -> bool:
    """Tell whether the owner of a public half signed exactly these bytes; nonsense is a no."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
