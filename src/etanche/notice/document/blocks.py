"""
What a notice is made of, before it is a page or Markdown: sections of blocks, all frozen data.

The same document in two languages has the same sections, the same blocks and the same figures; tests compare them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from etanche.notice.document.drawn import DataMap, Timeline
from etanche.notice.document.sheets import Listing, Matrix, Signatures
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
    """A row of a table, under its own head; with an `id` it can be led to."""

    head: str
    cells: tuple[Phrase, ...]
    id: str = ""
    href: str = ""
    """Where its head leads, if it leads somewhere."""


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
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[GridCell, ...]], ...]


@dataclass(frozen=True, kw_only=True)
class SaidPromise:
    """A promise with its sentence; its id is its anchor."""

    id: PromiseId
    said: str
    checked: bool = True
    """Whether this version has a check for it; what it cannot check it says, and marks."""


@dataclass(frozen=True, kw_only=True)
class PromiseGroup:
    """The promises of one kind."""

    kind: str
    title: str
    promises: tuple[SaidPromise, ...]
    folded: bool = False
    """Whether a page shows only how many they are until asked, so that what touches readers more comes sooner."""

    parts: tuple[tuple[str, tuple[SaidPromise, ...]], ...] = ()
    """The same promises again, by role or the like, where there are too many for one list."""


@dataclass(frozen=True, kw_only=True)
class Promises:
    """All promises, by kind."""

    groups: tuple[PromiseGroup, ...]
    not_checked: str
    """How a promise is marked that this version cannot check."""

    @property
    def all(self) -> tuple[SaidPromise, ...]:
        """Return the promises without their groups."""
        return tuple(promise for group in self.groups for promise in group.promises)


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


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading inside a section, with its anchor."""

    id: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Fold:
    """What most readers skip, under a title that says what it is; on paper it lies open."""

    id: str
    title: str
    note: str = ""
    """What stands beside the title, so that nobody unfolds in vain."""

    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True, kw_only=True)
class Folds:
    """Folds that belong together."""

    folds: tuple[Fold, ...]


Block = (
    Paragraph
    | Told
    | Cells
    | Pairs
    | Items
    | Table
    | Grid
    | Promises
    | Refusals
    | Heading
    | Folds
    | Timeline
    | DataMap
    | Matrix
    | Listing
    | Signatures
)


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of the notice, with the anchor it is reached by; the same anchor in every language."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    counted: bool = True
    """Whether it has a number; an annex has a name of its own."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A whole document in one language: the notice, or a paper on one matter."""

    name: str = "notice"
    """What it is called in addresses and commands; the same in every language."""

    language: Language
    title: str
    organisation: str
    heading: str
    lead: str
    version: Phrase
    summary: Section | None = None
    sections: tuple[Section, ...]
    numbered: bool = True
    """Whether its parts are counted and listed, because readers cite them."""

    imprint: str
    zone: str
    """IANA time zone in which dates of verdicts are written."""

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """Return the number of each part, none where parts are not counted."""
        counted = accumulate(int(section.counted) for section in self.sections)
        return tuple(
            number if self.numbered and section.counted else None
            for section, number in zip(self.sections, counted, strict=True)
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return every block in reading order, what is folded included."""
        parts = (*((self.summary,) if self.summary else ()), *self.sections)
        return tuple(block for part in parts for block in unfolded(part.blocks))

    @property
    def promises(self) -> tuple[SaidPromise, ...]:
        """Return every promise of the notice."""
        return tuple(promise for block in self.blocks if isinstance(block, Promises) for promise in block.all)


def unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with those inside their folds, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, Folds):
            for fold in block.folds:
                yield from unfolded(fold.blocks)
