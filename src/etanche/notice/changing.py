"""
What changed between two charters, told in sentences.

    change_words(change, old, new, "en")   →  "Visit to the site: IP address is now held whole."
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from etanche.charter import Charter, parse_duration, parse_keep
from etanche.charter.change import Change, How, place
from etanche.errors import Unreadable
from etanche.notice.keeping import duration_words, keep_words
from etanche.notice.naming import field_title, told
from etanche.terms import Language, Text
from etanche.words import begun_small, country_words, entry, fine, knows, say

_SEES = 2
"""Steps after `sees` or `receives`: a category, and a purpose."""


def change_words(change: Change, old: Charter, new: Charter, language: Language) -> str:
    """Return one change as a sentence; what has no words of its own is told by its path, so that nothing goes untold."""
    if change.how is How.RENAMED:
        return say("change.renamed", language, old=f"`{change.old}`", new=f"`{change.new}`")
    charter = old if change.how is How.REMOVED else new
    key = f"change.{place(change.path)}.{change.how}"
    if not knows(key, language):
        return _untitled(change, charter, language)
    blanks: Mapping[str, Callable[[], str]] = {
        "thing": lambda: _thing(charter, change.path, language),
        "item": lambda: _item(charter, change.path, language),
        "old": lambda: _value(old, change.path, change.old, language),
        "new": lambda: _value(new, change.path, change.new, language),
    }
    return _said(key, language, blanks)


def _said(key: str, language: Language, blanks: Mapping[str, Callable[[], str]]) -> str:
    return say(key, language, **{name: blanks[name]() for name in entry(key, language).blanks})


def _untitled(change: Change, charter: Charter, language: Language) -> str:
    """Return a change told by its path; of a whole part only the path is told."""
    path = f"`{'.'.join(change.path)}`"
    if isinstance(change.new if change.how is How.ADDED else change.old, dict) and change.how is not How.REWORDED:
        return say(f"change.other.part-{change.how}", language, path=path)
    blanks: dict[str, Callable[[], str]] = {
        "path": lambda: path,
        "old": lambda: _value(charter, change.path, change.old, language),
        "new": lambda: _value(charter, change.path, change.new, language),
    }
    return _said(f"change.other.{change.how}", language, blanks)


def _thing(charter: Charter, path: tuple[str, ...], language: Language) -> str:
    """Return the title of the named thing that a path leads into."""
    return _title(getattr(charter, path[0])[path[1]], path[1], language)


def _item(charter: Charter, path: tuple[str, ...], language: Language) -> str:
    """Return what was added to a thing or taken from it."""
    if path[2:3] == ("fields",):
        return field_title(charter, path[1], path[3], language)
    if path[2:3] == ("scopes",):
        return told(charter.providers[path[1]].scopes[path[3]].title, language)
    if path[2] in {"sees", "receives"} and len(path) == 3 + _SEES:
        category, purpose = (_called(charter, name, language) for name in path[3:])
        return say("change.purpose-for", language, category=category, purpose=purpose)
    return _called(charter, path[-1], language)


def _called(charter: Charter, name: str, language: Language) -> str:
    """Return the title of whatever has a name: one name names one thing."""
    for section in ("people", "regions", "estates", "channels", "categories", "purposes", "roles", "recipients"):
        things: Mapping[str, object] = getattr(charter, section)
        if name in things:
            return _title(things[name], name, language)
    return name


def _title(thing: object, name: str, language: Language) -> str:
    for attribute in ("title", "name", "says", "address"):
        text = getattr(thing, attribute, None)
        if isinstance(text, Text):
            return told(text, language)
        if isinstance(text, str) and text:
            return fine(text, language)
    return name


def _value(charter: Charter, path: tuple[str, ...], value: object, language: Language) -> str:
    """Return a value as people write it."""
    if isinstance(value, dict):
        return fine(str(value.get(language) or next(iter(value.values()), "")), language)
    if isinstance(value, bool):
        return say("word.yes" if value else "word.no", language)
    return _word(charter, path, str(value), language)


def _word(charter: Charter, path: tuple[str, ...], written: str, language: Language) -> str:
    match path[-1]:
        case "keep" if path[:2] != ("vault", "backups"):
            return keep_words(parse_keep(written), language)
        case "country":
            return country_words(written, language)
        case "basis":
            return begun_small(say(f"basis.{written}", language))
        case "objection":
            return say(f"change.objecting.{written}", language)
        case _:
            return _time(written, language) or _called(charter, written, language)


def _time(written: str, language: Language) -> str:
    """Return a duration in words, or nothing when it is none."""
    try:
        return duration_words(parse_duration(written, minutes=True), language)
    except Unreadable:
        return ""
