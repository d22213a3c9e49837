"""
Links that are mailed: each says for which act and account it is, until when, and works once.

    >>> link = make(Act.RESET_PASSWORD, account, state=b"as it is", until=now + HOUR, sign=sign)
    >>> read(link, Act.RESET_PASSWORD, now=now, sign=sign).account == account
    True

Nothing is kept of a link. It carries a digest of the state that using it changes (the hash of the password, the address), so
that after its first use, or after the same thing was done by another way, it is no link any more.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from secrets import compare_digest
from typing import Final

from etanche.errors import Refused

Sign = Callable[[bytes], bytes]
"""A keyed mark of some bytes, which nobody can make without the instance's key."""

_VERSION: Final = 1
_ACCOUNT: Final = 16
_STATE: Final = 16
_MOMENT: Final = 6
_BODY: Final = 2 + _MOMENT + _ACCOUNT + _STATE
_LONGEST: Final = 200


class Act(IntEnum):
    """What a link is for; one made for one act is none for another."""

    CONFIRM_ADDRESS = 1
    RESET_PASSWORD = 2
    CHANGE_ADDRESS = 3
    INVITATION = 4
    IDENTITY = 5
    CERTIFICATE = 6
    PROVED = 7


class LinkRefused(Refused):
    """The link was not made here, is for something else, too old, or was used: which of these is not told."""


@dataclass(frozen=True)
class Link:
    """A link that was made here and is not too old; whether it was used, `unused` tells."""

    account: bytes
    _state: bytes

    def unused(self, state: bytes) -> Link:
        """
        Return the link itself, if what it is to change is still as it was when it was made.

        Raises:
            LinkRefused: it was changed since.
        """
        if not compare_digest(self._state, _digest(state)):
            raise _refused()
        return self


def make(act: Act, account: bytes, *, state: bytes, until: datetime, sign: Sign) -> str:
    """
    Return a link's word, to be put behind an address.

    Args:
        act: what it is for.
        account: the account's id, 16 bytes.
        state: what using it changes, as it is now.
        until: when it stops working.
        sign: marks bytes under the instance's key.
    """
    seconds = int(until.timestamp()).to_bytes(_MOMENT)
    body = bytes([_VERSION, act]) + seconds + account + _digest(state)
    return urlsafe_b64encode(body + sign(body)).decode().rstrip("=")


def read(word: str, act: Act, *, now: datetime, sign: Sign) -> Link:
    """
    Return what a link's word says.

    Raises:
        LinkRefused: as its name says.
    """
    if len(word) > _LONGEST or not word.isascii():
        raise _refused()
    try:
        held = urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except (NotBase64, ValueError):
        raise _refused() from None
    body, mark = held[:_BODY], held[_BODY:]
    if len(body) != _BODY or not compare_digest(sign(body), mark) or body[:2] != bytes([_VERSION, act]):
        raise _refused()
    until = datetime.fromtimestamp(int.from_bytes(body[2 : 2 + _MOMENT]), UTC)
    if until <= now:
        raise _refused()
    account = body[2 + _MOMENT : 2 + _MOMENT + _ACCOUNT]
    return Link(account, body[-_STATE:])


def _digest(state: bytes) -> bytes:
    return hashlib.blake2b(state, digest_size=_STATE, person=b"etanche link").digest()


def _refused() -> LinkRefused:
    return LinkRefused("this link does not work, or not any more", hint="ask for another one")
