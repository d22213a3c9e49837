"""
Requests to our own address, as people know it: what a check asks to see what people are given.

The address is in the settings of the instance. Certificates are verified like a browser does; redirections are not followed.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import urlsplit

from etanche.errors import OutOfReach

_SECONDS: Final = 10
_LONGEST: Final = 1 << 23
_CLEAR_PORT: Final = 80


class AddressOutOfReach(OutOfReach):
    """Nobody answers at an address, or not as a web server does."""


@dataclass(frozen=True, kw_only=True)
class WebAnswer:
    """What a web server answered; header names are lower case, and a longer body is cut."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def ask_address(
    base: str, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, in_clear: bool = False
) -> WebAnswer:
    """
    Ask our own address once.

    Args:
        base: the address of the instance: `https://host[:port]`, or `http://` on this machine.
        path: what is asked for, with its query.
        method: how.
        headers: what is sent beside it.
        in_clear: ask the same host without TLS instead, at the port where browsers do.

    Raises:
        AddressOutOfReach: there is no answer, or its certificate is not good.
    """
    where = urlsplit(base)
    host = where.hostname or ""
    connection: HTTPConnection
    if where.scheme == "https" and not in_clear:
        connection = HTTPSConnection(host, where.port, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        connection = HTTPConnection(host, _CLEAR_PORT if in_clear else where.port, timeout=_SECONDS)
    try:
        connection.request(method, path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read(_LONGEST)
    except (OSError, HTTPException) as error:
        raise AddressOutOfReach(
            f"nobody answers at `{host}` ({type(error).__name__})",
            hint="check `[site]` in `instance.toml`, and the proxy in front",
        ) from None
    finally:
        connection.close()
    return WebAnswer(
        status=answer.status, headers={name.lower(): value for name, value in answer.getheaders()}, body=body
    )
