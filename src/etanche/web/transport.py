"""
Nothing travels in clear: what another machine asks without TLS is sent on to the address that has it, or refused.

Only this machine may speak without TLS, and a proxy that says it was spoken to over TLS, or says nothing of it:
whoever trusts a proxy with `--trusted-proxy` answers for that it speaks TLS to the world.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from etanche.intake import TrustedProxies

_READS: Final = frozenset({"GET", "HEAD"})
_SENT_ON: Final = 308


class Transport:
    """Turns away what came in clear from elsewhere, before anything of it is read."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        trusted: TrustedProxies,
        base_url: str | None,
        refuse: Callable[[Request], Awaitable[Response]],
    ) -> None:
        """Wrap an application; `refuse` makes the page for what is turned away."""
        self._app = app
        self._trusted = trusted
        self._base = (base_url or "").rstrip("/")
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] != "http" or not in_clear(scope, self._trusted):
            await self._app(scope, receive, send)
            return
        if self._base.startswith("https://") and scope["method"] in _READS:
            query = scope["query_string"].decode("latin-1")
            to = f"{self._base}{scope['path']}" + (f"?{query}" if query else "")
            answer: Response = RedirectResponse(to, status_code=_SENT_ON)
        else:
            answer = await self._refuse(Request(scope, receive))
        await answer(scope, receive, send)


def in_clear(scope: Scope, trusted: TrustedProxies) -> bool:
    """Tell whether a request crossed a network without TLS, as far as those in front say."""
    client = scope.get("client")
    peer = client[0] if client else ""
    if trusted.include(peer):
        spoken = Headers(scope=scope).get("x-forwarded-proto", "https")
        return spoken.rpartition(",")[2].strip().lower() != "https"
    return scope["scheme"] != "https" and _elsewhere(peer)


def _elsewhere(peer: str) -> bool:
    """Tell whether a peer is another machine; what has no address is on this one."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_loopback
