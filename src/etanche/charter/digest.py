"""
The digest of a charter: what it means, and not how it is written.

Comments, the order of keys, layout and quotation marks change nothing; neither does writing out a default.
A key that says nothing is not there, so that a key which a later version adds changes no digest of today.
Any change of meaning changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel

from etanche.charter.keep import After, Between, Duration, FirstOf, LastOf, While, print_keep
from etanche.charter.model import Charter
from etanche.terms import Text

FORM = "etanche charter 2"
"""The first line of what is digested; another canonical form gets another name."""

ORDERED = frozenset({"languages", "fiscal-year-end"})
"""Lists whose order means something."""


def digest(charter: Charter) -> str:
    """Return the SHA-256 of a charter in canonical form, 64 hex digits."""
    return hashlib.sha256(canonical(charter)).hexdigest()


def canonical(charter: Charter) -> bytes:
    """Return a charter in its one canonical form, for whoever wants to compute the digest alone."""
    form = json.dumps(_plain(charter), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{FORM}\n{form}".encode()


def _plain(thing: object) -> object:
    if isinstance(thing, BaseModel):
        said = {field.alias: getattr(thing, name) for name, field in type(thing).model_fields.items()}
        return {key: _field(str(key), value) for key, value in said.items() if not _is_nothing(value)}
    if isinstance(thing, Mapping):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return sorted(thing)
    if isinstance(thing, Text):
        return {"fr": thing.fr, "en": thing.en}
    return _word(thing)


def _is_nothing(value: object) -> bool:
    return value is None or (isinstance(value, str | tuple | Mapping) and not value)


def _field(name: str, value: object) -> object:
    """Return the value of a key; a list of names is a set, whichever way round it was written."""
    return value if name in ORDERED else _plain(value)


def _word(thing: object) -> object:
    if isinstance(thing, After | Between | While | FirstOf | LastOf):
        return print_keep(thing)
    return str(thing) if isinstance(thing, Duration | date) else thing
