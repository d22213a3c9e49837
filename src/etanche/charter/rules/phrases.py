"""
Words by which a text gives itself away, as patterns: the data stand in `facts/phrases.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from etanche.charter.model import Charter
from etanche.charter.tree import Path
from etanche.terms import Language, Text

_CLAUSE = re.compile(r"[,;:!?()]|\.(?!\w)")


@cache
def _lists() -> Mapping[str, Mapping[str, list[str]]]:
    text = files("etanche.charter").joinpath("facts", "phrases.toml").read_text("utf-8")
    return {name: found for name, found in tomllib.loads(text).items() if isinstance(found, dict)}


@cache
def phrases(name: str, of: str, *, capitals: bool = False) -> re.Pattern[str]:
    """
    Return a pattern that finds any of a list of phrases as whole words.

    Args:
        name: the list.
        of: the language, or another part of the list.
        capitals: whether capitals and small letters differ.
    """
    found = "|".join(_lists()[name][of])
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.NOFLAG if capitals else re.IGNORECASE)


@cache
def members(name: str, of: str) -> frozenset[str]:
    """Return a list of plain words."""
    return frozenset(_lists()[name][of])


def met(name: str, text: Text, languages: tuple[Language, ...]) -> tuple[Language, str] | None:
    """Return the first phrase of a list that a text has, with the language it stands in."""
    for language in languages:
        if match := phrases(name, language).search(text.in_(language)):
            return language, match.group()
    return None


def claimed(name: str, text: Text, languages: tuple[Language, ...]) -> tuple[Language, str] | None:
    """Return the first phrase of a list that a text has and does not deny: «not anonymous» claims nothing."""
    for language in languages:
        words = text.in_(language)
        for match in phrases(name, language).finditer(words):
            clause = _CLAUSE.split(words[: match.start()])[-1]
            if not phrases("denial", language).search(clause):
                return language, match.group()
    return None


def all_of(name: str, text: Text, languages: tuple[Language, ...]) -> Language | None:
    """Return the language in which a text is nothing but a phrase of a list."""
    for language in languages:
        words = text.in_(language).strip()
        if any(phrases(name, language).fullmatch(each) for each in (words, words.rstrip(" ."))):
            return language
    return None


def texts_of(thing: object, path: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Yield every text that people read, with its path."""
    if isinstance(thing, Text):
        yield path, thing
    elif isinstance(thing, BaseModel):
        for name, info in type(thing).model_fields.items():
            yield from texts_of(getattr(thing, name), (*path, info.alias or name))
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from texts_of(value, (*path, str(key)))


def telling_texts(charter: Charter) -> Iterator[tuple[Path, Text]]:
    """Yield the texts that say what is done with which data: purposes, categories and recipients."""
    yield from texts_of(charter.categories, ("categories",))
    yield from texts_of(charter.purposes, ("purposes",))
    yield from texts_of(charter.recipients, ("recipients",))
