"""
Card numbers and bank accounts, told by their checksums wherever they turn up.

A number grouped with spaces, dashes or dots, in full-width digits, or followed by other digits is still found.
What this does *not* see: a number spelled in words, or split over two fields.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_GROUPED_DIGITS = re.compile(r"\d+(?:[ \u00a0\u202f.+-]{1,3}\d+)*", re.ASCII)
_SEPARATORS = " \u00a0\u202f.-+"
_CARD_LENGTHS = range(13, 20)
_SHORTEST_CARD = _CARD_LENGTHS.start
_DIGITS = b"0123456789"
_CARD_BEGINS = frozenset("23456")
"""First digits of the networks that issue payment cards: without this, one millisecond timestamp in ten would be a card."""

_IBAN_BEGINS = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}", re.ASCII)
_IBAN_LENGTHS = {
    length: frozenset(countries.split())
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH CR HR LI LV",
        22: "BG BH DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ DZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV UA",
        29: "BR EG PS QA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
}
_SHORTEST_IBAN = min(_IBAN_LENGTHS)
_IBAN_DIGITS = 2
"""An IBAN has two check digits; what follows may be letters."""

_LENGTH_OF = {country: length for length, countries in _IBAN_LENGTHS.items() for country in countries}


class Payment(NamedTuple):
    """Which numbers of payment a text holds, with checksums that are right."""

    card: bool
    iban: bool


NO_PAYMENT = Payment(card=False, iban=False)


def payment_in(text: str) -> Payment:
    """
    Return which numbers of payment a text holds.

    Counting is quick, and nearly every text has too few digits for a card, and too few or too little else for an IBAN.
    """
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    written = plain.encode("ascii", "ignore")
    digits = len(written) - len(written.translate(None, _DIGITS))
    if digits < _IBAN_DIGITS:
        return NO_PAYMENT
    card = digits >= _SHORTEST_CARD and _holds_card(plain)
    iban = len(plain) >= _SHORTEST_IBAN and _holds_iban(plain.upper())
    return Payment(card=card, iban=iban) if card or iban else NO_PAYMENT


def holds_payment_number(text: str) -> bool:
    """Say whether a text holds a card number (ISO/IEC 7812-1) or an IBAN (ISO 13616) whose checksum is right."""
    return any(payment_in(text))


def _holds_card(text: str) -> bool:
    for run in _GROUPED_DIGITS.finditer(text):
        groups = re.split(r"\D+", run.group())
        if sum(map(len, groups)) < _CARD_LENGTHS.start:
            continue
        for first in range(len(groups)):
            digits = ""
            for group in groups[first:]:
                digits += group
                if len(digits) >= _CARD_LENGTHS.stop:
                    break
                if len(digits) in _CARD_LENGTHS and digits[0] in _CARD_BEGINS and _luhn(digits):
                    return True
    return False


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004  # a sum of two digits
    return total % 10 == 0


def _holds_iban(text: str) -> bool:
    for begin in _IBAN_BEGINS.finditer(text):
        length = _LENGTH_OF.get(text[begin.start() : begin.start() + 2])
        if length is None:
            continue
        compact = ""
        for letter in text[begin.start() : begin.start() + 2 * length]:
            if letter in _SEPARATORS:
                continue
            if not (letter.isascii() and letter.isalnum()):
                break
            compact += letter
            if len(compact) == length:
                break
        if len(compact) == length and int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1:
            return True
    return False
