"""
The answers of the audience door, to the byte what clients of the Matomo Tracking API expect.

No answer sets a cookie, may be kept by a cache, or repeats what was sent: the origin of a page, which cross-origin
requests need back, is repeated only when it has exactly the form of one.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Final

import msgspec

from etanche.intake.hit import Answer, Hit

GIF: Final = base64.b64decode("R0lGODlhAQABAIAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
"""A transparent image of one pixel, 43 bytes."""

METHODS: Final = "GET, HEAD, POST, OPTIONS"
RETRY_AFTER: Final = "1"

_WELCOME: Final = "This is the audience door of Étanche. It understands the Matomo Tracking API and keeps what the privacy notice says.\n"
_NOTHING_LOGGED: Final = "Nothing was recorded: a tracking request needs idsite and rec=1.\n"
_ORIGIN = re.compile(r"null|https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_COMMON: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # The image stands on other sites' pages, also on those that ask every image for its consent.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_TEXT: Final = "text/plain; charset=utf-8"


def recorded(hit: Hit, *, image: bool) -> Answer:
    """Answer a request that was recorded, or that is answered as if it were: the image, or nothing if none is wanted."""
    return _answer(hit, 200, GIF, "image/gif") if image else _answer(hit, 204)


def bulk(hit: Hit, *, tracked: int, invalid: int, image: bool) -> Answer:
    """Answer a bulk request with its numbers; which of its parts were invalid is not told to strangers."""
    if not image and tracked:
        return _answer(hit, 204)
    told = {"status": "success" if tracked or not invalid else "error", "tracked": tracked, "invalid": invalid}
    return _answer(hit, 200 if tracked else 400, msgspec.json.encode(told), "application/json")


def nothing_logged(hit: Hit, status: int = 400) -> Answer:
    """Answer a request of which nothing could be recorded."""
    return _answer(hit, status, _NOTHING_LOGGED.encode(), _TEXT)


def welcome(hit: Hit) -> Answer:
    """Answer somebody who came by without anything to record."""
    return _answer(hit, 200, _WELCOME.encode(), _TEXT)


def out_of_order(hit: Hit) -> Answer:
    """Answer a request that could not be written now; it may be sent again."""
    return _answer(hit, 503, b"", _TEXT, {"Retry-After": RETRY_AFTER})


def preflight(hit: Hit) -> Answer:
    """Answer a browser that asks whether a page may send what it wants to send."""
    allowed = {
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": "86400",
    }
    return _answer(hit, 204, more={"Allow": METHODS, **allowed})


def wrong_method(hit: Hit) -> Answer:
    """Answer a method that this door does not know."""
    return _answer(hit, 405, more={"Allow": METHODS})


def _answer(hit: Hit, status: int, body: bytes = b"", kind: str = "", more: Mapping[str, str] | None = None) -> Answer:
    """Put an answer together; `HEAD` is told how long the body would be and gets none."""
    headers = _COMMON | ({"Content-Type": kind} if kind else {}) | dict(more or {})
    if hit.method != "GET":
        headers |= _cross_origin(hit)
    if hit.method == "HEAD":
        return Answer(status=status, headers=headers | {"Content-Length": str(len(body))})
    return Answer(status=status, headers=headers, body=body)


def _cross_origin(hit: Hit) -> dict[str, str]:
    """Let a page of any site read the answer to what it sent: there is nothing in it that is not known to the sender."""
    origin = hit.headers.get("origin", "")
    if not _ORIGIN.fullmatch(origin):
        return {"Vary": "Origin"}
    return {"Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true", "Vary": "Origin"}
