"""
The visitor's choice, which lives on the visitor's device and nowhere else.

Two carriers: our one cookie, set by an explicit act on our own pages, and Global Privacy Control, set in the browser.

| cookie | `Sec-GPC: 1` | the visitor is |
|---|---|---|
| `etanche-opt-out=1` | sent or not | out |
| `etanche-opt-out=0` | sent or not | in: an explicit later choice wins over the signal |
| none | sent | out |
| none | not sent | in |

Opting in therefore *deletes* the cookie, unless the signal is there to be overruled.
Any other value of the header is ignored, as the specification asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

COOKIE: Final = "etanche-opt-out"
COOKIE_LIFE: Final = 395 * 24 * 3600
"""Thirteen months, in seconds: the longest that a choice about audience measurement should be remembered."""

_OUT: Final = "1"
_IN: Final = "0"


class Choice(StrEnum):
    """What the visitor's device says."""

    OUT = "out"
    SIGNAL = "signal"
    IN = "in"
    NONE = "none"

    @property
    def refuses(self) -> bool:
        """Whether nothing may be recorded."""
        return self in {Choice.OUT, Choice.SIGNAL}


def choice(headers: Mapping[str, str]) -> Choice:
    """Read the choice from the headers of a request (lower-case names); of several cookies, a refusal counts."""
    said = {
        value.strip().strip('"')
        for name, _, value in (pair.partition("=") for pair in headers.get("cookie", "").split(";"))
        if name.strip() == COOKIE
    }
    if _OUT in said:
        return Choice.OUT
    if _IN in said:
        return Choice.IN
    return Choice.SIGNAL if signalled(headers) else Choice.NONE


def signalled(headers: Mapping[str, str]) -> bool:
    """Say whether Global Privacy Control is sent: the value is exactly `1`, in one of the headers of that name."""
    return any(value.strip() == "1" for value in headers.get("sec-gpc", "").split(","))


def remember_out(*, secure: bool) -> str:
    """Return the `Set-Cookie` value that remembers a refusal."""
    return _cookie(_OUT, COOKIE_LIFE, secure=secure)


def remember_in(headers: Mapping[str, str], *, secure: bool) -> str:
    """Return the `Set-Cookie` value of opting in: it forgets the refusal, or overrules the browser's signal."""
    return _cookie(_IN, COOKIE_LIFE, secure=secure) if signalled(headers) else _cookie("", 0, secure=secure)


def _cookie(value: str, life: int, *, secure: bool) -> str:
    """Write the cookie: not readable by scripts, sent to us only, over TLS only where we speak it."""
    return f"{COOKIE}={value}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"
