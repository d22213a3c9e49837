"""
What calls to others' programs are signed with (Standard Webhooks 1.0): HMAC-SHA256 under a shared secret, or Ed25519.
"""

from __future__ import annotations

import hmac
import os

from etanche.keyring.secret import KEY_BYTES, Secret
from etanche.keyring.signing import Signer


def new_hook_secret() -> bytes:
    """Return a new secret of 32 random bytes; it serves either way of signing."""
    return os.urandom(KEY_BYTES)


def hook_mark(secret: bytes, signed: bytes) -> bytes:
    """Return the 32 bytes by which whoever shares the secret knows that we wrote this."""
    return hmac.digest(secret, signed, "sha256")


def hook_signer(secret: bytes) -> Signer:
    """Return who signs so that everybody with the public half knows it."""
    return Signer(Secret(secret))
