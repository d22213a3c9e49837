"""
A document as data for the typesetter: every block as names and texts, every link told apart from words.

The template sets these texts as they are; there is no markup in them that it could obey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from etanche.notice.document.blocks import (
    Block,
    Cells,
    Fold,
    Folds,
    Grid,
    Heading,
    Items,
    Pairs,
    Paper,
    Paragraph,
    PromiseGroup,
    Promises,
    Refusals,
    SaidPromise,
    Section,
    Table,
    Told,
)
from etanche.notice.document.drawn import Bar, DataMap, Timeline
from etanche.notice.document.sheets import Listing, Matrix, MatrixColumn, Signatures
from etanche.notice.drawing.svg import map_svg
from etanche.words import Code, Inline, Link, Phrase, Strong, plain, say

_REGIONS = {"fr": "FR", "en": "GB"}
_OUTSIDE = ("https://", "http://", "mailto:")
_NARROWEST, _WIDEST = 3.5, 11.0
"""Weights of columns: the root of their longest text, within bounds."""

FONT = "Libertinus Serif"
"""The typesetter's own letters, also for the words of a drawing."""

Data = dict[str, Any]


def typeset(doc: Paper, on: date) -> Data:
    """Return a whole document."""
    setter = _Setter(anchors=frozenset(_anchors(doc)), colon=say("site.colon", doc.language))
    return {
        "language": doc.language,
        "region": _REGIONS[doc.language],
        "title": doc.title,
        "organisation": doc.organisation,
        "heading": doc.heading,
        "lead": doc.lead,
        "version": setter.phrase(doc.version),
        "date": {"year": on.year, "month": on.month, "day": on.day},
        "summary": setter.section(doc.summary) if doc.summary else None,
        "sections": [setter.section(section) for section in doc.sections],
        "numbered": doc.numbered,
        "numbers": list(doc.numbers),
        "contents": say("notice.contents", doc.language),
        "page": [say("notice.page", doc.language), say("notice.page-of", doc.language)],
        "imprint": doc.imprint,
    }


def _anchors(doc: Paper) -> Iterator[str]:
    """Yield every place of a document that a link can lead to."""
    parts = (*((doc.summary,) if doc.summary else ()), *doc.sections)
    yield from (part.id for part in parts)
    for block in doc.blocks:
        match block:
            case Heading():
                yield block.id
            case Folds():
                yield from (fold.id for fold in block.folds)
            case Table():
                yield from (row.id for row in block.rows if row.id)
            case Promises():
                yield from (said.id for said in block.all)


