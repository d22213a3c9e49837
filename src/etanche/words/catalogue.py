"""
The words of the product: the files of `words/fr` and `words/en`, and nowhere else.

    say("keep.after", "en", duration="180 days", event="collection")   →  "180 days after collection"
    say("unit.day", "fr", n=1)                                         →  "1 jour"

A key that does not exist, a blank left empty and a blank nobody asked for are faults of ours and raise:
half a sentence about somebody's data is worse than none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from importlib.resources import files
from string import Formatter

from babel import Locale

from etanche.errors import Fault
from etanche.terms import Language
from etanche.words.figures import LOCALES, date_words, number_words
from etanche.words.inline import Code, Inline, Link, Phrase, Strong, joined
from etanche.words.typography import fine

_STOPPED = re.compile(r"\{([a-z-]+)\}\.(?!\.)")
"""A blank at the end of a sentence: a name that ends with a full stop, such as “Inc.”, needs no second one."""

_PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})


class WordsFault(Fault):
    """The catalogue cannot say what was asked of it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to say: its forms by plural category, and the blank that chooses between them."""

    typed: Mapping[str, str]
    """The forms as they stand in the file."""

    language: Language
    by: str = "n"

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """Return the forms as people read them; few of the thousands of a catalogue are asked for, so this waits for the first."""
        return {form: fine(text, self.language) for form, text in self.typed.items()}

    @cached_property
    def blanks(self) -> frozenset[str]:
        """Return the names of all blanks, with the one that chooses the form."""
        named = {name for form in self.typed.values() for _, name, _, _ in Formatter().parse(form) if name}
        return frozenset(named | ({self.by} if len(self.typed) > 1 else set()))


@cache
def words(language: Language) -> Mapping[str, Entry]:
    """
    Return the whole catalogue of one language, by dotted key.

    Raises:
        WordsFault: two files have words for one key.
    """
    found: dict[str, Entry] = {}
    for file in sorted(files("etanche.words").joinpath(language).iterdir(), key=lambda file: file.name):
        here: dict[str, Entry] = {}
        _gather("", tomllib.loads(file.read_text(encoding="utf-8")), language, here)
        if twice := sorted(found.keys() & here.keys()):
            raise WordsFault(f"`{twice[0]}` stands in two files of `{language}`, one of them `{file.name}`")
        found.update(here)
    return found


def _gather(prefix: str, table: Mapping[str, object], language: Language, found: dict[str, Entry]) -> None:
    """Flatten nested tables to dotted keys; a table with an `other` is one entry with plural forms."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            found[key] = Entry(typed={"other": value}, language=language)
        elif isinstance(value, dict) and "other" in value and set(value) <= _PLURALS | {"by"}:
            forms = {form: str(text) for form, text in value.items() if form in _PLURALS}
            found[key] = Entry(typed=forms, language=language, by=str(value.get("by", "n")))
        elif isinstance(value, dict):
            _gather(f"{key}.", value, language, found)
        else:
            raise WordsFault(f"`{key}` is not a text in `{language}`")


def entry(key: str, language: Language) -> Entry:
    """
    Return what the catalogue holds under a key.

    Raises:
        WordsFault: nothing stands there.
    """
    try:
        return words(language)[key]
    except KeyError:
        raise WordsFault(f"no words for `{key}` in `{language}`") from None


def knows(key: str, language: Language) -> bool:
    """Tell whether the catalogue has words for a key."""
    return key in words(language)


def written(value: object, language: Language) -> str:
    """
    Return a blank as people write it: numbers and dates in the manner of the language, the rest unchanged.

    Raises:
        WordsFault: a moment was given; it needs a time zone, so the caller writes it with `moment_words`.
    """
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no", language)
    if isinstance(value, int | float):
        return number_words(value, language)
    if isinstance(value, datetime):
        raise WordsFault("a moment needs a time zone to be written")
    if isinstance(value, date):
        return date_words(value, language)
    return str(value)


def _form(key: str, language: Language, blanks: Mapping[str, object]) -> str:
    """Return the form of an entry that fits the blanks, after checking that they are exactly the ones it has."""
    held = entry(key, language)
    if held.blanks != blanks.keys():
        missing, extra = sorted(held.blanks - blanks.keys()), sorted(blanks.keys() - held.blanks)
        raise WordsFault(f"blanks of `{key}` in `{language}`: missing {missing}, not asked for {extra}")
    if len(held.forms) == 1:
        return held.forms["other"]
    count = blanks[held.by]
    if not isinstance(count, int | float):
        raise WordsFault(f"`{held.by}` chooses the form of `{key}` and is not a number")
    if count == 0 and "zero" in held.forms:
        return held.forms["zero"]
    return held.forms.get(_locale(language).plural_form(count), held.forms["other"])


@cache
def _locale(language: Language) -> Locale:
    """Return what a language does with numbers."""
    return Locale.parse(LOCALES[language])


def say(key: str, language: Language, /, **blanks: object) -> str:
    """
    Return the words of a key with all their blanks filled.

    Raises:
        WordsFault: there are no such words, or the blanks given are not exactly the blanks they have.
    """
    form = _form(key, language, blanks)
    said = {name: written(value, language) for name, value in blanks.items()}
    if any(value.endswith(".") for value in said.values()):
        form = _STOPPED.sub(lambda found: found[0][:-1] if said[found[1]].endswith(".") else found[0], form)
    return form.format(**said)


def phrase(key: str, language: Language, /, **blanks: object) -> Phrase:
    """
    Return the words of a key as a phrase, so that a blank can be a link, a piece of code, or a phrase of its own.

    Raises:
        WordsFault: as `say`.
    """
    parts: list[Inline] = []
    for text, name, _, _ in Formatter().parse(_form(key, language, blanks)):
        parts.append(text[1:] if _stopped(parts) and text.startswith(".") and text[1:2] != "." else text)
        if name is not None:
            value = blanks[name]
            if isinstance(value, tuple):
                parts.extend(value)
            else:
                parts.append(value if isinstance(value, Link | Code | Strong) else written(value, language))
    return joined(parts)


def quoted(text: str, language: Language) -> str:
    """Return a text between the quotation marks of the language."""
    return say("word.quote", language, text=text)


def _stopped(parts: list[Inline]) -> bool:
    """Tell whether what has been said so far ends with a full stop."""
    last = parts[-1] if parts else ""
    return (last if isinstance(last, str) else last.text).endswith(".")
