"""
Connections to addresses that were looked at, for a time that is set beforehand.
"""

from __future__ import annotations

import ssl
from typing import Any

import httpcore2
from httpcore2 import NetworkBackend, NetworkStream, SyncBackend

from etanche.clock import stopwatch
from etanche.outbound.destinations import HostNotDeclared, Resolve, Way, fit


class Looking(NetworkBackend):
    """Resolves a name once, looks at what it leads to, and connects there."""

    def __init__(self, way: Way, resolve: Resolve, until: float) -> None:
        """Keep what is allowed."""
        self._way = way
        self._resolve = resolve
        self._until = until

    def connect_tcp(self, host: str, port: int, *_args: Any, **_more: Any) -> NetworkStream:
        """Connect to the first address that answers."""
        if (host, port) != (self._way.host, self._way.port):
            raise HostNotDeclared("a connection was to go elsewhere than it was allowed to", hint="report this")
        failed: Exception = OSError("no address")
        for address in fit(self._way, self._resolve(host, port)):
            try:
                return Timed(SyncBackend().connect_tcp(address, port, timeout=left_of(self._until)), self._until)
            except (httpcore2.NetworkError, httpcore2.TimeoutException) as error:
                failed = error
        raise failed


class Timed(NetworkStream):
    """A stream that ends when the time for all of it is over, however slowly the other side speaks."""

    def __init__(self, stream: NetworkStream, until: float) -> None:
        """Keep the stream."""
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002  # there is one time for all
        """Read what is there."""
        return self._stream.read(max_bytes, timeout=left_of(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002  # as above
        """Write."""
        self._stream.write(buffer, timeout=left_of(self._until))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002  # as above
    ) -> NetworkStream:
        """Go on under TLS."""
        begun = self._stream.start_tls(ssl_context, server_hostname, timeout=left_of(self._until))
        return Timed(begun, self._until)

    def close(self) -> None:
        """End it."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return what the stream knows of itself."""
        return self._stream.get_extra_info(info)


def left_of(until: float) -> float:
    """Return how many seconds are left; none is a fault of the other side."""
    left = until - stopwatch()
    if left <= 0:
        raise httpcore2.ReadTimeout("the time is over")
    return left
