"""
The word of a signed link: it proves control of the address it was sent to, and leads to one request, until a day.

    word = word_of(around, filed.request.id)      # into a letter, and nowhere else
    id = read_word(around, word)                  # raises if it is none of ours, or too old
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from secrets import compare_digest
from typing import Final

from etanche.rights.around import Around
from etanche.rights.register import NoSuchRequest
from etanche.terms import ID_BYTES

LASTS: Final = timedelta(days=60)
"""As long as a request may take, and a month to read its answer."""

_USE: Final = "request-link"
_TIME: Final = 5
_MARK: Final = 16
_LENGTH: Final = ID_BYTES + _TIME + _MARK


def word_of(around: Around, id_: bytes) -> str:
    """Return the word that leads to a request from now on."""
    until = int((around.clock.now() + LASTS).timestamp())
    body = id_ + until.to_bytes(_TIME, "big")
    return urlsafe_b64encode(body + around.sign(_USE, body)[:_MARK]).decode().rstrip("=")


def read_word(around: Around, word: str) -> bytes:
    """
    Return the id of the request that a word leads to.

    Raises:
        NoSuchRequest: it is none of ours, or its time is over; nobody can tell which.
    """
    try:
        found = urlsafe_b64decode(word.encode("ascii") + b"=" * (-len(word) % 4))
    except ValueError:
        found = b""
    body, mark = found[:-_MARK], found[-_MARK:]
    if len(found) != _LENGTH or not compare_digest(around.sign(_USE, body)[:_MARK], mark):
        raise _no_link()
    if int.from_bytes(body[ID_BYTES:], "big") <= around.clock.now().timestamp():
        raise _no_link()
    return body[:ID_BYTES]


def _no_link() -> NoSuchRequest:
    return NoSuchRequest("this link leads nowhere, or not any more", hint="ask again, and a new one is sent")
