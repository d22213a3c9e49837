"""
Requests to our own address, as people know it: what a check asks to see what people are given.

The address is in the settings of the instance, and may be of a private network. Everything else is as for any other host (`exchanging`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from etanche.clock import stopwatch
from etanche.errors import OutOfReach
from etanche.outbound.destinations import PORTS, Way, addresses_of
from etanche.outbound.exchanging import Answer, HostOutOfReach, exchange

_SECONDS: Final = 10.0
_LONGEST: Final = 1 << 23


class AddressOutOfReach(OutOfReach):
    """Nobody answers at an address, or not as a web server does."""


def ask_address(
    base: str, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, in_clear: bool = False
) -> Answer:
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
    scheme = "http" if in_clear else where.scheme
    port = PORTS[scheme] if in_clear or where.port is None else where.port
    way = Way(scheme=scheme, host=where.hostname or "", port=port, path=path, private=True)
    try:
        return exchange(
            way, method, headers or {}, longest=_LONGEST, until=stopwatch() + _SECONDS, resolve=addresses_of
        )
    except HostOutOfReach as error:
        raise AddressOutOfReach(
            f"nobody answers at the address of `[site]`: {error}",
            hint="check it in `instance.toml`, and the proxy in front",
        ) from None
