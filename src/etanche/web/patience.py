"""
HTTP/1.1 with a limit to waiting: a connection on which no request arrives whole in time is closed.

uvicorn bounds the pause between two requests, but waits without end for the head of one that is sent a letter at a time,
or not at all. Bodies have a deadline of their own, in `doors`.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

SECONDS_TO_ASK: Final = 10.0


class Impatient(H11Protocol):
    """A connection that is closed when it is held without asking anything."""

    _since = 0.0
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    def _wait(self) -> None:
        self._since = self.loop.time()
        self._look = self.loop.call_later(SECONDS_TO_ASK, self._looked)

    def _looked(self) -> None:
        """Close if nothing was asked since; an answer under way has all its time."""
        now = self.loop.time()
        if self._answering():
            self._since = now
        left = self._since + SECONDS_TO_ASK - now
        if left <= 0:
            self.transport.close()
        else:
            self._look = self.loop.call_later(left, self._looked)

    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def _should_upgrade(self) -> bool:
        """Speak nothing but HTTP, and give nobody advice about it on standard error."""
        return False
