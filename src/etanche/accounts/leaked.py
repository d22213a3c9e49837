"""
Whether a password is among those known to have leaked, looked up without asking anybody.

Two lists, both on this machine: the thirty thousand most common ones, which come with zxcvbn; and, if the operator keeps
one, a file of SHA-1 digests in order, as Have I Been Pwned gives them out (`HASH:COUNT` lines). The file is searched by
halves, so that its size does not matter: forty gigabytes are some forty small readings. A file that cannot be searched lets no
password through: nobody takes one until it can.

    >>> Leaked().has("password123")
    True
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from etanche.errors import OutOfReach

_DIGITS: Final = 40
"""Hexadecimal digits of a SHA-1 digest."""

_LONGEST_LINE: Final = 128

_LOOKED_AT: Final = 64
"""So many places of a file are looked at to know whether it is in order: each has to be found again."""


class LeakedUnreadable(OutOfReach):
    """The list of leaked passwords cannot be read, or not searched; no password is taken until it can."""

    def __init__(self, why: str) -> None:
        """Say why."""
        super().__init__(
            f"the list of leaked passwords {why}", hint="see `leaked` in the section `[accounts]` of `instance.toml`"
        )


@dataclass(frozen=True, kw_only=True)
class Leaked:
    """The lists that a password is looked for in."""

    file: Path | None = None
    """A file of digests in ascending order, one a line."""

    def has(self, password: str) -> bool:
        """
        Tell whether a password has leaked; upper case makes no new password of a common one.

        Raises:
            LeakedUnreadable: the file is not such a list, or cannot be read.
        """
        if password in _common() or password.casefold() in _common():
            return True
        # The list is made of SHA-1 digests; it protects nothing here.
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
        return self.file is not None and _within(self.file, lambda listed: _found(listed, wanted))

    def require(self) -> None:
        """
        Go on only with a file that can be searched: of digests, in order, as far as some places of it show.

        Raises:
            LeakedUnreadable: it cannot be.
        """
        if self.file is not None and not _within(self.file, _in_order):
            raise LeakedUnreadable("is not one of SHA-1 digests in order")


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def _within(file: Path, look: Callable[[BinaryIO], bool]) -> bool:
    try:
        with file.open("rb") as listed:
            return look(listed)
    except OSError as error:
        raise LeakedUnreadable("cannot be read") from error


def _in_order(listed: BinaryIO) -> bool:
    """Tell whether the digests at some places of a file, the first and the last among them, are found by a search."""
    size = listed.seek(0, os.SEEK_END)
    places = {max(size * part // _LOOKED_AT - 2 * _LONGEST_LINE, 0) for part in range(_LOOKED_AT + 1)}
    shown = [_first(listed)]
    for place in sorted(places):
        listed.seek(place)
        listed.readline(_LONGEST_LINE)
        while (line := listed.readline(_LONGEST_LINE)) and listed.tell() <= place + 2 * _LONGEST_LINE:
            shown.append(line[:_DIGITS].upper().strip())
    return all(_is_digest(one) and _found(listed, one) for one in shown)


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
    if first and not _is_digest(first):
        raise LeakedUnreadable("is not one of SHA-1 digests in order")
    return first


def _is_digest(line: bytes) -> bool:
    return len(line) == _DIGITS and not line.strip(b"0123456789ABCDEF")
