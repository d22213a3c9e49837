"""Card numbers and bank accounts are told by their checksums, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.vault.payment import holds_payment_number

CARDS = [
    "4222222222222",
    "4111111111111111",
    "5500005555555559",
    "378282246310005",
    "6011111111111117",
    "2223003122003222",
    "30569309025904",
]
IBANS = [
    "FR1420041010050500013M02606",
    "DE89370400440532013000",
    "GB29NWBK60161331926819",
    "MT84MALT011000012345MTLCAST001S",
    "NO9386011117947",
]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    "written",
    ["{}", "/pay/{}/done", "card {} 12/27", "x={}&y=1", "№{}", "({})"],
)
def test_a_card_number_is_found(card: str, written: str) -> None:
    """Alone, in an address of a page, in a sentence, before an expiry date."""
    assert holds_payment_number(written.format(card))


@pytest.mark.parametrize("separator", [" ", "-", ".", "\u00a0", "\u202f", "+", " - "])
def test_a_card_number_in_groups_is_found(separator: str) -> None:
    """Groups of four, followed by other digits, are still a card number."""
    assert holds_payment_number(separator.join(["4111", "1111", "1111", "1111"]))
    assert holds_payment_number("order 7 " + separator.join(["4111", "1111", "1111", "1111", "27"]))


ODD = [
    *(":", "; "),
    *("\t", "\n", "\r\n", "_", "__", "/", ",", ", ", "|", " | ", "*", "    ", "\u200b", "\u00ad", "\u2060", "\ufeff"),
    *("\u2009", "\u2010", "\u2011", "\u2013", " \u2013 ", "\u2014", "\u2212", "\u00b7", "\u2022", "\u2028"),
]


@pytest.mark.parametrize("separator", ODD)
def test_no_separator_hides_a_number(separator: str) -> None:
    """Whatever stands between its groups, seen or not, a card is a card and an account an account."""
    iban = "FR7630006000011234567890189"
    grouped = [iban[start : start + 4] for start in range(0, len(iban), 4)]
    american = ["3782", "822463", "10005"]

    assert all(holds_payment_number(separator.join(one)) for one in (["4111"] + ["1111"] * 3, american, grouped))


@pytest.mark.parametrize("text", ["IBANFR7630006000011234567890189", "iban:FR 76 3000 6000 0112 3456 7890 189"])
def test_an_iban_with_its_name_before_it_is_found(text: str) -> None:
    """The word may touch it, and the country may stand apart."""
    assert holds_payment_number(text)


def test_a_card_number_in_other_digits_is_found() -> None:
    """Full-width digits are digits."""
    assert holds_payment_number("".join(chr(ord(digit) + 0xFEE0) for digit in CARDS[0]))


@pytest.mark.parametrize("iban", IBANS)
def test_an_iban_is_found(iban: str) -> None:
    """Compact, in groups of four, in small letters, in a sentence."""
    grouped = " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))

    assert all(holds_payment_number(text) for text in (iban, grouped, grouped.lower(), f"to {iban}.", f"/{iban}/x"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/products/1716624000000",
        "4111111111111112",
        "0000000000000000",
        "411111111111",
        "FR1420041010050500013M02607",
        "XX1420041010050500013M02606",
        "/2026/05/25/how-to-read-4-books-in-12-days",
        "+33 6 39 98 12 34",
        "978-2-07-036822-8",
        "06 39 98 12 34\n06 39 98 12 35\n06 39 98 12 36\n06 39 98 12 37\n06 39 98 12 38",
        "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40",
        ", ".join(map(str, range(1990, 2030))),
        "/archive/2026/05/25/1234/5678/90123",
        "2026-05-25T10:11:12.345678\n2026-05-25T10:11:13.456789",
        "de305d54-75b4-431b-adb2-eb6b9e546014",
        "10:11:12 10:11:13 10:11:14 10:11:15 10:11:16",
        "2001:0db8:0000:0000:0000:ff00:0042:8329",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Timestamps, wrong checksums, telephone numbers, book numbers and random ids are not payment numbers."""
    assert not holds_payment_number(text)


@given(text=st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    """No text makes the search fail, and a text without digits never holds a payment number."""
    found = holds_payment_number(text)

    assert not found or any(character.isnumeric() for character in text)
