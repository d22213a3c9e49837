"""
What is left of an address once it is in the house: its first half.

Masking is the first thing that happens to the address of a visit, before anything is logged, counted, compared or hashed.
Of whoever tries to log in, a digest with a salt of the process is counted, in memory (`origin`); nothing else ever sees it whole.
`198.51.100.7` becomes `198.51.0.0/16`; `2001:db8:85a3::7` becomes `2001:db8::/32`;
an IPv4 address in IPv6 clothes (`::ffff:198.51.100.7`) is masked as the IPv4 address it is.
What cannot be read as an address is no address: it is never passed on as it came.

Nothing here raises because of what arrived, so that no traceback can hold an address.
What this module does *not* do: decide whether an address may be kept at all. That is the charter's, and the vault keeps it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from etanche.errors import Unreadable

NO_ADDRESS: Final = ""
"""What a missing or unreadable address is masked to."""

_HALF: Final = {4: 16, 6: 32}
_LONGEST_ADDRESS: Final = 64
_LONGEST_CHAIN: Final = 4096
_MOST_HOPS: Final = 32
_SOCKET_WORD: Final = "unix"
_BRACKETED = re.compile(r"\[([^\[\]]*)\](?::\d{0,5})?")
_V4_WITH_PORT = re.compile(r"(\d+\.\d+\.\d+\.\d+):\d{0,5}")
_FORWARDED_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*')

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def mask(address: str) -> str:
    """Return the first half of an address as a network (`198.51.0.0/16`, `2001:db8::/32`), or `NO_ADDRESS`."""
    return _half(_read(address))


@dataclass(frozen=True, kw_only=True)
class TrustedProxies:
    """The machines in front of us whose word about a visitor's address counts."""

    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    socket: bool = False
    """Whether a peer without address, on a local socket, is one of them."""

    @classmethod
    def read(cls, texts: Iterable[str]) -> TrustedProxies:
        """
        Read addresses, networks and the word `unix`.

        Raises:
            Unreadable: one of them is neither.
        """
        networks = []
        socket = False
        for text in texts:
            if text == _SOCKET_WORD:
                socket = True
                continue
            try:
                networks.append(ipaddress.ip_network(text))
            except ValueError:
                raise Unreadable(
                    f"cannot read the trusted proxy `{text}`",
                    hint="write an address (`10.0.0.7`), a network without host bits (`10.0.0.0/24`), or `unix`",
                ) from None
        return cls(networks=tuple(networks), socket=socket)

    def include(self, peer: str) -> bool:
        """Say whether a peer, written as an address, is one of these machines."""
        if not peer:
            return self.socket
        address = _read(peer)
        return address is not None and self.include_address(address)

    def include_address(self, address: Address) -> bool:
        """Say whether an address is one of these machines."""
        return any(address in network for network in self.networks)


NOBODY: Final = TrustedProxies()
"""Nobody's word counts: the default."""


def forwarded(headers: Mapping[str, str], peer: str, trusted_proxies: TrustedProxies) -> str:
    """
    Return the masked address of the visitor: the peer's own, unless the peer is a trusted proxy.

    Behind trusted proxies it is the right-most hop that is not one of them;
    everything to the left of it was written by the visitor and is not looked at.
    `X-Forwarded-For` and `Forwarded` that name different visitors cancel each other out:
    one of them was written by the visitor and passed on by a proxy that only knows the other.
    """
    told = [_half(one) for one in _senders(headers, peer, trusted_proxies)]
    return told[0] if told.count(told[0]) == len(told) else NO_ADDRESS


def origin(headers: Mapping[str, str], peer: str, trusted_proxies: TrustedProxies, *, salt: bytes) -> str:
    """
    Return by what a throttle counts where a request comes from: a digest of the whole address, or of the network of an IPv6 one.

    The salt is of one process and goes with it, so that nobody can try addresses out against what was counted.
    """
    told = {_network(one) for one in _senders(headers, peer, trusted_proxies)}
    sender = told.pop() if len(told) == 1 else NO_ADDRESS
    return blake2b(sender.encode(), key=salt, digest_size=16).hexdigest()


def _senders(headers: Mapping[str, str], peer: str, trusted_proxies: TrustedProxies) -> list[Address | None]:
    """Return who sent a request, once for each header of trusted proxies that tells it."""
    if not trusted_proxies.include(peer):
        return [_read(peer)]
    told = [
        _visitor(hops, peer, trusted_proxies)
        for hops in (_x_forwarded_for(headers.get("x-forwarded-for", "")), _forwarded(headers.get("forwarded", "")))
        if hops is not None
    ]
    return told or [_read(peer)]


def _visitor(hops: list[str], peer: str, trusted_proxies: TrustedProxies) -> Address | None:
    """Return the right-most hop that is no trusted proxy; nothing if a hop on the way cannot be read."""
    nearest = _read(peer)
    for hop in reversed(hops):
        nearest = _read(hop)
        if nearest is None or not trusted_proxies.include_address(nearest):
            return nearest
    return nearest


def _x_forwarded_for(value: str) -> list[str] | None:
    """Return the hops of `X-Forwarded-For`, nearest last; nothing if the header is absent."""
    if not value:
        return None
    return value[-_LONGEST_CHAIN:].split(",")[-_MOST_HOPS:]


def _forwarded(value: str) -> list[str] | None:
    """Return the `for=` hops of `Forwarded` (RFC 7239), nearest last; nothing if the header names none."""
    if "for=" not in value.lower():
        return None
    hops = []
    for element in value[-_LONGEST_CHAIN:].split(",")[-_MOST_HOPS:]:
        pairs = {pair[1].lower(): pair[2] for pair in map(_FORWARDED_PAIR.fullmatch, element.split(";")) if pair}
        hops.append(pairs.get("for", "").strip('"'))
    return hops


def _read(text: str) -> Address | None:
    """Read an address with or without brackets, port and zone; nothing if it is none."""
    text = text.strip()
    if len(text) > _LONGEST_ADDRESS:
        return None
    if found := _BRACKETED.fullmatch(text) or _V4_WITH_PORT.fullmatch(text):
        text = found[1]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _half(address: Address | None) -> str:
    """Return the network of an address's first half, as text, or `NO_ADDRESS`."""
    if address is None:
        return NO_ADDRESS
    return str(ipaddress.ip_network((address, _HALF[address.version]), strict=False))


def _network(address: Address | None) -> str:
    """Return the address of one machine: an IPv4 one as it is, of an IPv6 one the 64 bits that a household has."""
    if address is None:
        return NO_ADDRESS
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
