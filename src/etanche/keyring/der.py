"""
The certificates of a time-stamp, put into the order that DER asks of a set.

OpenSSL writes them as it was given them (`-chain`), and a strict reader calls the whole answer unreadable. They are not under the
authority's signature, and their order says nothing: each is kept byte for byte, only sorted (X.690, 11.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_SEQUENCE: Final = 0x30
_FIRST: Final = 0xA0
"""The tag of `[0]`: what the token wraps, and in there the certificates (RFC 5652, 3 and 5.1)."""

_LONG: Final = 0x80
_PATH: Final = ((_SEQUENCE, 0), (_SEQUENCE, 1), (_FIRST, 1), (_SEQUENCE, 0), (_FIRST, 3))
"""From an answer to the certificates in it: the tag of what is gone into next, and its place among its neighbours (RFC 3161, 2.4.2)."""


def certificates_in_order(answer: bytes) -> bytes:
    """Return an answer with its certificates in order; what is no such answer is returned as it is."""
    begin, end = 0, len(answer)
    for tag, place in _PATH:
        within = list(_values(answer, begin, end))
        if place >= len(within) or answer[within[place][0]] != tag:
            return answer
        _, begin, end = within[place]
    found = list(_values(answer, begin, end))
    if not found or found[-1][2] != end:
        return answer
    return answer[:begin] + b"".join(sorted(answer[start:stop] for start, _, stop in found)) + answer[end:]


def _values(data: bytes, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield of each value in a part where it begins, where its content does, and where it ends; nothing more once one does not fit."""
    while begin + 2 <= end:
        size, content = data[begin + 1], begin + 2
        if size >= _LONG:
            content += size - _LONG
            size = int.from_bytes(data[begin + 2 : content], "big")
        if content + size > end:
            return
        yield begin, content, content + size
        begin = content + size
