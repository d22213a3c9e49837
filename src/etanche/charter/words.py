"""
The kinds of word a charter is made of: names, texts in both languages, lists, words of closed lists.

Each is a type of the model with a reader of its own, so that a fault is told once, in the language's terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from etanche.charter.phrase import ascii_letters, choice, meant, quoted
from etanche.terms import LANGUAGES, Language, Text

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_NAME = 60

_CLAUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def fault(
    what: str, hint: str = "", *, rule: str = "word", at: str | None = None, on_key: bool = False, column: int = 0
) -> PydanticCustomError:
    """
    Return the error that one fault raises inside the model.

    Args:
        what: what was found, in one line.
        hint: what to write instead.
        rule: the rule it breaks, by its id.
        at: a key below the value, when the fault stands there.
        on_key: whether it is that key itself, and not what stands under it.
        column: how far into the text of the value the fault stands.
    """
    # The template has no blanks of its own: braces in the author's words are not for formatting.
    told = {"what": what, "hint": hint, "rule": rule, "at": at, "on_key": on_key, "column": column}
    return PydanticCustomError("charter", "a fault", told)


def found(value: object) -> str:
    """Return what a value is, in the words of somebody who writes YAML."""
    if isinstance(value, Mapping):
        return "several keys"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "nothing"
    return quoted(value if isinstance(value, str) else str(value).lower())


def spoken(value: object, *, at: str | None = None) -> str:
    """Return words that are neither empty nor something else that YAML reads."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, bool | int | date):
        raise fault(f"expected words, found {found(value)}", "put it in quotation marks if it is a text", at=at)
    raise fault(
        f"expected words, found {found(value) if value else 'an empty text'}", "write a text of one line", at=at
    )


def _name(value: object) -> str:
    text = spoken(value)
    if not NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        plain = "-".join(re.findall(r"[a-z0-9]+", ascii_letters(text)))
        plain = plain.lstrip("0123456789-")[:LONGEST_NAME].rstrip("-")
        raise fault(
            f"{quoted(text)} is no name",
            f"a name is lower case with hyphens{f': `{plain}`' if plain else ''}",
            rule="name",
        )
    return text


def _text(value: object, info: ValidationInfo) -> Text:
    languages: tuple[Language, ...] = (info.context or {}).get("languages", LANGUAGES)
    if not isinstance(value, Mapping):
        needed = ", ".join(f"{language}: …" for language in languages)
        raise fault(f"expected a text in each language, found {found(value)}", f"write `{{{needed}}}`", rule="PUB-03")
    for key in value:
        if key not in LANGUAGES:
            _refuse_language(str(key), languages)
    for language in languages:
        if language not in value:
            raise fault(f"this text is missing in `{language}`", f"add `{language}: …`", rule="PUB-03", at=language)
    texts = {language: spoken(words, at=language) for language, words in value.items()}
    return Text(fr=texts.get("fr", texts[languages[0]]), en=texts.get("en", texts[languages[-1]]))


def _refuse_language(key: str, languages: tuple[Language, ...]) -> None:
    if re.fullmatch(r"[a-z]{2}", key):
        known = ", ".join(f"`{language}`" for language in languages)
        raise fault(
            f"{quoted(key)} is not a language of this notice",
            f"its languages are {known}",
            rule="PUB-03",
            at=key,
            on_key=True,
        )
    raise fault(
        f"{quoted(key)} is not a language: a comma inside `{{ }}` ends a text",
        COMMA_HINT,
        rule="comma",
        at=key,
        on_key=True,
    )


COMMA_HINT = "write the texts on two lines, `fr: …` and below it `en: …`"


def _listed(value: object) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        hint = f"write `[{value}]`" if isinstance(value, str) and NAME.fullmatch(value) else "write `[one, two]`"
        raise fault(f"expected a list, found {found(value)}", hint, rule="list")
    if not value:
        raise fault("this list is empty", "name at least one", rule="list")
    seen: set[str] = set()
    for item in value:
        if str(item) in seen:
            raise fault(f"{found(item)} is in this list twice", "keep one of them", rule="list")
        seen.add(str(item))
    return tuple(value)


def filled(value: Mapping[str, T]) -> Mapping[str, T]:
    """Return things under their names, at least one."""
    if not value:
        raise fault("there is nothing here", "name at least one", rule="empty")
    return value


def languages(value: object) -> tuple[Language, ...]:
    """Return the languages of a notice, the first being the one it opens in."""
    known = [language for language in LANGUAGES if language in _listed(value)]
    for item in _listed(value):
        if item not in known:
            raise fault(
                f"{found(item)} is not a language this version writes", "write `fr`, `en` or both", rule="PUB-04"
            )
    return tuple(language for item in _listed(value) for language in known if language == item)


def carried(value: object) -> object:
    """Return clauses with their promises; the name of a clause is its author's."""
    if isinstance(value, Mapping):
        for key in value:
            if not _CLAUSE.fullmatch(str(key)):
                raise fault(
                    f"{quoted(str(key))} is no name of a clause",
                    "use letters, digits, `.` and `-`",
                    at=str(key),
                    on_key=True,
                )
    return value


def places(value: object) -> tuple[str, ...]:
    """Return where the records of a category are: in this version, the vault."""
    for item in _listed(value):
        if item != "vault":
            raise fault(
                f"{found(item)} is a place that this version does not keep records in yet",
                "write `[vault]`",
                rule="later",
            )
    return ("vault",)


def word(allowed: type[E], later: Iterable[str] = ()) -> Callable[[object], E]:
    """
    Return a reader of one word of a closed list.

    Args:
        allowed: the words that this version keeps.
        later: words of the language that it does not keep yet.
    """
    unread = frozenset(later)
    known = {item.value: item for item in allowed if item.value not in unread}

    def read(value: object) -> E:
        if isinstance(value, str) and value in unread:
            what = f"`{value}` is in the language but this version does not keep it yet"
            raise fault(what, f"it keeps {choice(known)}", rule="later")
        if not isinstance(value, str) or value not in known:
            hint = meant(value if isinstance(value, str) else "", known)
            raise fault(f"{found(value)} is not one of the words allowed here", hint)
        return known[value]

    return read


Name = Annotated[str, PlainValidator(_name)]
Words = Annotated[str, PlainValidator(spoken)]
BothTexts = Annotated[Text, PlainValidator(_text)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed)]
AllWords = Annotated[tuple[Words, ...], BeforeValidator(_listed)]
Places = Annotated[tuple[str, ...], PlainValidator(places)]
Named = Annotated[Mapping[Name, T], AfterValidator(MappingProxyType)]
"""Things under their names, in the order of writing; it cannot be changed."""

SomeNamed = Annotated[Mapping[Name, T], AfterValidator(filled), AfterValidator(MappingProxyType)]
"""The same, and at least one."""
