"""Tests of what a hit remembers, and of what it does not."""

from __future__ import annotations

import pickle
from dataclasses import fields

import pytest

from etanche.intake import Hit, TrustedProxies, gather

PEER = "198.51.100.77"


def everything_in(hit: Hit) -> bytes:
    """Return all that a hit holds, as bytes."""
    return pickle.dumps({field.name: getattr(hit, field.name) for field in fields(hit)})


@pytest.mark.clause("C4")
def test_a_hit_does_not_hold_its_peer() -> None:
    """The full address is gone once the hit exists: not in a field, not in its representation."""
    hit = Hit(
        method="GET", path="/matomo.php", peer=PEER, headers={"x-forwarded-for": "203.0.113.5", "user-agent": "x"}
    )

    assert "198.51.0.0/16" == hit.address
    assert PEER.encode() not in everything_in(hit)
    assert b"203.0.113.5" not in everything_in(hit)
    assert "Hit(method='GET', secure=False)" == repr(hit)


def test_headers_nobody_asks_for_are_forgotten() -> None:
    """A hit keeps the headers that are looked at later, and no other."""
    hit = Hit(
        method="GET",
        path="/",
        headers={"authorization": "Bearer secret", "referer": "https://x.example/?q=1", "user-agent": "x"},
    )

    assert {"user-agent": "x"} == hit.headers


def test_the_scheme_is_the_proxys_word_only_behind_a_trusted_proxy() -> None:
    """Whether the visitor speaks TLS is told by a proxy we trust, else by our own connection."""
    proxies = TrustedProxies.read(["10.0.0.7"])
    told = {"x-forwarded-proto": "https"}

    assert Hit(method="GET", path="/", headers=told, peer="10.0.0.7", trusted_proxies=proxies).secure
    assert not Hit(method="GET", path="/", headers=told, peer="10.0.0.8", trusted_proxies=proxies).secure
    assert Hit(method="GET", path="/", peer="10.0.0.8", trusted_proxies=proxies, secure=True).secure


def test_headers_of_one_name_are_joined() -> None:
    """Several headers of one name count together, whatever their letters."""
    pairs = [("Sec-GPC", "0"), ("sec-gpc", "1"), ("Cookie", "a=1"), ("Cookie", "b=2")]

    assert {"sec-gpc": "0, 1", "cookie": "a=1; b=2"} == gather(pairs)
