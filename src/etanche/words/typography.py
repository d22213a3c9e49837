"""
Fine typography, applied once to every text that people read.

French wants a no-break space before `;` `:` `!` `?` and inside « »; both languages want a curly apostrophe,
and a number that stays on the line of its unit.
The words of the catalogue and the texts of a charter can so be typed on any keyboard.
What stands between backticks is for typing in again and stays as it is.
It does *not* translate, wrap or escape anything.
"""

from __future__ import annotations

import re
from functools import cache

from etanche.terms import Language

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_UNITS = (
    "heures?|jours?|semaines?|mois|ans?|minutes?|secondes?|hours?|days?|weeks?|months?|years?|seconds?|"
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "octets|bytes|[kMG]o|[kMG]B|[kMG]i[oB]|bits|px|ms|h|j|%|€"
)

_EVERYWHERE = (
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(rf"(?<=[\d}}]) (?=(?:{_UNITS})(?![\w-]))"), NO_BREAK),
    (re.compile(r"\b([Aa]rt\.) (?=\d)"), rf"\1{NO_BREAK}"),
    (re.compile(r"§ (?=\d)"), f"§{NO_BREAK}"),
)

_FRENCH = (
    (re.compile(r"[ \u00a0\u202f]+(?=[;!?])"), NARROW),
    (re.compile(r"[ \u00a0\u202f]+(?=:(?!\w))"), NO_BREAK),
    (re.compile(r"« +"), f"«{NO_BREAK}"),
    (re.compile(r" +»"), f"{NO_BREAK}»"),
    (re.compile(r"(?<=\d) (?=§)"), NO_BREAK),
    (re.compile(r"(§\u00a0\d+) (?=[a-z]\b)"), rf"\1{NO_BREAK}"),
    (re.compile(r"(?<=\d[ \u00a0]h) (?=\d)"), NO_BREAK),
)


_CODE = re.compile(r"(`[^`]*`)")


@cache
def fine(text: str, language: Language) -> str:
    """Return the text with its apostrophes and no-break spaces; fine text comes back unchanged."""
    return "".join(part if _CODE.fullmatch(part) else _set(part, language) for part in _CODE.split(text))


def _set(text: str, language: Language) -> str:
    for pattern, replacement in _EVERYWHERE + (_FRENCH if language == "fr" else ()):
        text = pattern.sub(replacement, text)
    return text
