"""
What a letter asks for, where nobody chose from a list.

Who writes in their own words has made a request all the same (EDPB 01/2022). What is not understood is taken as a request for access:
it gives the most, nothing is done to the data, and the letter that asks for proof says what was understood, so that who asks can correct it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from etanche.rights.facts import DONE_BY_STOPPING, Right
from etanche.terms import Language

OTHERWISE: Final = Right.ACCESS

_FRENCH: Final = frozenset(
    [
        "je",
        "vous",
        "mes",
        "mon",
        "ma",
        "donnees",
        "bonjour",
        "merci",
        "et",
        "les",
        "des",
        "pour",
        "que",
        "votre",
        "vos",
        "cordialement",
        "madame",
        "monsieur",
    ]
)
_ENGLISH: Final = frozenset(
    [
        "i",
        "you",
        "my",
        "data",
        "hello",
        "thanks",
        "thank",
        "and",
        "the",
        "of",
        "for",
        "that",
        "your",
        "please",
        "regards",
        "dear",
        "sir",
        "madam",
    ]
)


_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class _Heard:
    right: Right
    words: tuple[str, ...]


def heard(text: str) -> tuple[Right, ...]:
    """
    Return the rights for each of which a text opens a request; `OTHERWISE` where it names none.

    The first that somebody decides on, who reads the whole of it, and besides what is answered by itself, which nobody reads.
    """
    plain = _words(text)
    named = [one.right for one in _list() if any(_words(word) in plain for word in one.words)]
    decided = [one for one in named if one not in DONE_BY_STOPPING][:1]
    return (*decided, *(one for one in named if one in DONE_BY_STOPPING)) or (OTHERWISE,)


def language_of(text: str, otherwise: Language) -> Language:
    """Return the language that a text is more likely written in."""
    words = bare(text).replace("'", " ").split()
    french, english = sum(word in _FRENCH for word in words), sum(word in _ENGLISH for word in words)
    return otherwise if french == english else "fr" if french > english else "en"


def _words(text: str) -> str:
    """Return the words of a text, each with a space before it: what begins with one is found where a word begins, and nowhere inside."""
    return "".join(f" {word}" for word in _WORD.findall(bare(text)))


def bare(text: str) -> str:
    """Return a text in small letters without accents, with one kind of apostrophe."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@cache
def _list() -> tuple[_Heard, ...]:
    said = tomllib.loads(files("etanche.rights").joinpath("heard.toml").read_text("utf-8"))
    return tuple(_Heard(right=Right(one["right"]), words=tuple(one["words"])) for one in said["heard"])
