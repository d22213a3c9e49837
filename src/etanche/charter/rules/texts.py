"""
What a text says in one language it says in the other: at least the figures can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from etanche.charter.model import Charter
from etanche.charter.rules.rule import Rule, Wrong
from etanche.charter.tree import Path
from etanche.terms import Text

_FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text, sorted, without the marks by which languages group their digits."""
    return tuple(sorted(re.sub(r"\D", "", figure) for figure in _FIGURE.findall(text)))


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


def _figures(charter: Charter) -> Iterator[Wrong]:
    for path, text in texts_of(charter):
        french, english = figures(text.fr), figures(text.en)
        if french != english:
            what = f"the figures differ: {_shown(french)} in French, {_shown(english)} in English"
            yield Wrong(path=path, what=what, hint="write the same figures in both, as digits")


def _shown(found: tuple[str, ...]) -> str:
    return ", ".join(f"`{figure[:20]}`" for figure in found[:5]) or "none"


RULES: tuple[Rule, ...] = (Rule(id="PUB-03", search=_figures),)
