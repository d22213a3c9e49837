"""
A charter as plain data, in the form in which two of them are compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from etanche.charter.keep import After, Between, Duration, FirstOf, LastOf, While, print_keep
from etanche.terms import Text

Plain = dict[str, object]


def plain(thing: object) -> object:
    """Return a part of a charter as mappings, lists, texts and words; texts stay whole, rules are printed."""
    if isinstance(thing, BaseModel):
        values = ((field.alias, getattr(thing, name)) for name, field in type(thing).model_fields.items())
        return {str(alias): plain(value) for alias, value in values if value is not None and alias != "was"}
    if isinstance(thing, Mapping):
        return {str(key): plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return [plain(item) for item in thing]
    return _leaf(thing)


def _leaf(thing: object) -> object:
    match thing:
        case Text():
            return {"fr": thing.fr, "en": thing.en}
        case After() | Between() | While() | FirstOf() | LastOf():
            return print_keep(thing)
        case Duration() | date():
            return str(thing)
        case _:
            return thing


def is_text(value: object) -> bool:
    """Tell whether a value is a text that people read."""
    return isinstance(value, dict) and bool(value) and set(value) <= {"fr", "en"}
