"""
Forms of those who have something to lose: each carries a token that only our own page could have put there.

The token is a keyed mark of what the browser shows besides: its session, or, of a stranger, a random cookie. Another site can send
a form here, but reads neither; and what the browser says of where a form comes from (`safety.ours`) is asked first.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from secrets import compare_digest
from typing import Final
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException

TOKEN: Final = "token"  # noqa: S105  # the name of a field
MOST_FORM: Final = 1 << 15
"""Bytes of a form: a passkey's answer is the longest that one carries."""

_MOST_FIELDS: Final = 32

Sign = Callable[[bytes], bytes]


def token_of(bound: str, sign: Sign) -> str:
    """Return the token of a browser that shows a secret."""
    return urlsafe_b64encode(sign(b"form\0" + bound.encode(errors="replace"))[:24]).decode()


def mark_of(bound: str, what: str, sign: Sign) -> str:
    """Return a mark by which a form says what our page showed beside it: the browser that was shown it can send it back, and change nothing in it."""
    return urlsafe_b64encode(sign(b"shown\0" + bound.encode(errors="replace") + b"\0" + what.encode())[:24]).decode()


def is_marked(mark: str, bound: str, what: str, sign: Sign) -> bool:
    """Tell whether a mark is ours, of what it says and of this browser."""
    return compare_digest(mark.encode(), mark_of(bound, what, sign).encode())


def fields_of(body: bytes) -> Mapping[str, str]:
    """
    Return what a form says; a field that comes twice says nothing sure.

    Raises:
        HTTPException: it is no form, or one of its fields comes twice (400).
    """
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise HTTPException(400) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise HTTPException(400)
    return fields


def require_token(fields: Mapping[str, str], bound: str | None, sign: Sign) -> None:
    """
    Go on only with a form that our own page handed to this browser.

    Raises:
        HTTPException: it carries no token, or another browser's (403).
    """
    shown = fields.get(TOKEN, "")
    if bound is None or not compare_digest(shown.encode(), token_of(bound, sign).encode()):
        raise HTTPException(403)
