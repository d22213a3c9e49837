"""
The word of a signed link: it proves control of the address it was sent to, and leads to one request, until a day.

    word = word_of(around, filed.request.id)      # into a letter, and nowhere else
    id = read_word(around, word)                  # raises if it is none of ours, or too old

And the address that an answer to such a letter goes to: it proves nothing, and says which request the answer belongs to.
"""

from __future__ import annotations

from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from secrets import compare_digest
from typing import Final

from etanche.rights.around import Around
from etanche.rights.register import NoSuchRequest
from etanche.terms import ID_BYTES

LASTS: Final = timedelta(days=60)
"""As long as a request may take, and a month to read its answer."""

_USE: Final = "request-link"
_REPLY: Final = "request-reply"
_SHORT: Final = 9
"""So that id and mark are forty letters, and a name of twenty-three is left for the contact (RFC 5321 §4.5.3.1.1)."""

_LOCAL: Final = 64
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


def reply_address(around: Around, id_: bytes, contact: str) -> str:
    """Return the address that answers about a request go to: that of the contact, with a word of ours behind a `+`; nothing where it would be too long."""
    local, _, host = contact.rpartition("@")
    mark = around.sign(_REPLY, id_)[:_SHORT]
    word = b32encode(id_ + mark).decode("ascii").lower().rstrip("=")
    return f"{local}+{word}@{host}" if local and len(local) + 1 + len(word) <= _LOCAL else ""


def replied_to(around: Around, address: str) -> bytes | None:
    """Return the id of the request that an address was made for; nothing if it was not made here. Capitals and small letters are the same to a mail server."""
    _, plus, word = address.rpartition("@")[0].rpartition("+")
    try:
        found = b32decode(word.upper() + "=" * (-len(word) % 8)) if plus else b""
    except ValueError:
        return None
    id_, mark = found[:ID_BYTES], found[ID_BYTES:]
    ours = len(found) == ID_BYTES + _SHORT and compare_digest(around.sign(_REPLY, id_)[:_SHORT], mark)
    return id_ if ours else None


def _no_link() -> NoSuchRequest:
    return NoSuchRequest("this link leads nowhere, or not any more", hint="ask again, and a new one is sent")
