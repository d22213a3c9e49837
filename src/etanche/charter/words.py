"""
Readers of the words a charter is made of: names, texts in both languages, lists, words of closed lists.

Each tells a fault once, in the language's terms; the types of the model that they make are in `forms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from etanche.charter.guesses import word_meant
from etanche.charter.phrase import ascii_letters, choice, guess, quoted
from etanche.charter.saying import Blanks, Saying
from etanche.terms import LANGUAGES, Language, Text

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 60

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def fault(
    says: str,
    *,
    rule: str = "word",
    at: str | None = None,
    on_key: bool = False,
    column: int = 0,
    told: Blanks | None = None,
    **blanks: object,
) -> PydanticCustomError:
    """
    Return the error that one fault raises inside the model.

    Args:
        says: which sentence of `writing` in the catalogue of words.
        rule: the rule it breaks, by its id.
        at: a key below the value, when the fault stands there.
        on_key: whether it is that key itself, and not what stands under it.
        column: how far into the text of the value the fault stands.
        told: what goes into the sentence, when it was put together before.
        blanks: what goes into the sentence.
    """
    filled = {**(told or {}), **blanks}
    context = {"says": says, "blanks": filled, "rule": rule, "at": at, "on_key": on_key, "column": column}
    return PydanticCustomError("charter", "a fault", context)


def found(value: object) -> object:
    """Return what a value is, in the words of somebody who writes YAML."""
    if isinstance(value, Mapping):
        return Saying(key="found.keys")
    if isinstance(value, list | tuple):
        return Saying(key="found.list")
    if value is None:
        return Saying(key="found.nothing")
    return quoted(value if isinstance(value, str) else str(value).lower())


def spoken(value: object, *, at: str | None = None) -> str:
    """Return words that are neither empty nor something else that YAML reads."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, bool | int | date):
        raise fault("no-words", at=at, found=found(value))
    raise fault("no-text", at=at, found=found(value) if value else Saying(key="found.empty"))


def name(value: object) -> str:
    """Return the name of a thing: lower case with hyphens."""
    text = spoken(value)
    if not NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        plain = "-".join(re.findall(r"[a-z0-9]+", ascii_letters(text)))
        plain = plain.lstrip("0123456789-")[:LONGEST_NAME].rstrip("-")
        raise fault("like-name" if plain else "name", rule="name", text=quoted(text), name=plain)
    return text


def both_texts(value: object, info: ValidationInfo) -> Text:
    """Return a text that people read, in every language of the notice."""
    languages: tuple[Language, ...] = (info.context or {}).get("languages", LANGUAGES)
    if not isinstance(value, Mapping):
        needed = ", ".join(f"{language}: …" for language in languages)
        raise fault("no-languages", rule="PUB-03", found=found(value), needed=f"`{{{needed}}}`")
    for key in value:
        if key not in LANGUAGES:
            _refuse_language(str(key), languages)
    for language in languages:
        if language not in value:
            raise fault("language-missing", rule="PUB-03", at=language, language=language)
    texts = {language: spoken(words, at=language) for language, words in value.items()}
    return Text(fr=texts.get("fr", texts[languages[0]]), en=texts.get("en", texts[languages[-1]]))


def _refuse_language(key: str, languages: tuple[Language, ...]) -> None:
    if re.fullmatch(r"[a-z]{2}", key):
        raise fault("strange-language", rule="PUB-03", at=key, on_key=True, key=quoted(key), known=choice(languages))
    raise fault("comma", rule="comma", at=key, on_key=True, key=quoted(key))


def listed(value: object) -> tuple[object, ...]:
    """Return the items of a list: at least one, and none twice."""
    if not isinstance(value, list | tuple):
        one = isinstance(value, str) and NAME.fullmatch(value)
        raise fault("no-list", rule="list", found=found(value), list=f"`[{value}]`" if one else "`[one, two]`")
    if not value:
        raise fault("empty-list", rule="list")
    seen: set[str] = set()
    for item in value:
        if str(item) in seen:
            raise fault("twice-in-list", rule="list", item=found(item))
        seen.add(str(item))
    return tuple(value)


def filled(value: Mapping[str, T]) -> Mapping[str, T]:
    """Return things under their names, at least one."""
    if not value:
        raise fault("nothing-here", rule="empty")
    return value


def languages(value: object) -> tuple[Language, ...]:
    """Return the languages of a notice, the first being the one it opens in."""
    known = [language for language in LANGUAGES if language in listed(value)]
    for item in listed(value):
        if item not in known:
            raise fault("unwritten-language", rule="PUB-04", item=found(item))
    return tuple(language for item in listed(value) for language in known if language == item)


def word(allowed: type[E]) -> Callable[[object], E]:
    """Return a reader of one word of a closed list."""
    known = {item.value: item for item in allowed}

    def read(value: object) -> E:
        if not isinstance(value, str) or value not in known:
            written = value if isinstance(value, str) else ""
            meant = word_meant(written, known)
            guessed = Saying(key="guess.near", blanks={"name": meant}) if meant else guess(written, known)
            raise fault("no-such-word", found=found(value), guess=guessed)
        return known[value]

    return read


def words(allowed: type[E]) -> Callable[[object], tuple[E, ...]]:
    """Return a reader of a list of words of a closed list, each once, in the order of writing."""
    one = word(allowed)
    return lambda value: tuple(one(item) for item in listed(value))
