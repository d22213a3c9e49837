"""
What a text says in one language it says in the other, and it says it plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etanche.charter.countries import language_of
from etanche.charter.model import Charter
from etanche.charter.phrase import quoted
from etanche.charter.rules.phrases import all_of, met, phrases, telling_texts, texts_of
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.saying import Saying
from etanche.terms import LANGUAGES, Text

_FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_PART_OF_A_WORD = re.compile(r"\b[^\W\d]\w*|\d+(?=[A-Z])")
"""A figure that belongs to a name, such as B2B, IPv4 or 2FA: the other language may have a word for it."""

_AFTERNOON = re.compile(r"\b(\d{1,2})(?=(?::\d\d)?[ \u00a0]?p\.?m\b)", re.IGNORECASE)
NOON = 12
FEWEST_WORDS = 4
"""A title of three words can be the same in both languages; a sentence cannot."""


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text, each once and sorted, without the marks by which languages group their digits."""
    hours = _AFTERNOON.sub(lambda hour: str(int(hour[1]) % NOON + NOON), text)
    found = _FIGURE.findall(_PART_OF_A_WORD.sub("", hours))
    return tuple(sorted({re.sub(r"\D", "", figure) for figure in found}))


def _figures(charter: Charter) -> Iterator[Wrong]:
    for path, text in texts_of(charter):
        french, english = figures(text.fr), figures(text.en)
        if french != english:
            blanks = {"french": _shown(french), "english": _shown(english)}
            yield Wrong(path=path, says="figures", blanks=blanks)


def _shown(found: tuple[str, ...]) -> object:
    return ", ".join(f"`{figure[:20]}`" for figure in found[:5]) or Saying(key="word.none")


def _unwritten(charter: Charter) -> Iterator[Wrong]:
    for path, text in texts_of(charter):
        for language in charter.notice.languages:
            if match := phrases("unwritten", language, capitals=True).search(text.in_(language)):
                yield Wrong(path=(*path, language), says="unwritten", blanks={"found": match.group()})
        unsaid = all_of("unsaid", text, charter.notice.languages)
        if unsaid is not None:
            yield Wrong(path=(*path, unsaid), says="unwritten", blanks={"found": text.in_(unsaid).strip()})
        if _untranslated(text) and len(charter.notice.languages) == len(LANGUAGES):
            yield Wrong(path=path, says="same")


def _untranslated(text: Text) -> bool:
    """Return whether a sentence is the same in both languages and has the small words of one of them."""
    if text.fr != text.en or len(text.fr.split()) < FEWEST_WORDS:
        return False
    return any(phrases("small-words", language).search(text.fr) for language in LANGUAGES)


def _native(charter: Charter) -> Iterator[Wrong]:
    home = charter.organisation.home
    language = language_of(home)
    if language and language not in charter.notice.languages:
        yield Wrong(path=("notice", "languages"), blanks={"country": home, "language": language})


def _vague(charter: Charter) -> Iterator[Wrong]:
    for path, text in telling_texts(charter):
        found = met("vague", text, charter.notice.languages)
        if found and found[1] != "May":
            yield Wrong(path=(*path, found[0]), blanks={"found": quoted(found[1])})


ALONE: tuple[Rule, ...] = (
    Rule(id="PUB-03", search=_figures),
    Rule(id="PUB-04", search=_unwritten),
    Rule(id="PUB-05", search=_native),
    Rule(id="PUB-06", search=_vague),
)
