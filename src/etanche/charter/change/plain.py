"""
A charter as plain data, in the form in which two of them are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pydantic import BaseModel

from etanche.charter.keep import After, Between, Duration, FirstOf, LastOf, While, print_keep
from etanche.charter.model import Charter
from etanche.terms import LANGUAGES, Language, Text

Plain = dict[str, object]

UNCOMPARED = frozenset({"versions", "carries", "justified"})
"""Sections about the text itself: its dates, the clauses it carries, the warnings somebody stands by."""


def plain(charter: Charter, languages: Iterable[Language]) -> Plain:
    """
    Return a charter as mappings, lists, words, texts, durations and rules; texts in some languages only.

    What says nothing is not there.
    """
    return {key: part for key, part in _keys(charter, tuple(languages)) if key not in UNCOMPARED}


def in_json(value: object) -> object:
    """Return a part of a charter as programs are given it: a text as its languages, a rule as it is printed."""
    match value:
        case dict():
            return {key: in_json(part) for key, part in value.items()}
        case list():
            return [in_json(part) for part in value]
        case Text():
            return {"fr": value.fr, "en": value.en}
        case After() | Between() | While() | FirstOf() | LastOf():
            return print_keep(value)
        case Duration() | date():
            return str(value)
        case _:
            return value


def _plain(thing: object, languages: tuple[Language, ...]) -> object:
    match thing:
        case str() | int():
            return thing
        case BaseModel():
            return dict(_keys(thing, languages))
        case dict() | MappingProxyType():
            return {str(key): _plain(value, languages) for key, value in thing.items()}
        case tuple():
            return [_plain(item, languages) for item in thing]
        case Text() if len(languages) < len(LANGUAGES):
            return replace(thing, **{other: "" for other in LANGUAGES if other not in languages})
        case _:
            return thing


def _keys(thing: BaseModel, languages: tuple[Language, ...]) -> Iterator[tuple[str, object]]:
    """Yield the keys of a part of the model that say something, under the names of the language."""
    for name, field in type(thing).model_fields.items():
        key, value = str(field.alias), getattr(thing, name)
        if value not in (None, "") and key != "was":
            yield key, _leaf(key, value, languages)


def _leaf(key: str, value: object, languages: tuple[Language, ...]) -> object:
    if key == "fiscal-year-end" and isinstance(value, tuple):
        return "{:02}-{:02}".format(*value)
    return _plain(value, languages)
