"""
What is let in of a request before anything else looks at it: a bounded body, in time, as it was written.

A body that is packed (`Content-Encoding`) is refused: a few bytes of it could become more than the machine holds. Lines of a bulk
are not held whole; there each piece has its time, and each line its length.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etanche.web.api.problems import answer, asked_in

MOST_BODY: Final = 1 << 20
"""Bytes of a request that is held whole."""

SECONDS_FOR_A_BODY: Final = 10.0
"""A body, or the next piece of a bulk, that is not there by then is not waited for."""

_CLOSING: Final = {"Connection": "close"}


class _TooSlow(Exception):
    """The next piece of a bulk did not come."""


class Bounds:
    """Lets in what is bounded, and writes the headers of an asker's share on every answer."""

    def __init__(self, app: ASGIApp, *, bulk: Callable[[Scope], bool]) -> None:
        """Wrap an application; `bulk` says of a request whether its body is read line by line."""
        self._app = app
        self._bulk = bulk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers.update(scope["state"].get("share", {}))
            await send(message)

        headers = Headers(scope=scope)
        language = asked_in(headers)
        if headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            title = "a packed body is not unpacked"
            refusal = answer(415, language=language, kind="packed-body", title=title, headers=_CLOSING)
            await refusal(scope, receive, sending)
            return
        if self._bulk(scope):
            try:
                await self._app(scope, _in_time(receive), sending)
            except _TooSlow:
                if not begun:
                    await answer(408, language=language, headers=_CLOSING)(scope, receive, sending)
            return
        body = await _whole(headers, receive)
        if isinstance(body, int):
            await answer(body, language=language, headers=_CLOSING)(scope, receive, sending)
            return
        await self._app(scope, _again(body, receive), sending)


async def _whole(headers: Headers, receive: Receive) -> bytes | int:
    """Return a body, of which never more than `MOST_BODY` is held; or the status that says what is wrong with it."""
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MOST_BODY:
        return 413
    body = bytearray()
    try:
        async with asyncio.timeout(SECONDS_FOR_A_BODY):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > MOST_BODY:
                    return 413
                if message["type"] != "http.request" or not message.get("more_body"):
                    return bytes(body)
    except TimeoutError:
        return 408


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a body that was read, to be read once more; then what else comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return waiting.pop() if waiting else await receive()

    return receiving


def _in_time(receive: Receive) -> Receive:
    """Return pieces that come each in time."""
    done = False

    async def receiving() -> Message:
        nonlocal done
        if done:
            return await receive()
        try:
            async with asyncio.timeout(SECONDS_FOR_A_BODY):
                message = await receive()
        except TimeoutError:
            raise _TooSlow from None
        done = message["type"] != "http.request" or not message.get("more_body")
        return message

    return receiving
