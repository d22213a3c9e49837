"""
Words inside words: a blank of a sentence that is itself said, each time in the language of the sentence around it.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Iterable
from dataclasses import dataclass, field

from etanche.terms import Language
from etanche.words import entry, say

Blanks = collections.abc.Mapping[str, object]
"""What is written into the blanks of a sentence: figures, names in backticks, other sayings."""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """A key of the catalogue with its blanks, to be said in whichever language is asked for."""

    key: str
    blanks: Blanks = field(default_factory=dict)

    def in_(self, language: Language) -> str:
        """Return the words in one language; blanks that the sentence has no use for stay unsaid."""
        wanted = entry(self.key, language).blanks
        filled = {name: _said(value, language) for name, value in self.blanks.items() if name in wanted}
        return say(self.key, language, **filled)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Several blanks in a row, each said in the language of the sentence around them."""

    items: tuple[object, ...]

    def in_(self, language: Language) -> str:
        """Return the items with commas between them."""
        return ", ".join(str(_said(item, language)) for item in self.items)


def _said(value: object, language: Language) -> object:
    return value.in_(language) if isinstance(value, Saying | Listing) else value


def listing(items: Iterable[object]) -> Listing:
    """Return several blanks as one."""
    return Listing(items=tuple(items))
