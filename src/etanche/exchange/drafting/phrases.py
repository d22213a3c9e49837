"""
Understanding the words of a register: how long, which sort of datum, which basis, which sort of recipient.

    >>> keep_of("3 ans à compter du dernier contact")
    After(duration=Duration(number=3, unit=<Unit.YEAR: 'year'>), event='last-contact')
    >>> keep_of("le temps nécessaire")

Only what is said in full is understood; everything else is left to people.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from etanche.charter import After, Duration, Keep, KeepFault, Only, Unit, While, parse_keep
from etanche.exchange.names import terms
from etanche.terms import LANGUAGES
from etanche.words import country_words, say

LONGEST_TERM = 300
"""Letters; a longer text is no time, and is not searched for one."""

COUNTRY = re.compile(r"[A-Z]{2}")
COUNTRIES = "loc:"
"""How the vocabulary of countries begins its names."""

_BEFORE = r"(?:(?:conservation|conserve\w*|kept|stored|retained|duree|pendant|for|during)\s*:?\s+){0,3}"
_BETWEEN = r"(?:apres|a compter d[eu]s?|a partir d[eu]s?|suivant|depuis|after|from|following|since)"
_ARTICLE = r"(?:(?:de|du|des|la|le|les|the)\s+|l'|d')?"


@cache
def _phrases() -> Mapping[str, Any]:
    """Return the table of phrases."""
    return tomllib.loads(files("etanche.exchange.drafting").joinpath("phrases.toml").read_text("utf-8"))


def plain(text: str) -> str:
    """Return a text in small letters, without accents, double spaces and typographic signs."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", "'"))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(letters.lower().split()).strip(" :*.")


def says_nothing(text: str) -> bool:
    """Tell whether a cell says that there is nothing."""
    words = plain(text)
    return not words or words in _phrases()["nothing"]["words"]


def word_for(of: str, text: str) -> str | None:
    """Return the word of ours that a text says, of one table of phrases; the longest phrase found in it counts."""
    words = plain(text)
    found = [
        (len(phrase), word)
        for word, phrases in _phrases()[of].items()
        for phrase in phrases
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", words)
    ]
    return max(found, key=lambda match: match[0])[1] if found else None


def keep_of(text: str) -> Keep | None:
    """Return the rule that a text says and nothing else; nothing when there is more to it, or less."""
    try:
        return parse_keep(text.strip())
    except KeepFault:
        pass
    words = plain(text)
    if len(words) > LONGEST_TERM:
        return None
    for state, phrases in _phrases()["state"].items():
        if re.fullmatch(_BEFORE + _any(phrases), words):
            return While(state=state)
    number = rf"(?P<number>\d{{1,3}}|{_any(_phrases()['number'])})"
    units = {alias: unit for unit, aliases in _phrases()["unit"].items() for alias in aliases}
    for event, phrases in _phrases()["event"].items():
        found = re.fullmatch(
            rf"{_BEFORE}{number}\s+(?P<unit>{_any(units)})\s+{_BETWEEN}\s+{_ARTICLE}{_any(phrases)}", words
        )
        if found:
            return _after(found["number"], units[found["unit"]], event)
    return None


def _after(number: str, unit: str, event: str) -> Keep | None:
    """Return the rule, if it is one that a charter can have."""
    count = int(number) if number.isdigit() else int(_phrases()["number"][number])
    if not count:
        return None
    keep = After(duration=Duration(number=count, unit=Unit(unit)), event=event)
    try:
        return parse_keep(f"{keep.duration} after {event}")
    except KeepFault:
        return None


def _any(words: Any) -> str:
    """Return a pattern for any of some words, the longest first."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"


@cache
def _countries() -> Mapping[str, str]:
    """Return the letters of every country, by its name in any language of ours."""
    letters = [name.removeprefix(COUNTRIES) for name in terms() if name.startswith(COUNTRIES)]
    return {plain(country_words(code, language)): code for language in LANGUAGES for code in sorted(letters)}


def country_of(text: str) -> str | None:
    """Return the two letters of a country from its name or its letters."""
    letters = text.strip()
    if COUNTRY.fullmatch(letters) and letters in _countries().values():
        return letters
    return _countries().get(plain(text))


def part_of(title: str) -> tuple[str, str, str]:
    """
    Return the title of a field without the part that is kept of it, and that part: `only`, or `lasts`.

    >>> part_of("IP address (first half only)")
    ('IP address', 'first-half', '')
    """
    for language in LANGUAGES:
        for only in Only:
            before, after = say(f"field.{only}", language, field="|").split("|")
            if title.startswith(before) and title.endswith(after):
                return title[len(before) : len(title) - len(after)], only.value, ""
        before, after = say("field.lasts-a-day", language, field="|").split("|")
        if title.startswith(before) and title.endswith(after):
            return title[len(before) : len(title) - len(after)], "", "1 day"
    return title, "", ""
