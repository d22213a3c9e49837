"""
When data go, as a drawing: each category with the terms of its purposes, on one scale.

A rule that waits for the end of a state begins with a dashed stretch left of zero, because nobody knows how long it lasts;
a term that starts again with each contact begins with dots.
What is kept only because a law or a dispute asks for it, after the purposes of every day, is hatched;
behind the thick line runs what is still in backups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etanche.charter import Basis, Charter, Duration, Keep, Theme, builtin
from etanche.notice.document.drawn import Bar, Lane, Span, SpanKind, Timeline
from etanche.notice.drawing.reach import Reach, days, reach
from etanche.notice.drawing.scale import EDGE, ZERO, Scale
from etanche.notice.keeping import duration_words, keep_words
from etanche.notice.naming import category_title, purpose_title, purposes_using, told
from etanche.terms import Language
from etanche.words import begun_large, say

_LEAST = 1.2
"""A stretch shorter than this many per cent is drawn so long, or nobody would see it."""

ARCHIVES = frozenset({Theme.ACCOUNTING, Theme.LEGAL_DUTY, Theme.DISPUTE})
"""What data are kept for after the service is over."""

LEGEND: dict[SpanKind, str] = {
    "loop": "state",
    "again": "again",
    "use": "use",
    "maybe": "maybe",
    "archive": "archive",
    "tail": "tail",
}


@dataclass(frozen=True, kw_only=True)
class Term:
    """One time of keeping: what for, and whether it is the archive of something that is over."""

    title: str
    keep: Keep
    archive: bool = False


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One thing that is kept, with its times."""

    title: str
    terms: tuple[Term, ...]


def timeline(charter: Charter, language: Language) -> Timeline:
    """Return the drawing of every term of a charter, those of what Étanche itself keeps last."""
    backups = charter.vault.backups
    return drawn([*kept(charter, language), *_own(charter, language)], backups.keep if backups else None, language)


def kept(charter: Charter, language: Language) -> tuple[Kept, ...]:
    """Return the categories of a charter with the times of their purposes, those of every day before those of an archive."""
    return tuple(
        Kept(
            title=category_title(charter, name, language),
            terms=tuple(
                Term(
                    title=purpose_title(charter, purpose, language),
                    keep=charter.purposes[purpose].keep,
                    archive=archived(charter, purpose, name),
                )
                for purpose in sorted(
                    purposes_using(charter, name), key=lambda purpose: archived(charter, purpose, name)
                )
            ),
        )
        for name, category in charter.categories.items()
    )


def archived(charter: Charter, purpose: str, category: str) -> bool:
    """Tell whether a purpose only outlives others of a category: a law or a dispute asks for it, and not the service."""

    def outlives(name: str) -> bool:
        return charter.purposes[name].basis is Basis.LEGAL_OBLIGATION or charter.purposes[name].theme in ARCHIVES

    return outlives(purpose) and not all(map(outlives, purposes_using(charter, category)))


def drawn(things: Sequence[Kept], backups: Duration | None, language: Language) -> Timeline:
    """Return the drawing of some things on one scale."""
    reaches = {term.keep: reach(term.keep) for thing in things for term in thing.terms}
    tail = days(backups) if backups else 0.0
    scale = Scale(max([1.0, *(found.most for found in reaches.values())]))
    lanes = tuple(
        Lane(
            title=thing.title,
            bars=tuple(_bar(term, reaches[term.keep], scale, tail, language) for term in thing.terms),
        )
        for thing in things
    )
    ticks = tuple((scale.at(mark.days), mark.label(language)) for mark in scale.marks)
    return Timeline(
        title=say("paper.terms.chart-title", language),
        description=say(
            "paper.terms.chart", language, n=sum(len(lane.bars) for lane in lanes), first=ticks[0][1], last=ticks[-1][1]
        ),
        note=say("paper.terms.note", language),
        ticks=ticks,
        lanes=lanes,
        legend=_legend(lanes, backups, language),
    )


def _own(charter: Charter, language: Language) -> Iterator[Kept]:
    """Yield what Étanche itself keeps."""
    for held in builtin(charter):
        term = Term(title=begun_large(told(held.why, language)), keep=held.keep)
        yield Kept(title=begun_large(told(held.title, language)), terms=(term,))


def _bar(term: Term, found: Reach, scale: Scale, tail: float, language: Language) -> Bar:
    """Return one term with its stretches."""
    end = scale.at(found.most)
    return Bar(
        title=term.title,
        term=begun_large(keep_words(term.keep, language)),
        spans=tuple(_spans(found, scale, tail, archive=term.archive)),
        end=end,
    )


def _spans(found: Reach, scale: Scale, tail: float, *, archive: bool) -> Iterator[Span]:
    """Yield the stretches of one term, from left to right."""
    if found.before:
        yield Span(kind=found.before, start=0.0, length=ZERO)
    sure, most = scale.at(found.sure), scale.at(found.most)
    if found.sure > 0:
        yield Span(kind="archive" if archive else "use", start=ZERO, length=round(sure - ZERO, 2))
    if found.most > found.sure:
        yield Span(kind="maybe", start=sure, length=round(most - sure, 2))
    if tail:
        length = min(max(scale.at(found.most + tail) - most, _LEAST), EDGE - most)
        yield Span(kind="tail", start=most, length=round(length, 2))


def _legend(lanes: Sequence[Lane], backups: Duration | None, language: Language) -> dict[str, str]:
    """Return the words for the kinds of stretch that occur, and for the thick line."""
    occurring = {span.kind for lane in lanes for bar in lane.bars for span in bar.spans}
    blanks = {"tail": {"duration": duration_words(backups, language)}} if backups else {}
    shown: dict[str, str] = {
        kind: say(f"paper.terms.{key}", language, **blanks.get(kind, {}))
        for kind, key in LEGEND.items()
        if kind in occurring
    }
    return shown | {"end": say("paper.terms.end", language)}
