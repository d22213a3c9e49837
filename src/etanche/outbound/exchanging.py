"""
One request over HTTP to where it may go, and its answer: of a bounded size, within a bounded time.

No redirection is followed, no proxy of the environment is asked, no cookie is kept, nothing is unpacked; certificates are verified.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpcore2

from etanche.errors import OutOfReach
from etanche.outbound.connecting import Looking
from etanche.outbound.destinations import Resolve, Way

AGENT: Final = "etanche"


class HostOutOfReach(OutOfReach):
    """A host cannot be had, or answers too long or too late."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a host said."""

    status: int
    headers: Mapping[str, str]
    """By name in small letters; of a name that comes twice, the last."""

    body: bytes = field(repr=False)


def exchange(
    way: Way,
    method: str,
    headers: Mapping[str, str],
    body: bytes = b"",
    *,
    longest: int,
    until: float,
    resolve: Resolve,
    authorities: Path | None = None,
) -> Answer:
    """
    Send one request, and return the answer whatever its status.

    Args:
        way: where it goes, which was looked at before.
        method: `GET`, `POST` …
        headers: besides those that every request has.
        body: what is sent.
        longest: so many bytes of an answer at most.
        until: when all of it is over, by the stopwatch.
        resolve: finds the addresses of a name.
        authorities: a file of certificates that are believed in the place of the system's.

    Raises:
        HostNotDeclared: the name leads where nothing may be sent.
        HostOutOfReach: there is no answer, or too long or too late a one.
    """
    context = ssl.create_default_context(cafile=authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    url = httpcore2.URL(scheme=way.scheme, host=way.host, port=way.port, target=way.path)
    try:
        with (
            httpcore2.ConnectionPool(
                ssl_context=context, network_backend=Looking(way, resolve, until), max_connections=1
            ) as pool,
            pool.stream(method, url, headers=_lines(way, method, headers, body), content=body) as answer,
        ):
            said = _read(answer.iter_stream(), longest)
            names = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            return Answer(status=answer.status, headers=names, body=said)
    except (
        OSError,
        ValueError,
        httpcore2.NetworkError,
        httpcore2.TimeoutException,
        httpcore2.ProtocolError,
    ) as error:
        raise HostOutOfReach(
            f"`{way.host}` does not answer ({type(error).__name__})", hint="try again later, or look at the host"
        ) from None


def _lines(way: Way, method: str, headers: Mapping[str, str], body: bytes) -> list[tuple[str, str]]:
    lines = [
        ("host", _authority(way)),
        ("user-agent", AGENT),
        ("accept-encoding", "identity"),
        ("connection", "close"),
    ]
    lines += [(name.lower(), value) for name, value in headers.items()]
    if body or method not in {"GET", "HEAD"}:
        lines.append(("content-length", str(len(body))))
    return lines


class _TooLong(ValueError):
    """An answer is longer than anybody may ask of us to hold."""


def _read(pieces: Iterable[bytes], longest: int) -> bytes:
    said = bytearray()
    for piece in pieces:
        said += piece
        if len(said) > longest:
            raise _TooLong
    return bytes(said)


def _authority(way: Way) -> str:
    host = f"[{way.host}]" if ":" in way.host else way.host
    return host if (way.scheme, way.port) in {("https", 443), ("http", 80)} else f"{host}:{way.port}"
