"""
Where something may be sent: hosts and ports that the charter declares, and nothing else.

A name that leads to an address of a private network is refused, whoever declared the name: a name server that is not ours would else
open our own network to whoever may name a host. Who really keeps a host there says so in the settings of the instance.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from etanche.errors import Refused

PORTS: Final = {"https": 443, "http": 80}
_LONGEST: Final = 2_048
_SPEAKABLE: Final = re.compile(r"[a-z0-9.:-]{1,253}")
_UNSEEN: Final = re.compile(r"[\x00-\x20\x7f-\uffff\\]")
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]
"""Finds the addresses of a name."""


class HostNotDeclared(Refused):
    """The charter does not declare a host that something was to be sent to, or its name leads where nothing may be sent."""

    def __init__(self, what: str, *, hint: str, host: str = "", why: str = "address") -> None:
        """Keep the name of the host, if the address had one, and a word for why, for the journal."""
        super().__init__(what, hint=hint)
        self.host = host
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A host that something may be sent to."""

    host: str
    ports: frozenset[int]
    private: bool = False
    """Whether it may be in a private network."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """An address that was found fit: where it leads, and what is asked for there."""

    scheme: str
    host: str
    port: int
    path: str
    private: bool


def way_to(url: str, declared: Collection[Destination], *, clear: bool = False) -> Way:
    """
    Return where an address leads.

    Args:
        url: an absolute address; with a name and a password in it, or with signs that two readers could read in two ways, it is none.
        declared: where something may be sent.
        clear: whether it may go without TLS.

    Raises:
        HostNotDeclared: nothing may be sent there.
    """
    where = _split(url)
    host, port = (where.hostname or "").rstrip("."), where.port or PORTS.get(where.scheme, 0)
    if where.scheme not in ({"https", "http"} if clear else {"https"}) or not _SPEAKABLE.fullmatch(host):
        raise HostNotDeclared("the address of the host is none", hint="it begins with https://, and has no name in it")
    found = [one for one in declared if one.host.lower() == host and port in one.ports]
    if not found:
        raise HostNotDeclared(
            f"the charter declares no host `{host}` with port {port}",
            hint="write it under `hosts:` and apply the charter",
            host=host,
            why="undeclared",
        )
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    private = any(one.private for one in found) or _is_literal(host)
    return Way(scheme=where.scheme, host=host, port=port, path=path, private=private)


def fit(way: Way, found: Sequence[str]) -> Sequence[str]:
    """
    Return the addresses of a name, if something may be sent to every one of them.

    Raises:
        HostNotDeclared: one is of a private network, and the settings do not say that the host is there.
    """
    if not way.private and not all(is_public(one) for one in found):
        raise HostNotDeclared(
            f"`{way.host}` leads into a private network",
            hint="if it is there, say so: `[outbound] private` in `instance.toml`",
            host=way.host,
            why="private",
        )
    return found


def is_public(text: str) -> bool:
    """Tell whether an address is of the public network, in IPv6 clothes too."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def addresses_of(host: str, port: int) -> Sequence[str]:
    """
    Return the addresses of a name, as the name server of this machine has them.

    Raises:
        OSError: there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def _split(url: str) -> SplitResult:
    """Take an address apart; one that is none has no scheme."""
    nothing = SplitResult("", "", "", "", "")
    if len(url) > _LONGEST or _UNSEEN.search(url):
        return nothing
    try:
        where = urlsplit(url)
        port = where.port
    except ValueError:
        return nothing
    return nothing if port == 0 or "@" in where.netloc else where


def _is_literal(host: str) -> bool:
    """Tell whether a host is an address itself: whoever declared it knew where it leads."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
