"""
One request, sent again where that is safe.

Safe is what has no effect, or the same when it comes twice; all else goes out under a name of its own (`Idempotency-Key`), by which
the server knows it again. The key goes to the one server it was given for, never in clear over a network, and to no other by a redirect.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from etanche_client.problems import Unreachable, problem

NAMED: Final = "Idempotency-Key"
AGAIN: Final = "Idempotency-Replayed"

_AGAIN: Final = frozenset({429, 502, 503, 504})
_UNNAMED: Final = frozenset({"GET"})
_WRONG: Final = 400
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How often something is tried, and how long is waited in between."""

    tries: int = 4
    first: float = 0.25
    """Seconds before the second try; twice as many before each further one."""

    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep

    def wait(self, tried: int, said: str | None) -> None:
        """Wait before the next try: as long as the server says, or longer each time."""
        asked = float(said) if said is not None and said.isdecimal() else self.first * 2 ** (tried - 1)
        self.sleep(min(asked, self.longest))


class Transport:
    """Sends requests to one server, with one key."""

    def __init__(
        self, address: str, *, key: str, patience: Patience, timeout: float, transport: httpx2.BaseTransport | None
    ) -> None:
        """
        Keep the way there; nothing is sent yet.

        Raises:
            ValueError: the key would cross a network in clear.
        """
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _HERE:
            raise ValueError("the key would cross a network in clear: use https")
        self._patience = patience
        self._client = httpx2.Client(
            base_url=f"{address.rstrip('/')}/v1/",
            headers={"Authorization": f"Bearer {key}"},
            timeout=timeout,
            transport=transport,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: object = None,
        query: Mapping[str, str | int] | None = None,
    ) -> httpx2.Response:
        """
        Ask once, as often as it takes.

        Raises:
            Problem: the server did not do it.
            Unreachable: it could not be asked.
        """
        given = dict(headers)
        if method not in _UNNAMED:
            given[NAMED] = token_hex(16)
        for tried in range(1, self._patience.tries + 1):
            last = tried == self._patience.tries
            try:
                answer = self._client.request(method, path, headers=given, json=body, params=query)
            except httpx2.TransportError as error:
                if last:
                    raise Unreachable(f"the server could not be asked ({type(error).__name__})") from None
                self._patience.wait(tried, None)
                continue
            if answer.status_code in _AGAIN and not last:
                self._patience.wait(tried, answer.headers.get("retry-after"))
                continue
            if answer.status_code >= _WRONG:
                raise problem(answer.status_code, _told(answer))
            return answer
        raise Unreachable("the server was not asked")

    @contextmanager
    def lines(self, path: str, *, headers: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
        """Lend the lines of an answer as they come; what is lost on the way is not asked for again."""
        with self._client.stream("GET", path, headers=dict(headers)) as answer:
            if answer.status_code >= _WRONG:
                answer.read()
                raise problem(answer.status_code, _told(answer))
            yield _lines(answer.iter_bytes())

    def send(self, path: str, pieces: Iterable[bytes], *, headers: Mapping[str, str]) -> Any:
        """Send pieces as they come; they cannot be sent again, so neither is the request."""
        given = {**headers, "Content-Type": "application/x-ndjson"}
        answer = self._client.post(path, content=iter(pieces), headers=given)
        if answer.status_code >= _WRONG:
            raise problem(answer.status_code, _told(answer))
        return answer.json()


class Asking:
    """Whoever asks over one way, always under the same headers."""

    def __init__(self, transport: Transport, *, headers: Mapping[str, str] | None = None) -> None:
        """Keep the way there; nothing is asked yet."""
        self._transport = transport
        self._headers = dict(headers or {})

    def _ask(
        self, method: str, path: str, body: object = None, *, query: Mapping[str, str | int] | None = None
    ) -> httpx2.Response:
        return self._transport.ask(method, path, headers=self._headers, body=body, query=query)


def said(**told: object) -> dict[str, object]:
    """Return what is said, days and moments as text, without what is not."""
    found = {name: value for name, value in told.items() if value is not None}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield whole lines: what ends one is a line feed alone, and none of the other characters that end lines elsewhere."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
    if rest:
        yield rest


def _told(answer: httpx2.Response) -> object:
    try:
        return answer.json()
    except ValueError:
        return {}
