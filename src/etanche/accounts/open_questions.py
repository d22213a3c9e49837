"""
A question for a passkey before anybody said who they are: nothing is kept of it on this side.

Its challenge says when it was asked and carries a keyed mark of that, of a random part and of the browser it was asked in, so that
an answer that was overheard opens nothing in another browser. It is good for five minutes. That it is answered once is for the
passkey to remember (`Passkey.answered`): one that answered a later question answers no earlier one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from secrets import compare_digest, token_bytes
from typing import Final

LASTS: Final = timedelta(minutes=5)

_MOMENT, _RANDOM, _MARK = 8, 16, 24
_SKEW: Final = timedelta(seconds=2)

Sign = Callable[[bytes], bytes]


def asked_of(bound: str, *, now: datetime, sign: Sign) -> bytes:
    """
    Return a challenge.

    Args:
        bound: what only this browser shows.
        now: when it is asked.
        sign: marks bytes under a key of the instance.
    """
    said = _milliseconds(now).to_bytes(_MOMENT) + token_bytes(_RANDOM)
    return said + _mark(said, bound, sign)


def asked_at(challenge: bytes, bound: str, *, now: datetime, sign: Sign) -> int | None:
    """Return when a challenge was asked, in milliseconds since 1970; nothing if not here, not in this browser, or too long ago."""
    said, mark = challenge[: _MOMENT + _RANDOM], challenge[_MOMENT + _RANDOM :]
    if len(mark) != _MARK or not compare_digest(mark, _mark(said, bound, sign)):
        return None
    at = int.from_bytes(said[:_MOMENT])
    return at if _milliseconds(now - LASTS) <= at <= _milliseconds(now + _SKEW) else None


def _mark(said: bytes, bound: str, sign: Sign) -> bytes:
    return sign(b"passkey\0" + said + bound.encode(errors="replace"))[:_MARK]


def _milliseconds(moment: datetime) -> int:
    return (moment - datetime.fromtimestamp(0, tz=UTC)) // timedelta(milliseconds=1)
