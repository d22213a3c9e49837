"""
Codes that prove a second thing is at hand: a clock that both sides know (TOTP), and ten written down for the day it is lost.

    >>> secret = new_secret()
    >>> accepted = accept(secret, pyotp.TOTP(secret).at(1_000_000_000), at=1_000_000_000, last=None)
    >>> accept(secret, pyotp.TOTP(secret).at(1_000_000_000), at=1_000_000_000, last=accepted) is None
    True

A code works once: the step of the last one is kept, and only later steps are accepted (RFC 6238 §5.2).
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

import pyotp

STEP: Final = 30
"""Seconds for which a code is the code."""

RECOVERY_CODES: Final = 10

_AROUND: Final = (0, -1, 1)
"""Steps beside the present one that count too: clocks differ, and people type slowly."""

_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that can be taken for a digit or another letter."""

_IN_LETTERS: Final = str.maketrans("0123456789abcdef", "abcdefghijklmnop")

_GROUPS, _GROUP = 4, 4
"""Four groups of four signs out of 31: 79 bits, so that a plain digest of one cannot be searched."""


def new_secret() -> str:
    """Return 160 random bits in base 32, as authenticator applications read them (RFC 4226 §4)."""
    return pyotp.random_base32(32)


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address that an authenticator application reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=account, issuer_name=issuer)


def accept(secret: str, code: str, *, at: float, last: int | None) -> int | None:
    """
    Return the step that a code belongs to, which is kept as the last one; none, if it is refused.

    Args:
        secret: what both sides share.
        code: as typed; blanks do not count.
        at: seconds since 1970.
        last: the step of the last code that was accepted.
    """
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    totp = pyotp.TOTP(secret, interval=STEP)
    now = int(at // STEP)
    for step in (now + around for around in _AROUND):
        fits = secrets.compare_digest(totp.at(step * STEP), typed)
        if fits and (last is None or step > last):
            return step
    return None


def new_recovery_codes() -> tuple[str, ...]:
    """Return ten codes to be shown once; each opens once."""
    return tuple("-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES))


def digest_of(code: str) -> str:
    """Return what is kept of a recovery code, however it is typed; in letters, so that it never looks like the number of a card."""
    typed = "".join(sign for sign in code.casefold() if sign in _ALPHABET)
    return hashlib.sha256(b"etanche recovery code\0" + typed.encode()).hexdigest().translate(_IN_LETTERS)


def spend(digests: tuple[str, ...], code: str) -> tuple[str, ...] | None:
    """Return the digests that are left when a code is spent; none, if it is no code of theirs."""
    spent = digest_of(code)
    return tuple(one for one in digests if one != spent) if spent in digests else None


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))
