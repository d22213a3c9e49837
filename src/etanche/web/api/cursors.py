"""
Cursors: where the next page begins, sealed against being written by anybody but us.

A cursor is good for the key, the address and the question it was handed out for; edited, or shown elsewhere, it is refused.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import compare_digest
from typing import TYPE_CHECKING, Final

import msgspec

from etanche.errors import Unreadable

if TYPE_CHECKING:
    from etanche.web.api.asking import Asking

_MARK: Final = 32
_LONGEST: Final = 300

Place = tuple[str, bytes]
BEGINNING: Final[Place] = ("", b"")


class NotACursor(Unreadable):
    """A cursor was not handed out here, or not for this."""


def handed_out(asking: Asking, question: tuple[str, ...], place: Place | None) -> str | None:
    """Return the cursor of a place, or nothing where there is no next page."""
    if place is None:
        return None
    body = msgspec.msgpack.encode(place)
    return urlsafe_b64encode(_mark(asking, question, body) + body).decode().rstrip("=")


def read(asking: Asking, question: tuple[str, ...], cursor: str | None) -> Place:
    """
    Return the place that a cursor means; the beginning, if there is none.

    Raises:
        NotACursor: as its name says.
    """
    if cursor is None:
        return BEGINNING
    try:
        held = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)) if len(cursor) <= _LONGEST else b""
    except ValueError:
        held = b""
    mark, body = held[:_MARK], held[_MARK:]
    if not compare_digest(mark, _mark(asking, question, body)):
        raise NotACursor("this cursor was not handed out for this", hint="begin again without one")
    place: Place = msgspec.msgpack.decode(body, type=Place)
    return place


def _mark(asking: Asking, question: tuple[str, ...], body: bytes) -> bytes:
    told = msgspec.msgpack.encode((asking.key.id, asking.purpose, asking.case, question, body))
    return asking.house.sign("cursor", told)