@dataclass(frozen=True, kw_only=True)
class _Setter:
    """Turns blocks into data; a link leads only to a place that is there."""

    anchors: frozenset[str]
    colon: str

    def phrase(self, words: Phrase) -> list[Data]:
        """Return running text, piece by piece."""
        return [self._part(part) for part in words]

    def _part(self, part: Inline) -> Data:
        match part:
            case Link() if part.href.startswith("#") and part.href[1:] in self.anchors:
                return {"is": "to", "text": part.text, "to": part.href[1:]}
            case Link() if part.href.startswith(_OUTSIDE):
                return {"is": "link", "text": part.text, "href": part.href}
            case Link():
                return {"is": "text", "text": part.text}
            case Code() | Strong():
                return {"is": type(part).__name__.lower(), "text": part.text}
            case _:
                return {"is": "text", "text": part}

    def section(self, section: Section) -> Data:
        """Return a part with its blocks."""
        return {"id": section.id, "title": section.title, "blocks": [self.block(block) for block in section.blocks]}

    def block(self, block: Block) -> Data:
        """Return one block under the name by which the template knows it."""
        match block:
            case Paragraph() | Told() | Heading():
                return self._text(block)
            case Table() | Grid():
                return self._table(block)
            case Folds():
                return {"is": "folds", "folds": [self._fold(fold) for fold in block.folds]}
            case Promises():
                return {"is": "promises", "groups": [_group(group, block.not_checked) for group in block.groups]}
            case _:
                return self._list(block)

    def _text(self, block: Paragraph | Told | Heading) -> Data:
        """Return running text, or what heads it."""
        match block:
            case Paragraph():
                return {"is": "paragraph", "voice": block.voice, "words": self.phrase(block.words)}
            case Told():
                return {"is": "told", "strong": block.strong, "words": self.phrase(block.words)}
            case Heading():
                return {"is": "heading", "id": block.id, "title": block.title}

    def _list(self, block: Block) -> Data:
        """Return a block that is a list of some sort."""
        match block:
            case Cells():
                cells = [
                    {"title": cell.title, "words": [self.phrase(words) for words in cell.words]} for cell in block.cells
                ]
                return {"is": "cells", "cells": cells}
            case Pairs():
                return self._pairs(block.pairs)
            case Items():
                return {"is": "items", "items": [self.phrase(words) for words in block.items]}
            case Refusals():
                return self._pairs(
                    [
                        (refusal.title, (refusal.note, *((" ", *refusal.write) if refusal.write else ())))
                        for refusal in block.refusals
                    ]
                )
            case _:
                return self._sheet(block)

    def _sheet(self, block: Block) -> Data:
        """Return what only papers have, and drawings."""
        match block:
            case Timeline():
                return self._timeline(block)
            case DataMap():
                return {"is": "drawing", "svg": map_svg(block, fonts=FONT, on_paper=True), "alt": block.description}
            case Matrix():
                return {"is": "folds", "folds": [self._role(block, column) for column in block.columns]}
            case Listing():
                return {"is": "listing", "text": block.text}
            case Signatures():
                places = [{"party": place.party, "lines": list(place.lines)} for place in block.places]
                return {"is": "signatures", "places": places, "colon": self.colon}
            case _:
                return {"is": "nothing"}

    def _timeline(self, block: Timeline) -> Data:
        """Return the drawing of the terms: places in per cent, words as words, so that it can run over several sheets."""
        return {
            "is": "timeline",
            "ticks": [{"at": at, "label": label} for at, label in block.ticks],
            "lanes": [{"title": lane.title, "bars": [self._bar(bar) for bar in lane.bars]} for lane in block.lanes],
            "legend": [{"kind": kind, "words": words} for kind, words in block.legend.items()],
            "note": block.note,
        }

    def _bar(self, bar: Bar) -> Data:
        """Return one term with its stretches."""
        spans = [{"kind": span.kind, "start": span.start, "length": span.length} for span in bar.spans]
        return {"title": f"{bar.title}{self.colon}", "term": bar.term, "spans": spans, "end": bar.end}

    def _pairs(self, pairs: Iterable[tuple[str, Phrase]]) -> Data:
        """Return names and what they name."""
        said = [{"name": f"{name}{self.colon}", "words": self.phrase(words)} for name, words in pairs]
        return {"is": "pairs", "pairs": said}

    def _fold(self, fold: Fold) -> Data:
        """Return what a page folds; on paper it lies open."""
        return {
            "id": fold.id,
            "title": fold.title,
            "note": fold.note,
            "blocks": [self.block(one) for one in fold.blocks],
        }

    def _role(self, block: Matrix, column: MatrixColumn) -> Data:
        """Return what one role of a matrix reads."""
        granted = [
            (row, (f"{'; '.join(cell.purposes)}{''.join(f' ({one})' for one in cell.conditions)}",))
            for row, cell in zip(block.rows, column.cells, strict=True)
            if cell.granted
        ]
        pairs = [self._pairs(granted)] if granted else []
        return {"id": column.id, "title": column.title, "note": column.summary, "blocks": pairs}

    def _table(self, block: Table | Grid) -> Data:
        """Return a table with the weight of each column."""
        rows: list[tuple[str, str, tuple[Phrase, ...]]]
        if isinstance(block, Table):
            rows = [(row.id, row.head, row.cells) for row in block.rows]
        else:
            rows = [
                ("", head, tuple((f"{cell.word}. {cell.reasons}" if cell.reasons else cell.word,) for cell in cells))
                for head, cells in block.rows
            ]
        texts = [[head, *(plain(words) for words in cells)] for _, head, cells in rows]
        return {
            "is": "table",
            "caption": block.caption,
            "head": list(block.head),
            "weights": [_weight([name, *column]) for name, *column in zip(block.head, *texts, strict=True)],
            "rows": [
                {"id": name, "head": head, "cells": [self.phrase(words) for words in cells]}
                for name, head, cells in rows
            ],
        }


def _weight(texts: Iterable[str]) -> float:
    """Return how much room a column wants."""
    return round(min(max(sqrt(max(map(len, texts))), _NARROWEST), _WIDEST), 2)


def _group(group: PromiseGroup, not_checked: str) -> Data:
    """Return the promises of one kind, under sub-titles where there are many."""
    parts = group.parts or (("", group.promises),)
    return {
        "title": group.title,
        "parts": [{"title": title, "promises": [_promise(one, not_checked) for one in some]} for title, some in parts],
    }


def _promise(said: SaidPromise, not_checked: str) -> Mapping[str, str]:
    """Return one promise with its name, marked when this version cannot check it."""
    return {"id": said.id, "said": said.said, "mark": "" if said.checked else not_checked}
