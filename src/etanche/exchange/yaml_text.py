"""
YAML as we write it: in the order given, one way to write each thing, comments where something is to be said.

    >>> print(written({"title": {"fr": "Visite, du site"}, "basis": Gap("consent or contract")}), end="")
    title:
      fr: "Visite, du site"
    basis: "‹consent or contract›"

Every text that any reader of YAML, of any age, could take for something else stands in quotation marks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

PLAIN = re.compile(r"[A-Za-z/_À-ÖØ-öø-ÿ](?:[\w.@/+’'() -]*[\w.@/+’)])?|[1-9][0-9]* [a-z]+(?:[ -][a-z]+)*")
"""Texts that are the same to every reader without quotation marks, unless they are one of `WORDS`."""

WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "infinity"})
"""Texts that some reader of YAML takes for a value."""

STEP = "  "
WIDEST = 110
"""Letters in a line before a mapping in braces is written on several."""


@dataclass(frozen=True)
class Gap:
    """A value that nobody knows yet: it is written between ‹ ›, as a starter does, and `check` points at it."""

    note: str


@dataclass(frozen=True)
class Left:
    """A key that may be left out: a comment says what could stand there."""

    note: str


@dataclass(frozen=True)
class Noted:
    """A value with a comment above it."""

    value: Any
    note: str


@dataclass(frozen=True)
class Braced:
    """A mapping written in one line, if it fits."""

    value: Mapping[str, Any]


def written(document: Mapping[str, Any], *, spaced: bool = False) -> str:
    """Return a document as YAML; `spaced` leaves an empty line between its first keys."""
    parts = ("\n".join(_mapping({key: value}, "")) + "\n" for key, value in document.items())
    return ("\n" if spaced else "").join(parts)


def scalar(value: object) -> str:
    """Return one value as it is written."""
    if isinstance(value, Gap):
        return json.dumps(f"‹{one_line(value.note).replace('‹', '').replace('›', '')}›", ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = one_line(str(value))
    plain = PLAIN.fullmatch(text) and text.lower() not in WORDS and ": " not in text and " #" not in text
    return text if plain else json.dumps(text, ensure_ascii=False)


def one_line(text: str) -> str:
    """Return a text on one line, with single spaces and without characters that cannot be seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def comment(text: str, indent: str) -> Iterator[str]:
    """Return a comment, as many lines as it has."""
    for line in text.splitlines():
        yield f"{indent}# {one_line(line)}".rstrip()


def _mapping(mapping: Mapping[Any, Any], indent: str) -> Iterator[str]:
    """Return the lines of a mapping."""
    for key, value in mapping.items():
        yield from _entry(scalar(key), value, indent)


def _entry(key: str, value: Any, indent: str) -> Iterator[str]:
    """Return the lines of one key."""
    match value:
        case Noted(value=inner, note=note):
            yield from comment(note, indent)
            yield from _entry(key, inner, indent)
        case Left(note=note):
            yield from comment(f"{key}: {note}", indent)
        case Braced(value=inner):
            line = f"{indent}{key}: {_flow(inner)}" if _flows(inner) else ""
            if line and len(line) <= WIDEST:
                yield line
            else:
                yield from _entry(key, inner, indent)
        case Mapping() if not value:
            yield f"{indent}{key}: {{}}"
        case Mapping():
            yield f"{indent}{key}:"
            yield from _mapping(value, indent + STEP)
        case list() | tuple():
            yield from _list(key, value, indent)
        case _:
            yield f"{indent}{key}: {scalar(value)}"


def _list(key: str, items: Sequence[Any], indent: str) -> Iterator[str]:
    """Return the lines of a list: names between brackets, things one below the other."""
    if not any(isinstance(item, Mapping) for item in items):
        yield f"{indent}{key}: [{', '.join(scalar(item) for item in items)}]"
        return
    yield f"{indent}{key}:"
    for item in items:
        lines = list(_mapping(item, indent + STEP * 2))
        first = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
        lines[first] = f"{indent}{STEP}- {lines[first].lstrip()}"
        yield from lines


def _flows(value: Any) -> bool:
    """Tell whether a value can stand in braces: nothing in it needs a comment, and no text could end it early."""
    match value:
        case Mapping():
            return bool(value) and all(_flows(inner) for inner in value.values())
        case list() | tuple():
            return all(_flows(inner) for inner in value)
        case Left() | Noted():
            return False
        case Braced(value=inner):
            return _flows(inner)
        case _:
            return True


def _flow(value: Any) -> str:
    """Return a value in braces or brackets."""
    match value:
        case Braced(value=inner):
            return _flow(inner)
        case Mapping():
            return f"{{{', '.join(f'{scalar(key)}: {_flow(inner)}' for key, inner in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(_flow(inner) for inner in value)}]"
        case _:
            return scalar(value)
