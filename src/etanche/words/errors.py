"""
What went wrong, in the language of whoever reads it.

An error says in English what and how, where it is raised. The same sentences stand in French in `errors-fr.toml`, by the English one,
with `{}` where it names something; a name goes over as it is. A sentence that does not stand there is read in English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from etanche.terms import Language
from etanche.words.typography import fine

BLANK: Final = "{}"
_BLANKS: Final = re.compile(r"\{(\d?)\}")


class _Template(NamedTuple):
    """A sentence with blanks, what it looks like when they are filled, and the same in the other language."""

    begins: str
    pattern: re.Pattern[str]
    said: str


@cache
def sentences() -> Mapping[str, str]:
    """Return every English sentence that stands in the catalogue, with the French one."""
    told = tomllib.loads(files("etanche.words").joinpath("errors-fr.toml").read_text(encoding="utf-8"))
    return {english: french for room in told.values() for english, french in room.items()}


@cache
def _templates() -> tuple[_Template, ...]:
    """Return those with blanks; the one that says most by itself comes first, because others may look like it."""
    blanked = [one for one in sentences() if BLANK in one]
    return tuple(_template(one) for one in sorted(blanked, key=lambda one: (-len(one.replace(BLANK, "")), one)))


def _template(english: str) -> _Template:
    parts = english.split(BLANK)
    pattern = re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)
    return _Template(parts[0], pattern, sentences()[english])


def told_in(text: str, language: Language) -> str:
    """Return what an error says in a language; as it is, if that language has no words for it."""
    if language == "en" or not text:
        return text
    if text in sentences():
        return fine(sentences()[text], language)
    for one in _templates():
        found = one.pattern.fullmatch(text) if text.startswith(one.begins) else None
        if found is not None:
            # The words are set first: what is named stays as it was written.
            return _filled(fine(one.said, language), found.groups())
    return text


def _filled(said: str, values: Sequence[str]) -> str:
    """Return a sentence with what it names: in their order, or by their number."""
    words, *rest = _BLANKS.split(said)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return words + "".join(values[int(number or place)] + after for place, (number, after) in enumerate(pairs))
