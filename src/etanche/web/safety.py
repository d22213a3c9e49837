"""
What every answer carries, whatever made it, and what happens when something breaks.

No page may run a script, be framed, or fetch from elsewhere; no answer says what software stands behind it.
A fault becomes a page that repeats nothing of the request: its message could hold somebody's data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ALONE: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
"""For a file that holds its own style, because it is read away from here."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    # Not `no-referrer`: with it, browsers hide the origin of our own forms, and the check of `ours` would refuse them.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Safety:
    """The outermost layer: headers on every answer, and an answer for every fault."""

    def __init__(self, app: ASGIApp, *, broken: Callable[[Request], Awaitable[Response]]) -> None:
        """Wrap an application; `broken` makes the page for a fault."""
        self._app = app
        self._broken = broken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with our headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def guarded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:  # noqa: BLE001  # the last layer: a traceback could hold what was sent
            log.error("web.fault", what=type(error).__name__)  # noqa: TRY400  # no traceback, as said
            if not begun:
                answer = await self._broken(Request(scope, receive))
                await answer(scope, receive, guarded)


def ours(headers: Headers, base_url: str | None) -> bool:
    """
    Tell whether a form was sent by one of our own pages.

    Browsers say so themselves (`Sec-Fetch-Site`), older ones by the origin;
    one that says neither is a text browser, which no other site can drive.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return True
    if base_url is not None and origin == base_url.rstrip("/"):
        return True
    return bool(headers.get("host")) and urlsplit(origin).netloc == headers["host"]
