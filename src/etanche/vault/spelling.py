"""
Bytes written with letters alone, for fields that hold ids, digests and keys.

A number of a payment card is looked for wherever somebody could write one, ids and tokens included. Random bytes in hexadecimal
digits look like one now and then, and would be turned away; without digits they never do.

    >>> spelled(bytes.fromhex("00ff10"))
    'aappba'
    >>> unspelled("aappba").hex()
    '00ff10'
"""

from __future__ import annotations

from typing import Final

_DIGITS: Final = "0123456789abcdef"
_LETTERS: Final = "abcdefghijklmnop"
_SPELL: Final = str.maketrans(_DIGITS, _LETTERS)
_READ: Final = str.maketrans(_LETTERS, _DIGITS)


def spelled(data: bytes) -> str:
    """Return bytes as letters from `a` to `p`, two for each."""
    return data.hex().translate(_SPELL)


def unspelled(text: str) -> bytes:
    """
    Return the bytes that some letters spell.

    Raises:
        ValueError: they spell none.
    """
    if text.strip(_LETTERS):
        raise ValueError("letters from a to p")
    return bytes.fromhex(text.translate(_READ))
