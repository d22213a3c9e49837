"""
Drawings as data: places and words, worked out before anybody knows whether they end on a page, in a file or on paper.

Everything a drawing shows is also said in words beside it; a drawing never says something alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

SpanKind = Literal["loop", "again", "use", "maybe", "archive", "tail"]


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of a term on the scale: how it is drawn, where it begins and how long it is, in per cent."""

    kind: SpanKind
    start: float
    length: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """The term of one purpose; `end` is where the thick line stands."""

    title: str
    term: str
    spans: tuple[Span, ...]
    end: float


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One category of data, with the terms of its purposes one below the other."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """When data go, every category on one scale."""

    title: str
    description: str
    note: str
    """What the drawing alone needs to be read rightly."""

    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]
    legend: Mapping[str, str] = field(default_factory=dict)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Return every term."""
        return tuple(bar for lane in self.lanes for bar in lane.bars)


@dataclass(frozen=True, kw_only=True)
class Box:
    """A thing on the map, with its name in lines that fit, and smaller lines below."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    soft: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A line by which data go from one thing to another; its kind says on which basis."""

    kind: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """A category on the map, with the lines that come to it and leave it, and where it is told in words."""

    id: str
    title: str
    box: Box
    flows: tuple[Flow, ...]


@dataclass(frozen=True, kw_only=True)
class Zone:
    """A place on the map that holds others; outside the European Economic Area it has a border."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    outside: bool


@dataclass(frozen=True, kw_only=True)
class DataMap:
    """Whose data, which, why, and where they end; a flow crosses a wall only through a door."""

    title: str
    description: str
    label: str
    hint: str
    """How it is read where it is wider than the screen."""

    width: float
    height: float
    heads: tuple[tuple[float, str], ...]
    zones: tuple[Zone, ...]
    walls: tuple[str, ...]
    items: tuple[Item, ...]
    flows: tuple[Flow, ...]
    boxes: tuple[Box, ...]
    legend: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
