"""
Card numbers and bank accounts, told by their checksums wherever they turn up.

A number grouped with spaces, dashes, dots or whatever else is put between digits, in full-width digits, or followed by other digits
is still found; what cannot be seen between digits is no separator at all.
What this does *not* see: a number spelled in words, or split over two fields.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_BETWEEN = r"[ .+\-\t\r\n_/,|*:;]"
_GROUPED_DIGITS = re.compile(rf"\d+(?:{_BETWEEN}{{1,4}}\d+)*", re.ASCII)
_GROUP = re.compile(r"(\D*)(\d+)", re.ASCII)
_SEPARATORS = frozenset(" .+-\t\r\n_/,|*:;")
_USUAL = frozenset(" .+-")
"""Separators that numbers are written with; any other also parts lists, columns and paths, so that only what is grouped like a card is one."""

_MASTERCARD = range(2221, 2721)
"""First four digits of the cards that begin with 2: without this, a list of years could be a card."""

_CARD_LENGTHS = range(13, 20)
_SHORTEST_CARD = _CARD_LENGTHS.start
_DIGITS = b"0123456789"
_CARD_BEGINS = frozenset("23456")
"""First digits of the networks that issue payment cards: without this, one millisecond timestamp in ten would be a card."""

_IBAN_BEGINS = re.compile(rf"(?:(?<![A-Z0-9])|(?<=IBAN))[A-Z]{{2}}{_BETWEEN}{{0,2}}\d{_BETWEEN}{{0,2}}\d", re.ASCII)
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
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_PLAIN)
    written = plain.encode("ascii", "ignore")
    digits = len(written) - len(written.translate(None, _DIGITS))
    if digits < _IBAN_DIGITS:
        return NO_PAYMENT
    card = digits >= _SHORTEST_CARD and _holds_card(plain)
    iban = len(plain) >= _SHORTEST_IBAN and _holds_iban(plain.upper())
    return Payment(card=card, iban=iban) if card or iban else NO_PAYMENT


class _Plain(dict[int, str]):
    """What each sign is taken for: a dash for `-`, a space for a space, another mark for `*`; what cannot be seen is left out."""

    def __missing__(self, code: int) -> str:
        """Take a sign for what its Unicode category says, once."""
        self[code] = _plain_sign(chr(code))
        return self[code]


def _plain_sign(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.decimal(sign))
    return sign if sign.isascii() else _TAKEN_FOR.get(category, sign)


_TAKEN_FOR = {
    **dict.fromkeys(("Cf", "Mn", "Me"), ""),
    **dict.fromkeys(("Pd", "Sm"), "-"),
    **dict.fromkeys(("Zs", "Zl", "Zp", "Cc"), " "),
    **dict.fromkeys(("Po", "Pc", "So"), "*"),
}
_PLAIN = _Plain()


def holds_payment_number(text: str) -> bool:
    """Say whether a text holds a card number (ISO/IEC 7812-1) or an IBAN (ISO 13616) whose checksum is right."""
    return any(payment_in(text))


def _holds_card(text: str) -> bool:
    for run in _GROUPED_DIGITS.finditer(text):
        parts = _GROUP.findall(run.group())
        if sum(len(group) for _, group in parts) < _CARD_LENGTHS.start:
            continue
        for first in range(len(parts)):
            digits = ""
            usual = True
            for last in range(first, len(parts)):
                between, group = parts[last]
                usual = usual and (last == first or _USUAL.issuperset(between))
                digits += group
                if len(digits) >= _CARD_LENGTHS.stop:
                    break
                if len(digits) not in _CARD_LENGTHS or digits[0] not in _CARD_BEGINS or not _luhn(digits):
                    continue
                if usual or _grouped_like_a_card([len(one) for _, one in parts[first : last + 1]], digits):
                    return True
    return False


def _grouped_like_a_card(groups: list[int], digits: str) -> bool:
    """Return whether digits are grouped as they are on a card: by four, or 4, 6 and the rest."""
    by_four = set(groups[:-1]) == {4} and groups[-1] <= 4  # noqa: PLR2004  # a group on a card
    known = digits[0] != "2" or int(digits[:4]) in _MASTERCARD
    return known and (by_four or (groups[:2] == [4, 6] and len(groups) == 3))  # noqa: PLR2004  # as above


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
        for letter in text[begin.start() : begin.start() + 3 * length]:
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
