"""
Public keys as others read them: PEM (RFC 8410: Ed25519 in SubjectPublicKeyInfo), and a fingerprint that can be read aloud.

The fingerprint is SHA-256 of the DER form, so that `openssl pkey -pubin -in key.pem -outform DER | sha256sum` gives it too.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final

from etanche.errors import Unreadable

_ED25519: Final = bytes.fromhex("302a300506032b6570032100")
_LENGTH: Final = 32
_PEM: Final = re.compile(r"-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s+-----END PUBLIC KEY-----")
_HEX: Final = re.compile(r"[0-9a-f]{64}")


class PublicKeyUnreadable(Unreadable):
    """A text is neither a public key of an instance nor the fingerprint of one."""


def pem_of(public: bytes) -> str:
    """
    Return a public key as PEM.

    Raises:
        ValueError: it is not 32 bytes long.
    """
    if len(public) != _LENGTH:
        raise ValueError("an Ed25519 public key has 32 bytes")
    return f"-----BEGIN PUBLIC KEY-----\n{b64encode(_ED25519 + public).decode('ascii')}\n-----END PUBLIC KEY-----\n"


def fingerprint_of(public: bytes) -> str:
    """Return the fingerprint of a public key, 64 hex digits."""
    return sha256(_ED25519 + public).hexdigest()


def read_fingerprint(text: str) -> str:
    """
    Return the fingerprint that a text gives, or that of the public key (PEM) in it.

    Raises:
        PublicKeyUnreadable: it is neither.
    """
    bare = re.sub(r"[\s:]", "", text).lower()
    if _HEX.fullmatch(bare):
        return bare
    found = _PEM.search(text)
    try:
        der = b64decode(found[1]) if found else b""
    except ValueError:
        der = b""
    if len(der) != len(_ED25519) + _LENGTH or not der.startswith(_ED25519):
        raise PublicKeyUnreadable(
            "this is neither a public key nor the fingerprint of one",
            hint="take the file `/key.pem` of whoever is to be believed, or the 64 digits they publish",
        )
    return fingerprint_of(der[len(_ED25519) :])
