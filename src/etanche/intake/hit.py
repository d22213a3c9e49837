"""
What reaches the audience door, and what leaves it: a hit and its answer, without any web framework.

A hit is told the peer's address once, while it is made, and keeps the first half only:
nothing that holds a hit, prints it or fails beside it can know more.
Of the headers it keeps the six that are looked at later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Final

from etanche.intake.address import NOBODY, TrustedProxies, forwarded

MOST_BODY: Final = 1 << 20
"""A longer body is refused; a door need not read on."""

MOST_QUERY: Final = 1 << 14
"""A longer query is refused."""

_KEPT_HEADERS: Final = ("accept-language", "content-type", "cookie", "origin", "sec-gpc", "user-agent")


def gather(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return headers with lower-case names, several of one name joined by commas as RFC 9110 allows."""
    gathered: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        joint = "; " if key == "cookie" else ", "
        gathered[key] = f"{gathered[key]}{joint}{value}" if key in gathered else value
    return gathered


@dataclass(frozen=True, kw_only=True)
class Hit:
    """
    One request to the audience door; its `peer` is masked while the hit is made, and is not kept.

    `headers` have lower-case names (`gather` makes them); `secure` says whether we ourselves speak TLS to the peer.
    """

    method: str
    path: str = field(repr=False)
    query: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secure: bool = False
    peer: InitVar[str] = ""
    trusted_proxies: InitVar[TrustedProxies] = NOBODY
    address: str = field(init=False, repr=False)
    """The first half of the visitor's address, as a network."""

    def __post_init__(self, peer: str, trusted_proxies: TrustedProxies) -> None:
        """Mask the peer before anything else is done with it, and forget the headers nobody asks for."""
        object.__setattr__(self, "address", forwarded(self.headers, peer, trusted_proxies))
        if trusted_proxies.include(peer):
            spoken = self.headers.get("x-forwarded-proto", "https" if self.secure else "http")
            object.__setattr__(self, "secure", spoken.rpartition(",")[2].strip().lower() == "https")
        kept = {name: self.headers[name] for name in _KEPT_HEADERS if name in self.headers}
        object.__setattr__(self, "headers", kept)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One response of the audience door; it never sets a cookie and never repeats what it was sent."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
