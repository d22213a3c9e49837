"""
A request says in one way how long it is: one that says it in two is answered 400, and its connection closed (RFC 9112 §6.1).

Whoever stands in front may have believed the other length. What comes after it would be, for us, another request: somebody's, under another's name.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
_BAD_REQUEST: Final = 400


class Framing:
    """Turns away what could end in two places, before anything of it is read."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] == "http" and {name for name, _ in scope["headers"]} >= _LENGTHS:
            await Response(status_code=_BAD_REQUEST, headers={"Connection": "close"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)
