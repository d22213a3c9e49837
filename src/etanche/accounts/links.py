"""
Links that are mailed: each says for which act and account it is, until when, and works once.

    >>> link = make(Act.RESET_PASSWORD, account, state=b"as it is", until=now + HOUR, sign=sign)
    >>> read(link, Act.RESET_PASSWORD, now=now, sign=sign).account == account
    True

Nothing is kept of a link that changes an account. It carries a digest of the state that using it changes (the hash of the password,
the address), so that after its first use, or after the same thing was done by another way, it is no link any more. Of one that opens
an account a mark is kept once it was used, until it would have lapsed: the account can be gone before (`used`).
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
from etanche.keyring import SealBroken, SealingKey, bind

Sign = Callable[[bytes], bytes]
"""A keyed mark of some bytes, which nobody can make without the instance's key."""

_VERSION: Final = 1
_ACCOUNT: Final = 16
_STATE: Final = 16
_MOMENT: Final = 6
_BODY: Final = 2 + _MOMENT + _ACCOUNT + _STATE
_LONGEST: Final = 600
"""Letters of a word: an address of 254, sealed, is the longest that one carries."""

_BOUND: Final = bind("account opening", 1)


class Act(IntEnum):
    """What a link is for; one made for one act is none for another."""

    OPEN_ACCOUNT = 1
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
            raise refused()
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
    body = bytes([_VERSION, act]) + _seconds(until) + account + _digest(state)
    return _word_of(body + sign(body))


def read(word: str, act: Act, *, now: datetime, sign: Sign) -> Link:
    """
    Return what a link's word says.

    Raises:
        LinkRefused: as its name says.
    """
    held = _bytes_of(word)
    body, mark = held[:_BODY], held[_BODY:]
    if len(body) != _BODY or not compare_digest(sign(body), mark) or body[:2] != bytes([_VERSION, act]):
        raise refused()
    _require_time(body[2 : 2 + _MOMENT], now)
    account = body[2 + _MOMENT : 2 + _MOMENT + _ACCOUNT]
    return Link(account, body[-_STATE:])


# — the link that opens an account


def make_opening(email: str, *, until: datetime, key: SealingKey) -> str:
    """
    Return the word of a link that opens an account under an address: it carries the address, sealed, and nothing is kept of it.

    It opens one as long as there is none, and none was opened since it was made: `UsedLinks` remembers that for as long as it works.
    """
    return _word_of(key.seal(_seconds(until) + email.encode(), _BOUND))


def read_opening(word: str, *, now: datetime, key: SealingKey) -> tuple[str, datetime]:
    """
    Return the address that a link was sent to, and until when it works.

    Raises:
        LinkRefused: as its name says; whether there is an account by now, or was one, it does not know.
    """
    try:
        plain = key.open(_bytes_of(word), _BOUND)
    except SealBroken:
        raise refused() from None
    return plain[_MOMENT:].decode(), _require_time(plain[:_MOMENT], now)


# — inside


def _word_of(held: bytes) -> str:
    return urlsafe_b64encode(held).decode().rstrip("=")


def _bytes_of(word: str) -> bytes:
    """Return what a word carries, whoever made it."""
    if len(word) > _LONGEST or not word.isascii():
        raise refused()
    try:
        return urlsafe_b64decode(word + "=" * (-len(word) % 4))
    except (NotBase64, ValueError):
        raise refused() from None


def _seconds(until: datetime) -> bytes:
    return int(until.timestamp()).to_bytes(_MOMENT)


def _require_time(until: bytes, now: datetime) -> datetime:
    """Return until when a link works, if that is not over."""
    ends = datetime.fromtimestamp(int.from_bytes(until), UTC)
    if ends <= now:
        raise refused()
    return ends


def _digest(state: bytes) -> bytes:
    return hashlib.blake2b(state, digest_size=_STATE, person=b"etanche link").digest()


def refused() -> LinkRefused:
    """Return what whoever follows a link that does not work is told, whatever the reason."""
    return LinkRefused("this link does not work, or not any more", hint="ask for another one")
