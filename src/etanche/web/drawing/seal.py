"""
A ring drawn from a digest: 64 strokes for 64 hex digits, so that two digests look different at a glance.
"""

from __future__ import annotations

from math import cos, pi, sin

DIGITS = 64
_MIDDLE, _INNER, _SHORTEST, _STEP = 60.0, 33.0, 1.5, 1.25


def seal(digest: str) -> str:
    """
    Return the path of the strokes, for a view box of 120 × 120.

    Raises:
        ValueError: the digest is not 64 hex digits.
    """
    if len(digest) != DIGITS:
        raise ValueError("a seal is drawn from 64 hex digits")
    return "".join(_stroke(number, int(digit, 16)) for number, digit in enumerate(digest))


def _stroke(number: int, weight: int) -> str:
    """Return one stroke, clockwise from the bottom; the higher the digit, the longer."""
    angle = pi / 2 - number * 2 * pi / DIGITS
    outer = _INNER + _SHORTEST + weight * _STEP
    (x1, y1), (x2, y2) = ((_MIDDLE + radius * cos(angle), _MIDDLE + radius * sin(angle)) for radius in (_INNER, outer))
    return f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
