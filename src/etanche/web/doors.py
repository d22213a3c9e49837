"""
The public door as HTTP: a bounded request becomes a hit, intake's answer becomes a response.

Nothing is decided here: what is recorded, counted or refused is for intake and the vault.
"""

from __future__ import annotations

import asyncio
from secrets import token_bytes
from typing import Final

from fastapi import HTTPException
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from etanche.intake import MOST_BODY, Hit, TrustedProxies, gather, origin
from etanche.web.view import Site

CLOSING: Final = {"Connection": "close"}
"""What is still on its way is not waited for."""

_SALT: Final = token_bytes(32)

SECONDS_FOR_A_BODY: Final = 10.0
"""A body that is not there by then never counted on being read: the connection is given to somebody else."""


async def body_of(request: Request, most: int = MOST_BODY) -> bytes:
    """
    Return the body of a request, of which never more than `most` bytes are held.

    Raises:
        HTTPException: it is longer (413), or not all there in time (408).
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise HTTPException(413, headers=CLOSING)
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            async for piece in request.stream():
                body += piece
                if len(body) > most:
                    raise HTTPException(413, headers=CLOSING)
    except TimeoutError:
        raise HTTPException(408, headers=CLOSING) from None
    return bytes(body)


def front_of(request: Request, trusted: TrustedProxies) -> Hit:
    """Return a request as intake knows it, without its body: over what it came, and the first half of the address it came from."""
    return Hit(
        method=request.method,
        path=request.scope["path"],
        headers=gather(request.headers.items()),
        secure=request.scope["scheme"] == "https",
        peer=request.client.host if request.client else "",
        trusted_proxies=trusted,
    )


def origin_of(request: Request, trusted: TrustedProxies) -> str:
    """Return by what throttles of this process count where a request comes from; it says nothing to anybody else."""
    peer = request.client.host if request.client else ""
    return origin(gather(request.headers.items()), peer, trusted, salt=_SALT)


async def hit_of(request: Request, trusted: TrustedProxies) -> Hit:
    """Return a request as intake knows it; the peer's address is halved while the hit is made."""
    return Hit(
        method=request.method,
        # Not from `request.url`: it is put together with `Host`, in which a stranger can write a path.
        path=request.scope["path"],
        query=request.scope["query_string"].decode("latin-1"),
        body=await body_of(request),
        headers=gather(request.headers.items()),
        secure=request.scope["scheme"] == "https",
        peer=request.client.host if request.client else "",
        trusted_proxies=trusted,
    )


async def track(request: Request, site: Site, trusted: TrustedProxies) -> Response:
    """Hand a hit to intake, off the event loop because it waits for a disk."""
    hit = await hit_of(request, trusted)
    answer = await run_in_threadpool(site.instance.at_the_door, lambda door: door.handle(hit))
    return Response(answer.body, status_code=answer.status, headers=dict(answer.headers))
