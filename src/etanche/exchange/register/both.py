"""One thing said in both languages at once."""

from __future__ import annotations

from collections.abc import Callable

from etanche.terms import Language, Text
from etanche.words import say


def both(tell: Callable[[Language], str]) -> Text:
    """Return what is told in each language."""
    return Text(fr=tell("fr"), en=tell("en"))


def said(key: str, **blanks: object) -> Text:
    """Return the words of a key in each language."""
    return both(lambda language: say(key, language, **blanks))
