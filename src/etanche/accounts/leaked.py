"""
Whether a password is among those known to have leaked, looked up without asking anybody.

Two lists, both on this machine: the thirty thousand most common ones, which come with zxcvbn; and, if the operator keeps
one, a file of SHA-1 digests in order, as Have I Been Pwned gives them out (`HASH:COUNT` lines). The file is searched by
halves, so that its size does not matter: forty gigabytes are some forty small readings.

    >>> Leaked().has("password123")
    True
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from etanche.errors import Unreadable

_DIGITS: Final = 40
"""Hexadecimal digits of a SHA-1 digest."""

_LONGEST_LINE: Final = 128


@dataclass(frozen=True, kw_only=True)
class Leaked:
    """The lists that a password is looked for in."""

    file: Path | None = None
    """A file of digests in ascending order, one a line."""

    def has(self, password: str) -> bool:
        """
        Tell whether a password has leaked; upper case makes no new password of a common one.

        Raises:
            Unreadable: the file is not such a list, or cannot be read.
        """
        if password in _common() or password.casefold() in _common():
            return True
        return self.file is not None and _listed(self.file, password)


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def _listed(file: Path, password: str) -> bool:
    # The list is made of SHA-1 digests; it protects nothing here.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    try:
        with file.open("rb") as listed:
            return _found(listed, wanted)
    except OSError as error:
        raise Unreadable(
            "the list of leaked passwords cannot be read", hint="see `leaked-passwords` in instance.toml"
        ) from error


def _found(listed: BinaryIO, wanted: bytes) -> bool:
    """Search by halves: at any place of the file, the next whole line tells on which side to go on."""
    low, high = 0, listed.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        listed.seek(middle)
        if middle:
            listed.readline(_LONGEST_LINE)
        digest = listed.readline(_LONGEST_LINE)[:_DIGITS].upper()
        if not digest or digest > wanted:
            high = middle
        elif digest < wanted:
            low = middle + 1
        else:
            return True
    return _first(listed) == wanted


def _first(listed: BinaryIO) -> bytes:
    """Return the digest on the first line, which no search from the middle of a line can meet."""
    listed.seek(0)
    first = listed.readline(_LONGEST_LINE)[:_DIGITS].upper()
    if first and (len(first) != _DIGITS or first.strip(b"0123456789ABCDEF")):
        raise Unreadable("the list of leaked passwords is not one of SHA-1 digests in order")
    return first
