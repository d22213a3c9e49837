"""
YAML 1.2, read into a tree whose every node knows its place.

The tree is built from the parser's events, so that an alias, an anchor, a tag or a depth without end is refused
when it is met, and nothing is ever expanded.
Scalars are understood here, in the four ways a charter needs: `true` and `false`, whole numbers, dates, and nothing;
everything else is words.
Keys are always words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NoReturn, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from etanche.charter.findings import CharterUnreadable
from etanche.charter.source import unseen
from etanche.charter.syntax import ANY, COLON_IN_BRACKETS, TOWARDS_THE_OPENING, complaint
from etanche.errors import Place

DEEPEST = 12
"""The language needs six steps."""

MOST = 50_000
"""A charter of two thousand lines has some seven thousand keys and values."""

Path = tuple[str | int, ...]
"""The way from the root to a node: names of keys, and numbers of items."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """One value."""

    place: Place
    text: str
    value: str | int | bool | date | None
    style: str | None
    """`'` or `"` when it is quoted, `|` or `>` for a block, nothing when it is plain."""

    lines: int = 1


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A key with its value, as written."""

    key: Scalar
    value: Node


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Names with their values, in the order of writing; a name written twice is there twice."""

    place: Place
    entries: tuple[Entry, ...]
    flow: bool
    """Whether it is written in `{ }`."""

    def get(self, key: str) -> Entry | None:
        """Return the first entry under a name."""
        return next((entry for entry in self.entries if entry.key.text == key), None)


Node = Scalar | Sequence | Mapping


def plant(text: str, *, file: str) -> Mapping:
    """
    Return the tree of a charter.

    Raises:
        CharterUnreadable: the text is not YAML, or not the part of it that a charter may use.
    """
    grower = _Grower(file)
    try:
        root = grower.document(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        raise grower.syntax(error) from None
    except (YAMLError, ValueError, LookupError, OverflowError):
        raise CharterUnreadable(ANY, place=grower.reached) from None
    if not isinstance(root, Mapping):
        raise CharterUnreadable("no-sections", place=root.place)
    return root


def at(root: Mapping, path: Path) -> tuple[Scalar | None, Node]:
    """Return the key and the value at a path, or of the nearest thing above it that is there."""
    key: Scalar | None = None
    node: Node = root
    for step in path:
        if isinstance(node, Mapping):
            entry = node.get(str(step))
            if entry is None:
                break
            key, node = entry.key, entry.value
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            key, node = None, node.items[step]
        else:
            break
    return key, node


class _Grower:
    """Builds the tree from events, and remembers how far it came."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.reached = Place(file=file, line=1, column=1)
        self.nodes = 0

    def document(self, events: Iterator[Event]) -> Node:
        """Return the tree of the only document."""
        root: Node | None = None
        for event in events:
            match event:
                case StreamStartEvent() | DocumentEndEvent():
                    continue
                case DocumentStartEvent():
                    self._step(event)
                    if root is not None:
                        self._refuse("second-document")
                case NodeEvent():
                    root = self._node(event, events, 1)
        if root is None:
            self.reached = Place(file=self.file, line=1, column=1)
            self._refuse("only-comments")
        return root

    def syntax(self, error: MarkedYAMLError) -> CharterUnreadable:
        """Return the parser's complaint in our own words, at the place that helps most."""
        start, met = error.context_mark, error.problem_mark or error.context_mark
        says = complaint(error.problem or "")
        line = ""
        if start is not None and met is not None and says == COLON_IN_BRACKETS and start.line != met.line:
            says, line = "unclosed-before", str(met.line + 1)
        if start is not None and says in {*TOWARDS_THE_OPENING, "unclosed-before"}:
            met = start
        return CharterUnreadable(says, place=self._place(met) if met else self.reached, line=line)

    def _node(self, event: NodeEvent, events: Iterator[Event], depth: int) -> Node:
        place = self._step(event)
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self._refuse("alias")
        if getattr(event, "tag", None):
            self._refuse("tag")
        self.nodes += 1
        if self.nodes > MOST:
            self._refuse("too-many", most=str(MOST))
        if depth > DEEPEST:
            self._refuse("too-deep", most=str(DEEPEST))
        if isinstance(event, ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, SequenceStartEvent):
            return Sequence(place=place, items=tuple(self._items(events, depth)))
        return Mapping(
            place=place,
            entries=tuple(self._entries(events, depth)),
            flow=bool(cast("MappingStartEvent", event).flow_style),
        )

    def _items(self, events: Iterator[Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, SequenceEndEvent):
                return
            yield self._node(cast("NodeEvent", event), events, depth + 1)

    def _entries(self, events: Iterator[Event], depth: int) -> Iterator[Entry]:
        for event in events:
            if isinstance(event, MappingEndEvent):
                return
            key = self._node(cast("NodeEvent", event), events, depth + 1)
            if not isinstance(key, Scalar):
                raise CharterUnreadable("list-for-name", place=key.place)
            yield Entry(key=key, value=self._node(cast("NodeEvent", next(events)), events, depth + 1))

    def _scalar(self, event: ScalarEvent, place: Place) -> Scalar:
        text = str(event.value)
        if odd := unseen(text):
            self._refuse("escaped-character", code=f"U+{ord(odd.group()):04X}")
        return Scalar(
            place=place,
            text=text,
            value=_value(text) if event.style is None else text,
            style=event.style,
            lines=event.end_mark.line - event.start_mark.line + 1,
        )

    def _step(self, event: Event) -> Place:
        self.reached = self._place(event.start_mark)
        return self.reached

    def _place(self, mark: object) -> Place:
        return Place(file=self.file, line=getattr(mark, "line", 0) + 1, column=getattr(mark, "column", 0) + 1)

    def _refuse(self, says: str, **blanks: object) -> NoReturn:
        raise CharterUnreadable(says, place=self.reached, **blanks)


def _value(text: str) -> str | int | bool | date | None:
    """Return what a plain scalar means."""
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
