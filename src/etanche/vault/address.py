"""
Half an address, and nothing else of it.

    >>> first_half("198.51.100.7")
    '198.51.0.0/16'
    >>> first_half("2001:db8:85a3::7334")
    '2001:db8::/32'

The literal half of an IPv6 address, /64, is one household; the first 32 bits are one provider (LANGUAGE §6).
"""

from __future__ import annotations

import ipaddress
import re

IPV4_KEPT = 16
IPV6_KEPT = 32

_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_GROUP = r"[1-9a-f][0-9a-f]{0,3}"
_ALREADY = re.compile(rf"{_OCTET}\.{_OCTET}\.0\.0/{IPV4_KEPT}|{_GROUP}:{_GROUP}::/{IPV6_KEPT}")
"""What intake has masked before, in its one canonical spelling: nothing is left to be done. Other spellings take the long way."""


_WHOLE_IPV4 = re.compile(rf"({_OCTET}\.{_OCTET})\.{_OCTET}\.{_OCTET}")
"""An address as nearly all of them come; every other spelling takes the long way, and comes out the same."""


def first_half(text: str) -> str | None:
    """
    Return the network of the first half, or nothing if the text is no address.

    An IPv4 address written in IPv6 clothes is the IPv4 address it is.
    A network that was cut to exactly its first half before it came here is kept as it stands.
    """
    if _ALREADY.fullmatch(text):
        return text
    found = _WHOLE_IPV4.fullmatch(text)
    if found:
        return f"{found[1]}.0.0/{IPV4_KEPT}"
    try:
        if "/" in text:
            network = ipaddress.ip_network(text)
            already = network.prefixlen == (IPV4_KEPT if network.version == 4 else IPV6_KEPT)  # noqa: PLR2004  # the two versions there are
            return str(network) if already else None
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        if mapped is None:
            return str(ipaddress.IPv6Network((int(address), IPV6_KEPT), strict=False))
        address = mapped
    return str(ipaddress.IPv4Network((int(address), IPV4_KEPT), strict=False))


def whole(text: str) -> str | None:
    """Return an address in its one canonical spelling, or nothing if the text is none."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
