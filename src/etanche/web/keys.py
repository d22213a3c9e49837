"""
The organisation's public key as a file that any tool reads (RFC 8410: Ed25519 in SubjectPublicKeyInfo, PEM).

Only bytes are put in order here; keys are made and used in the keyring.
"""

from __future__ import annotations

import base64
from typing import Final

_ED25519: Final = bytes.fromhex("302a300506032b6570032100")
_LENGTH: Final = 32


def pem(public: bytes) -> str:
    """
    Return a public key as PEM.

    Raises:
        ValueError: it is not 32 bytes long.
    """
    if len(public) != _LENGTH:
        raise ValueError("an Ed25519 public key has 32 bytes")
    return f"-----BEGIN PUBLIC KEY-----\n{base64_of(_ED25519 + public)}\n-----END PUBLIC KEY-----\n"


def base64_of(data: bytes) -> str:
    """Return bytes in base64."""
    return base64.b64encode(data).decode("ascii")
