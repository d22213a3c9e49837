"""
What a notice is made of, before it is a page or Markdown: sections of blocks, all frozen data.

The same document in two languages has the same sections, the same blocks and the same figures; tests compare them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from etanche.terms import Language, PromiseId
from etanche.words import Phrase


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """Running text; `note` is set small."""

    words: Phrase
    voice: Literal["text", "note"] = "text"


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing to know now."""

    strong: str
    words: Phrase


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One fact among facts of equal rank."""

    title: str
    words: tuple[Phrase, ...]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Facts of equal rank, which share their walls."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Names and what they name."""

    pairs: tuple[tuple[str, Phrase], ...]


@dataclass(frozen=True, kw_only=True)
class Items:
    """A plain list."""

    items: tuple[Phrase, ...]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row of a table, under its own head."""

    head: str
    cells: tuple[Phrase, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table that stacks on a narrow screen; `head` names the first column, then the others."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """One crossing of a grid: yes or no in words, and for which reasons."""

    granted: bool
    word: str
    reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Role × category, words in every cell."""

    caption: str
    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class SaidPromise:
    """A promise with its sentence; its id is its anchor."""

    id: PromiseId
    said: str


@dataclass(frozen=True, kw_only=True)
class PromiseGroup:
    """The promises of one kind."""

    kind: str
    title: str
    promises: tuple[SaidPromise, ...]
    folded: bool = False
    """Whether a page shows only how many they are until asked, so that what touches readers more comes sooner."""


@dataclass(frozen=True, kw_only=True)
class Promises:
    """All promises, by kind."""

    groups: tuple[PromiseGroup, ...]

    @property
    def all(self) -> tuple[SaidPromise, ...]:
        """Return the promises without their groups."""
        return tuple(promise for group in self.groups for promise in group.promises)


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of a term on the scale: how it is drawn, where it begins and how long it is, in per cent."""

    kind: Literal["loop", "use", "archive"]
    start: float
    length: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of the time chart; `end` is where the thick line stands, if the end can be drawn."""

    title: str
    term: str
    spans: tuple[Span, ...]
    end: float


@dataclass(frozen=True, kw_only=True)
class TimeChart:
    """When data go, on one scale; everything it shows is also said in words."""

    title: str
    description: str
    note: str
    """What the drawing alone needs to be read rightly."""

    ticks: tuple[tuple[float, str], ...]
    bars: tuple[Bar, ...]
    legend: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A purpose that can be refused."""

    purpose: str
    title: str
    note: str
    write: Phrase = ()
    """Where to write, when no control can carry the refusal out by itself."""


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """Everything that can be refused; a served page puts the switch beside each."""

    refusals: tuple[Refusal, ...]


Block = Paragraph | Told | Cells | Pairs | Items | Table | Grid | Promises | TimeChart | Refusals


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the notice, with the anchor it is reached by; the same anchor in every language."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, kw_only=True)
class NoticeDoc:
    """A whole notice in one language."""

    language: Language
    title: str
    organisation: str
    heading: str
    lead: str
    version: Phrase
    summary: Section
    sections: tuple[Section, ...]
    imprint: str
    zone: str
    """IANA time zone in which dates of verdicts are written."""

    @property
    def promises(self) -> tuple[SaidPromise, ...]:
        """Return every promise of the notice."""
        blocks = [block for section in self.sections for block in section.blocks]
        return tuple(promise for block in blocks if isinstance(block, Promises) for promise in block.all)
