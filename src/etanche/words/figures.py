"""
Numbers, dates, moments, lists and countries, written as each language writes them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from etanche.terms import Language
from etanche.words.typography import NARROW, NO_BREAK, fine

LOCALES = {"fr": "fr_FR", "en": "en_GB"}

_INSIDE = {"fr": re.compile(r",| et "), "en": re.compile(r",| and ")}
"""What makes a member of a list look like two."""


def number_words(number: float, language: Language) -> str:
    """Return a number with the separators of the language: `1 214`, `1,214`."""
    return str(format_decimal(number, locale=LOCALES[language]))


def date_words(day: date, language: Language) -> str:
    """Return a date in full: `1er novembre 2026`, `1 November 2026`, unbroken between day and month."""
    words = format_date(day, "long", locale=LOCALES[language])
    if language == "fr" and day.day == 1:
        words = words.replace("1 ", "1er ", 1).replace("1er ", f"1er{NO_BREAK}", 1)
    return fine(words, language)


def month_words(day: date, language: Language) -> str:
    """Return the short name of a month: `nov.`, `Nov`."""
    return str(format_date(day, "MMM", locale=LOCALES[language]))


def day_words(day: date, language: Language) -> str:
    """Return a day without its year, as short as it can be: `24 nov.`, `24 Nov`."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number}{NO_BREAK}{month_words(day, language)}"


def hour_words(moment: datetime, zone: str, language: Language) -> str:
    """Return the time of day in a time zone: `6 h 02`, `06:02`."""
    local = moment.astimezone(ZoneInfo(zone))
    if language == "fr":
        return f"{local.hour}{NO_BREAK}h{NO_BREAK}{local.minute:02}"
    return f"{local.hour:02}:{local.minute:02}"


def list_words(items: Sequence[str], language: Language) -> str:
    """Return a list in a sentence: `a, b et c`, `a, b and c`."""
    return str(format_list(list(items), locale=LOCALES[language]))


def enumerated(items: Sequence[str], language: Language) -> str:
    """Return a list whose members may be lists themselves: then they are parted by semicolons, so that none is misread."""
    if any(_INSIDE[language].search(item) for item in items):
        return f"{NARROW if language == 'fr' else ''}; ".join(items)
    return list_words(items, language)


def country_words(country: str, language: Language) -> str:
    """Return the name of a country from its two letters; the letters themselves when nobody knows them."""
    return str(Locale.parse(LOCALES[language]).territories.get(country, country))


def begun_small(text: str) -> str:
    """Return a title as it stands inside a sentence: its first letter small, unless it is an acronym."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def begun_large(text: str) -> str:
    """Return a text as it stands at the head of a sentence; a name such as “iPhone” keeps its small letter."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
