"""
A manifest of somebody else's making, as plain values that know their places; bounded in size, depth and number.

It is built from the parser's events. An alias stands for what it repeats, and counts as much,
so that a file of a few lines cannot stand for a billion values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from etanche.errors import Place, Unreadable
from etanche.exchange.yaml_text import one_line

LARGEST = 1024 * 1024
MOST = 40_000
DEEPEST = 40
LONGEST_TEXT = 4_000
NOT_YAML = "this is not YAML"
HINT = "is it a manifest of Fides?"


class ManifestUnreadable(Unreadable):
    """A file is no manifest that can be read here."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a manifest with its place: a text, a list of values, or values by key."""

    place: Place
    text: str = ""
    items: tuple[Value, ...] = ()
    keys: tuple[tuple[str, Value], ...] = ()
    kind: str = "text"
    size: int = 1
    """How many values it is, itself and all below it."""

    def get(self, key: str) -> Value:
        """Return the value under a key; an empty one when there is none."""
        return next((value for name, value in self.keys if name == key), Value(place=self.place, kind="nothing"))

    def say(self, key: str) -> str:
        """Return the text under a key; nothing when there is none."""
        return self.get(key).text

    def each(self, key: str) -> Iterator[Value]:
        """Return the values of a list under a key; a single one counts as a list of one."""
        found = self.get(key)
        if found.kind == "list":
            yield from found.items
        elif found.kind != "nothing":
            yield found

    def texts(self, key: str) -> list[str]:
        """Return the texts of a list under a key."""
        return [value.text for value in self.each(key) if value.text]

    @property
    def empty(self) -> bool:
        """Tell whether nothing is said."""
        return not (self.text or self.items or self.keys)


def read_manifest(data: bytes, *, file: str) -> Value:
    """
    Return a manifest.

    Raises:
        ManifestUnreadable: it is no UTF-8, no YAML, too much, or no mapping.
    """
    start = Place(file=file, line=1, column=1)
    if len(data) > LARGEST:
        hint = "give one file of it"
        raise ManifestUnreadable(f"the manifest is larger than {LARGEST // 1024 // 1024} MiB", hint=hint, place=start)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "give an .ods, an .xlsx or a YAML file"
        raise ManifestUnreadable("this is neither a spreadsheet nor a text in UTF-8", hint=hint, place=start) from None
    try:
        root = _Grower(file).document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file=file, line=mark.line + 1, column=mark.column + 1) if mark else start
        raise ManifestUnreadable(NOT_YAML, hint=HINT, place=place) from None
    except (YAMLError, ValueError, LookupError, OverflowError, RecursionError):
        raise ManifestUnreadable(NOT_YAML, hint=HINT, place=start) from None
    if root is None or root.kind != "keys":
        hint = "it begins with `system:`, `dataset:` or another list"
        raise ManifestUnreadable("a manifest is a mapping", hint=hint, place=start)
    return root


class _Grower:
    """Builds values from events, and counts them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.met = 0
        self.anchors: dict[str, Value] = {}

    def document(self, events: Iterator[Event]) -> Value | None:
        """Return the first document, and look no further."""
        for event in events:
            if isinstance(event, NodeEvent):
                return self._value(event, events, 1)
        return None

    def _value(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Value:
        place = Place(file=self.file, line=event.start_mark.line + 1, column=event.start_mark.column + 1)
        if depth > DEEPEST:
            self._refuse("the manifest is nested too deeply", f"it may be {DEEPEST} deep", place)
        if isinstance(event, AliasEvent):
            made = self.anchors.get(str(event.anchor))
            if made is None:
                self._refuse("this alias stands for nothing that is finished", "write the thing out", place)
        elif isinstance(event, ScalarEvent):
            made = Value(place=place, text=_text(event))
        elif isinstance(event, SequenceStartEvent):
            items = tuple(self._items(events, depth))
            made = Value(place=place, kind="list", items=items, size=1 + sum(item.size for item in items))
        else:
            keys = tuple(self._pairs(events, depth))
            made = Value(place=place, kind="keys", keys=keys, size=1 + sum(value.size for _, value in keys))
        self.met += made.size if isinstance(event, AliasEvent) else 1
        if self.met > MOST:
            self._refuse(f"the manifest says more than {MOST} things up to here", "give one file of it", place)
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = made
        return made

    def _items(self, events: Iterator[Event], depth: int) -> Iterator[Value]:
        for event in events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self._value(cast("NodeEvent", event), events, depth + 1)

    def _pairs(self, events: Iterator[Event], depth: int) -> Iterator[tuple[str, Value]]:
        for event in events:
            if isinstance(event, MappingEndEvent):
                return
            key = self._value(cast("NodeEvent", event), events, depth + 1)
            yield key.text, self._value(cast("NodeEvent", next(events)), events, depth + 1)

    @staticmethod
    def _refuse(what: str, hint: str, place: Place) -> NoReturn:
        raise ManifestUnreadable(what, hint=hint, place=place)


def _text(event: ScalarEvent) -> str:
    """Return a scalar as the text it is; nothing for what means nothing."""
    text = one_line(str(event.value)[:LONGEST_TEXT])
    return "" if event.style is None and text in {"~", "null", "Null", "NULL"} else text
