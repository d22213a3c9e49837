"""
How hard a password is to guess: E = L · log2(N) bits, for L signs taken among N (CNIL 2022-100, annex).

    >>> int(entropy(14, signs_of((), counted=62)))
    83
"""

from __future__ import annotations

from collections.abc import Collection
from math import log2
from typing import Final

from etanche.charter.kinds import SignClass

SIGNS: Final = {SignClass.LOWER: 26, SignClass.UPPER: 26, SignClass.DIGIT: 10, SignClass.OTHER: 28}
"""How many signs of each class a keyboard has."""


def entropy(length: int, signs: int) -> float:
    """Return how many bits a password of so many signs can have."""
    return length * log2(signs)


def signs_of(classes: Collection[SignClass], *, counted: int) -> int:
    """Return among how many signs the characters are taken where one of each class is asked for; without classes, `counted`."""
    return sum(SIGNS[kind] for kind in classes) or counted
