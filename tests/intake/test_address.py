"""Tests of masking and of forwarded addresses."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.errors import Unreadable
from etanche.intake import NO_ADDRESS, NOBODY, TrustedProxies, forwarded, mask, origin

BEHIND_ONE = TrustedProxies.read(["10.0.0.7", "10.1.0.0/16", "2001:db8:1::/48"])


@pytest.mark.clause("C4")
@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("198.51.100.7", "198.51.0.0/16"),
        (" 198.51.100.7 ", "198.51.0.0/16"),
        ("198.51.100.7:443", "198.51.0.0/16"),
        ("[198.51.100.7]:443", "198.51.0.0/16"),
        ("::ffff:198.51.100.7", "198.51.0.0/16"),
        ("[::ffff:198.51.100.7]:80", "198.51.0.0/16"),
        ("::FFFF:c633:6407", "198.51.0.0/16"),
        ("2001:db8:85a3::8a2e:370:7334", "2001:db8::/32"),
        ("[2001:db8:85a3::7334]:8080", "2001:db8::/32"),
        ("fe80::1%eth0", "fe80::/32"),
        ("[fe80::1%25eth0]", "fe80::/32"),
        ("::1", "::/32"),
        ("0.0.0.0", "0.0.0.0/16"),
        ("255.255.255.255", "255.255.0.0/16"),
    ],
)
def test_only_the_first_half_is_left(address: str, kept: str) -> None:
    """Whatever an address is dressed in, its first 16 bits (IPv4) or 32 bits (IPv6) are all that is left."""
    assert kept == mask(address)


@pytest.mark.parametrize(
    "garbage",
    [
        *(
            "",
            "-",
            "unknown",
            "_hidden",
            "localhost",
            "jane-pc.example.net",
            "198.51.100",
            "198.51.100.256",
            "198.51.100.7.9",
        ),
        *("198.51.100.7/24", "010.1.2.3", "1", "0x7f000001", "[::1", "::1]", "1::2::3", "198.51.100.7 198.51.100.8"),
        *("198.51.100.7\r\nX: y", "\x00", "٣.٣.٣.٣", "f" * 10_000, "198.51.100.7" + " " * 100 + "x"),
    ],
)
def test_garbage_is_no_address(garbage: str) -> None:
    """What cannot be read as an address is never passed on as it came."""
    assert NO_ADDRESS == mask(garbage)


@given(st.integers(min_value=0, max_value=(1 << 32) - 1).map(ipaddress.IPv4Address))
def test_the_second_half_of_an_ipv4_address_makes_no_difference(address: ipaddress.IPv4Address) -> None:
    """Two addresses with the same first half cannot be told apart after masking."""
    neighbour = ipaddress.IPv4Address(int(address) ^ 0xFFFF)

    assert mask(str(neighbour)) == mask(str(address))


@given(st.integers(min_value=1 << 96, max_value=(1 << 128) - 1).map(ipaddress.IPv6Address))
def test_the_rest_of_an_ipv6_address_makes_no_difference(address: ipaddress.IPv6Address) -> None:
    """Of an IPv6 address nothing after the first 32 bits is left."""
    kept = ipaddress.IPv6Network(mask(str(address)))

    assert (32, int(address) >> 96) == (kept.prefixlen, int(kept.network_address) >> 96)


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_masking_never_raises_and_never_repeats(text: str) -> None:
    """Any text has an answer, which is a network of half an address or nothing at all."""
    kept = mask(text)

    assert kept == NO_ADDRESS or ipaddress.ip_network(kept).prefixlen in {16, 32}


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded"])
def test_forwarded_addresses_from_a_stranger_are_ignored(header: str) -> None:
    """A peer that is no trusted proxy cannot speak for another address."""
    assert "203.0.0.0/16" == forwarded({header: "for=198.51.100.7"}, "203.0.113.9", BEHIND_ONE)
    assert "203.0.0.0/16" == forwarded({header: "198.51.100.7"}, "203.0.113.9", NOBODY)


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({}, "10.0.0.0/16"),
        ({"x-forwarded-for": "198.51.100.7"}, "198.51.0.0/16"),
        ({"x-forwarded-for": "192.0.2.1, 198.51.100.7"}, "198.51.0.0/16"),
        ({"x-forwarded-for": "192.0.2.1, 198.51.100.7, 10.1.2.3"}, "198.51.0.0/16"),
        ({"x-forwarded-for": "192.0.2.1,198.51.100.7:4711 ,[2001:db8:1::9]:443"}, "198.51.0.0/16"),
        ({"x-forwarded-for": "10.1.2.3, 10.1.2.4"}, "10.1.0.0/16"),
        ({"x-forwarded-for": "192.0.2.1, rubbish"}, NO_ADDRESS),
        ({"x-forwarded-for": "192.0.2.1, "}, NO_ADDRESS),
        ({"forwarded": "for=198.51.100.7"}, "198.51.0.0/16"),
        ({"forwarded": 'for=192.0.2.43, For="[2001:db8:cafe::17]:4711";proto=https;by=10.0.0.7'}, "2001:db8::/32"),
        ({"forwarded": "for=192.0.2.43;proto=http, for=198.51.100.7"}, "198.51.0.0/16"),
        ({"forwarded": "for=unknown"}, NO_ADDRESS),
        ({"forwarded": "for=192.0.2.43, for=_SEVKISEK"}, NO_ADDRESS),
        ({"forwarded": "proto=https;host=shop.example"}, "10.0.0.0/16"),
        ({"forwarded": "for=198.51.100.8", "x-forwarded-for": "198.51.100.7"}, "198.51.0.0/16"),
    ],
)
def test_behind_a_trusted_proxy_the_nearest_untrusted_hop_counts(headers: dict[str, str], kept: str) -> None:
    """The right-most hop that is no trusted proxy is the visitor; what the visitor wrote to the left of it is not looked at."""
    assert kept == forwarded(headers, "10.0.0.7", BEHIND_ONE)


def test_two_headers_that_name_different_visitors_cancel_out() -> None:
    """A visitor who adds the header that the proxy does not write gets no address instead of a forged one."""
    assert NO_ADDRESS == forwarded(
        {"forwarded": "for=192.0.2.1", "x-forwarded-for": "198.51.100.7"}, "10.0.0.7", BEHIND_ONE
    )


def test_a_proxy_on_a_local_socket_is_trusted_only_by_name() -> None:
    """A peer without address is a proxy only when `unix` was written."""
    headers = {"x-forwarded-for": "198.51.100.7"}

    assert "198.51.0.0/16" == forwarded(headers, "", TrustedProxies.read(["unix"]))
    assert NO_ADDRESS == forwarded(headers, "", BEHIND_ONE)


def test_a_mapped_peer_is_known_as_the_proxy_it_is() -> None:
    """A proxy that reaches a dual-stack socket over IPv4 is still the proxy that was named."""
    assert "198.51.0.0/16" == forwarded({"x-forwarded-for": "198.51.100.7"}, "::ffff:10.0.0.7", BEHIND_ONE)


@given(st.text(max_size=200), st.text(max_size=200))
def test_forwarding_headers_never_raise(chain: str, element: str) -> None:
    """Whatever the headers hold, there is a masked address or none."""
    kept = forwarded({"x-forwarded-for": chain, "forwarded": f"for={element}"}, "10.0.0.7", BEHIND_ONE)

    assert kept == NO_ADDRESS or ipaddress.ip_network(kept).prefixlen in {16, 32}


def test_an_endless_chain_is_read_from_its_end() -> None:
    """A header of a million hops costs no more than the hops next to us."""
    chain = "192.0.2.1, " * 100_000 + "198.51.100.7"

    assert "198.51.0.0/16" == forwarded({"x-forwarded-for": chain}, "10.0.0.7", BEHIND_ONE)


@pytest.mark.parametrize("text", ["", "proxy.example", "10.0.0.1/24", "300.1.1.1", "*"])
def test_a_trusted_proxy_that_cannot_be_read_is_an_error(text: str) -> None:
    """A proxy is named by address or network; nothing is trusted by mistake."""
    with pytest.raises(Unreadable) as raised:
        TrustedProxies.read([text])

    assert f"cannot read the trusted proxy `{text}`" == raised.value.what


SALT = b"a salt of the tests"


def test_a_throttle_tells_machines_apart_and_knows_none() -> None:
    """Two machines of one half are two places, one household of IPv6 is one, and another salt tells nothing of it."""
    one, two = (origin({}, f"198.51.100.{last}", NOBODY, salt=SALT) for last in (7, 8))
    home = {origin({}, f"2001:db8:85a3:1::{last}", NOBODY, salt=SALT) for last in (7, 8)}

    assert one != two
    assert 1 == len(home)
    assert one != origin({}, "198.51.100.7", NOBODY, salt=b"another")
    assert "198" not in one


def test_nobody_chooses_their_own_place() -> None:
    """What a stranger writes into a header is not looked at; behind a trusted proxy the nearest hop counts, and a contradiction none."""
    lying = {"x-forwarded-for": "203.0.113.9"}
    plain = origin({}, "198.51.100.7", NOBODY, salt=SALT)
    behind = origin({"x-forwarded-for": "203.0.113.9, 198.51.100.7"}, "10.0.0.7", BEHIND_ONE, salt=SALT)
    torn = {"x-forwarded-for": "198.51.100.7", "forwarded": "for=203.0.113.9"}

    assert plain == origin(lying, "198.51.100.7", NOBODY, salt=SALT) == behind
    assert origin({}, "nonsense", NOBODY, salt=SALT) == origin(torn, "10.0.0.7", BEHIND_ONE, salt=SALT)
