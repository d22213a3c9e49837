"""
Every way in which each key of a charter can change: made from the model, so that a key added tomorrow is tried too.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from etanche.charter import After, Charter, Duration, Unit
from etanche.charter.section import Section
from etanche.terms import Text

UNCOMPARED = frozenset({"versions", "justified", "carries"})
"""Sections about the text itself."""

FREE = "zz"
"""A name that no thing of the charter has."""


@dataclass(frozen=True)
class Key:
    """A key of the language: where it is, and every way in which it can change."""

    place: str
    ways: frozenset[str]


def keys(section: type[Section] = Charter, path: tuple[str, ...] = ()) -> Iterator[Key]:
    """Yield every key of the model that two charters are compared by."""
    hints = get_type_hints(section, include_extras=True)
    for name, field in section.model_fields.items():
        here = (*path, str(field.alias))
        if name == "was" or here[0] in UNCOMPARED:
            continue
        inner = _bare(hints[name])
        optional = not field.is_required() and field.default in (None, "", ()) and field.default_factory is None
        ways = _ways(inner, optional=optional)
        if ways:
            yield Key(".".join(here), ways)
        while get_origin(inner) is Mapping:
            inner = _bare(get_args(inner)[1])
        if isinstance(inner, type) and issubclass(inner, Section):
            yield from keys(inner, here)


def _bare(hint: Any) -> Any:
    while get_origin(hint) is Annotated:
        hint = get_args(hint)[0]
    return (
        _bare(get_args(hint)[0])
        if get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)
        else hint
    )


def _ways(kind: Any, *, optional: bool) -> frozenset[str]:
    there = {"added", "removed"} if optional else set()
    if get_origin(kind) is Mapping:
        below = _bare(get_args(kind)[1])
        return frozenset(
            {"added", "removed"} | ({"reworded"} if below is Text else {"changed"} if below is str else set())
        )
    if get_origin(kind) is tuple:
        return frozenset({"changed"} if get_args(kind) == (int, int) else {"added", "removed"})
    if get_origin(kind) is Union or get_origin(kind) is types.UnionType or kind is Duration:
        return frozenset(there | {"longer", "shorter", "changed"})
    if isinstance(kind, type) and issubclass(kind, Section):
        return frozenset(there)
    if kind is Text:
        return frozenset(there | {"reworded"})
    return frozenset(there | ({"longer", "shorter"} if kind is int else {"changed"}))


def changed(charter: Charter) -> Iterator[tuple[str, Charter]]:
    """Yield (a place, the charter with one thing changed there), for everything that the charter has."""
    yield from _within(charter, charter, ())


def _within(charter: Charter, thing: BaseModel, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield a part of the charter with one thing changed somewhere in it."""
    for name, field in type(thing).model_fields.items():
        here = (*path, str(field.alias))
        value = getattr(thing, name)
        if name == "was" or here[0] in UNCOMPARED or value in (None, "", ()):
            continue
        optional = not field.is_required() and field.default in (None, "", ()) and field.default_factory is None
        if optional:
            yield ".".join(here), thing.model_copy(update={name: field.default})
        for place, other in _others(charter, value, here):
            yield place, thing.model_copy(update={name: other})


def _others(charter: Charter, value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield other values that could stand in the place of one."""
    here = ".".join(path)
    if isinstance(value, BaseModel):
        yield from _within(charter, value, path)
    elif isinstance(value, Mapping):
        yield from _other_things(charter, value, path)
    elif isinstance(value, tuple):
        yield from ((here, other) for other in _other_lists(charter, value))
    else:
        yield from ((here, other) for other in _other_values(charter, value) if other != value)


def _other_things(charter: Charter, things: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    here = ".".join(path)
    for name, thing in things.items():
        yield here, {other: it for other, it in things.items() if other != name}
        if isinstance(thing, tuple):
            yield here, {**things, name: (*thing, _another(charter, thing[0]))}
        else:
            for place, other in _others(charter, thing, path):
                yield place, {**things, name: other}


def _other_lists(charter: Charter, items: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if items and isinstance(items[0], int):
        yield (3, 31) if items[0] <= 12 else (*items, 8443)  # a month and a day, or ports
    elif items:
        more = _another(charter, *items)
        if more not in items:
            yield (*items, more)
        if len(items) > 1:
            yield items[1:]


def _other_values(charter: Charter, value: Any) -> Iterator[Any]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case Text():
            yield Text(fr=f"{value.fr} et plus", en=f"{value.en} and more")
        case Duration():
            yield from (replace(value, number=value.number + 1), replace(value, number=value.number * 99))
        case date():
            yield value + timedelta(days=1)
        case StrEnum() | str():
            yield _another(charter, value)
        case _:
            yield from (After(duration=Duration(number=n, unit=Unit.HOUR), event="created") for n in (2, 9999))


def _another(charter: Charter, *taken: Any) -> Any:
    """Return another word of the same list, another name of the same section, or some other word."""
    first = taken[0]
    if isinstance(first, StrEnum):
        return next((word for word in type(first) if word not in taken), first)
    for section in type(charter).model_fields:
        things = getattr(charter, section)
        if isinstance(things, Mapping) and first in things:
            return next((name for name in things if name not in taken), FREE)
    return {"FR": "DE", "CH": "NO"}.get(str(first), FREE)
