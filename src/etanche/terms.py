"""
Words that every room uses in the same sense: languages, bilingual texts, identifiers, what can be done to data.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

OrganisationId = NewType("OrganisationId", bytes)
"""16 random bytes; never derived from a name."""

PromiseId = NewType("PromiseId", str)
"""`kind:subject`, as LANGUAGE §12 writes it: `retention:audience/visit`."""

ID_BYTES = 16


def new_id() -> bytes:
    """Return 16 random bytes: ids never count upward, so that gaps in them tell nothing."""
    return secrets.token_bytes(ID_BYTES)


def one_name(name: str) -> str:
    """
    Return the one spelling by which names of those who act are compared; what they wrote is what the journal keeps.

    Capitals, blanks around or doubled, how accents and widths are composed (Unicode NFKC), and letters that nobody sees make nobody else.
    Letters of other alphabets that look alike stay different.
    """
    seen = "".join(one for one in unicodedata.normalize("NFKC", name) if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()).casefold())


def same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names of those who act are one; nobody is the same as who has no name."""
    return one is not None and other is not None and one_name(one) == one_name(other)


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text people read, in both languages of the house."""

    fr: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in one language."""
        return self.fr if language == "fr" else self.en


class Action(StrEnum):
    """What can be asked of the gate."""

    WRITE = "write"
    READ = "read"
    COUNT = "count"
    FORGET = "forget"
    DISCLOSE = "disclose"
