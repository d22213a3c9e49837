"""Half an address is kept, whatever clothes it comes in."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.vault.address import first_half, whole


@pytest.mark.clause("C4")
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("198.51.100.77", "198.51.0.0/16"),
        ("0.0.0.0", "0.0.0.0/16"),
        ("255.255.255.255", "255.255.0.0/16"),
        ("2001:db8:85a3::8a2e:370:7334", "2001:db8::/32"),
        ("::1", "::/32"),
        ("::ffff:198.51.100.77", "198.51.0.0/16"),
        ("::FFFF:c633:644d", "198.51.0.0/16"),
        ("fe80::1%eth0", "fe80::/32"),
        ("198.51.0.0/16", "198.51.0.0/16"),
        ("2001:db8::/32", "2001:db8::/32"),
    ],
)
def test_the_first_half_is_kept(text: str, kept: str) -> None:
    """IPv4 keeps 16 bits, IPv6 keeps 32, an IPv4 address in IPv6 clothes is the IPv4 address it is."""
    assert kept == first_half(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "198.51.100",
        "198.51.100.256",
        "0198.051.100.077",
        "198.51.100.77:8080",
        " 198.51.100.77",
        "198.51.100.77/32",
        "198.51.100.0/24",
        "198.51.100.77/16",
        "2001:db8:85a3::/48",
        "jean@example.org",
        "１９８.51.100.77",
        "198.51.100.77, 203.0.113.9",
    ],
)
def test_what_is_no_address_leaves_nothing(text: str) -> None:
    """A text that is not exactly an address is not half kept: nothing of it is."""
    assert first_half(text) is None


@pytest.mark.clause("C4")
@given(address=st.ip_addresses())
def test_two_addresses_of_one_half_cannot_be_told_apart(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    """What is kept is a function of the first half alone."""
    bits = 16 if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped else 96
    other = type(address)(int(address) ^ ((1 << bits) - 1))

    assert first_half(str(address)) == first_half(str(other))


def test_a_whole_address_has_one_spelling() -> None:
    """An address kept whole is kept in canonical form, and a text that is none is not kept."""
    assert "2001:db8::1" == whole("2001:0DB8:0:0::1")
    assert whole("nonsense") is None


@given(st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1))
def test_what_was_masked_before_stays_as_it_is(four: int, six: int) -> None:
    """A first half is its own first half, in the one canonical spelling, whatever its numbers."""
    halves = [str(ipaddress.IPv4Network((four << 16, 16))), str(ipaddress.IPv6Network((six << 96, 32)))]

    assert halves == [first_half(half) for half in halves]


@pytest.mark.parametrize(
    "text",
    [
        "198.51.0.0/16\n",
        "198.051.0.0/16",
        "256.1.0.0/16",
        "198.51.0.1/16",
        "1198.5.0.0/16",
        "2001:db8::1/32",
        "x2001:db8::/32",
    ],
)
def test_what_only_looks_masked_is_no_first_half(text: str) -> None:
    """A spelling that no mask of ours has is not let through for its looks."""
    assert first_half(text) is None
