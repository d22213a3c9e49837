"""
Made-up data of every kind of field: what is sent, and what of it the charter lets stay.

What is expected is worked out here from the words of the charter, never by the code that trims:
a vault that keeps more than it says, or less, is seen. Whatever is searched for later is the same all through a run,
so that a search of every byte looks for a handful of things and not for thousands.
"""

from __future__ import annotations

import base64
import ipaddress
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Self

from etanche.charter import FieldKind, FieldPlan, Only

LETTERS: Final = "ghjkmnpqvwxz"
"""No marker spells a word, a number or a crawler's name."""

NOBODYS_4: Final = ipaddress.IPv4Network("100.64.0.0/10")
"""Shared address space (RFC 6598): no visitor can be behind one of these."""

_AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_PNG: Final = b"\x89PNG\r\n\x1a\n\0"
"""Nine bytes, so that what follows begins at a letter of base64."""


def marker(letters: int = 24) -> str:
    """Return letters that nobody ever wrote before."""
    return "".join(secrets.choice(LETTERS) for _ in range(letters))


def digits(count: int) -> str:
    """Return digits that begin with none of those that cards do."""
    return "9" + "".join(secrets.choice("0123456789") for _ in range(count - 1))


class Datum(NamedTuple):
    """What is sent in a field, and what must come out of the vault; nothing, where the vault makes the value itself."""

    sent: object
    kept: str | None


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What one run recognises its own data by; nothing of it is shown."""

    sealed: str = field(repr=False, default_factory=marker)
    """Kept, and sealed: in no file in clear."""

    never: str = field(repr=False, default_factory=marker)
    """Sent, and never kept: nowhere, not even in an opened record."""

    phone: str = field(repr=False, default_factory=lambda: f"+{digits(14)}")
    number: str = field(repr=False, default_factory=lambda: f"QX{digits(16)}")
    address: str = field(repr=False)
    """Of a network, kept whole where the charter says so."""

    cut: str = field(repr=False)
    """Of a network, of which only the first half may stay."""

    @classmethod
    def made_up(cls) -> Self:
        """Return marks that never were and will not be again."""
        size = NOBODYS_4.num_addresses
        address, cut = (str(NOBODYS_4[secrets.randbelow(size // 256) * 256 + 7 + one]) for one in (0, 111))
        return cls(address=address, cut=cut)

    def in_seals(self) -> Mapping[str, bytes]:
        """Return what may lie in no file in clear."""
        return {
            "sealed": self.sealed.encode(),
            "sealed-base64": base64.b64encode(self.sealed.encode()),
            "phone": self.phone.encode(),
            "number": self.number.encode(),
            "address": self.address.encode(),
        }

    def nowhere(self) -> Mapping[str, bytes]:
        """Return what may lie nowhere at all."""
        return {"never": self.never.encode(), "cut": self.cut.encode()}


def datum(marks: Marks, planned: FieldPlan) -> Datum:
    """Return what is sent in a field as the charter plans it, and what must be kept of it."""
    return _MADE[planned.kind](marks, planned)


def _word(marks: Marks, _planned: FieldPlan) -> Datum:
    word = marks.sealed + marker(8)
    return Datum(word, word)


def _email(marks: Marks, planned: FieldPlan) -> Datum:
    if planned.only is Only.DOMAIN:
        return Datum(f"{marks.never}@canary.invalid", "canary.invalid")
    address = f"{marks.sealed}{marker(8)}@canary.invalid"
    return Datum(address, address)


def _ip(marks: Marks, planned: FieldPlan) -> Datum:
    if planned.only is Only.FIRST_HALF:
        first, second, _, _ = marks.cut.split(".")
        return Datum(marks.cut, f"{first}.{second}.0.0/16")
    return Datum(marks.address, marks.address)


def _agent(marks: Marks, planned: FieldPlan) -> Datum:
    if planned.only is Only.VERSION:
        return Datum(f"{_AGENT} {marks.never}", "Mozilla 5")
    told = f"{_AGENT} {marks.sealed}"
    return Datum(told, told)


def _url(marks: Marks, planned: FieldPlan) -> Datum:
    if planned.only is Only.DOMAIN:
        return Datum(f"https://canary.invalid/{marks.never}", "canary.invalid")
    return Datum(f"https://canary.invalid/{marks.sealed}?q={marks.never}#{marks.never}", f"/{marks.sealed}")


def _instant(_marks: Marks, planned: FieldPlan) -> Datum:
    if planned.only is Only.DAY:
        return Datum("2001-02-03T13:37:42+00:00", "2001-02-03")
    return Datum("2001-02-03T13:37:42.500000+00:00", "2001-02-03T13:37:42+00:00")


def _file(marks: Marks, _planned: FieldPlan) -> Datum:
    content = marks.sealed.encode() + b"\0" + secrets.token_bytes(8)
    return Datum(content, base64.b64encode(content).decode())


def _picture(marks: Marks, _planned: FieldPlan) -> Datum:
    content = _PNG + marks.sealed.encode()
    return Datum(content, base64.b64encode(content).decode())


def _choice(_marks: Marks, planned: FieldPlan) -> Datum:
    return Datum(planned.values[0], planned.values[0])


def _link(_marks: Marks, planned: FieldPlan) -> Datum:
    to = f"{planned.to}/2026-01-02/{secrets.token_hex(16)}"
    return Datum(to, to)


def _pseudonym(marks: Marks, _planned: FieldPlan) -> Datum:
    """A pseudonym that is handed in is thrown away: the vault makes its own."""
    return Datum(marks.never, None)


def _same(value: str) -> Callable[[Marks, FieldPlan], Datum]:
    return lambda _marks, _planned: Datum(value, value)


_MADE: Final[Mapping[FieldKind, Callable[[Marks, FieldPlan], Datum]]] = {
    FieldKind.NAME: _word,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: lambda marks, _planned: Datum(marks.phone, marks.phone),
    FieldKind.POSTAL_ADDRESS: _word,
    FieldKind.BIRTH_DATE: _same("1901-02-03"),
    FieldKind.NATIONAL_NUMBER: lambda marks, _planned: Datum(marks.number, marks.number),
    FieldKind.LOCATION: _same("48.85837,2.29448"),
    FieldKind.PICTURE: _picture,
    FieldKind.LOGIN: _word,
    FieldKind.IP: _ip,
    FieldKind.USER_AGENT: _agent,
    FieldKind.PSEUDONYM: _pseudonym,
    FieldKind.IDENTIFIER: _word,
    FieldKind.TOKEN: _word,
    FieldKind.URL: _url,
    FieldKind.TEXT: _word,
    FieldKind.LONG_TEXT: _word,
    FieldKind.FILE: _file,
    FieldKind.LANGUAGE: _same("fr"),
    FieldKind.TIME_ZONE: _same("Europe/Paris"),
    FieldKind.COUNTRY: _same("FR"),
    FieldKind.SCREEN: _same("1280x1024"),
    FieldKind.COUNT: _same("7"),
    FieldKind.AMOUNT: _same("12.50 EUR"),
    FieldKind.VERSION: _same("Firefox 140"),
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _same("yes"),
    FieldKind.DATE: _same("1902-03-04"),
    FieldKind.INSTANT: _instant,
    FieldKind.MACHINE: _word,
    FieldKind.LINK: _link,
}
