"""
When data go, as a drawing: `keep` rules laid on one scale that gives short times as much room as long ones.

Positions are per cent of the width and so read at every width; the template turns them into SVG.
A rule that waits for the end of a state begins with a dashed stretch left of zero: nobody knows how long it lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from etanche.charter import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While
from etanche.notice.document.blocks import Bar, Span, TimeChart
from etanche.notice.keeping import STATE_OF_END, keep_words
from etanche.terms import Language
from etanche.words import say

_DAYS = {Unit.HOUR: 1 / 24, Unit.DAY: 1.0, Unit.WEEK: 7.0, Unit.MONTH: 365 / 12, Unit.YEAR: 365.0}

_MARKS = (
    (0, None),
    (1, Unit.DAY),
    (30, Unit.DAY),
    (90, Unit.DAY),
    (180, Unit.DAY),
    (1, Unit.YEAR),
    (2, Unit.YEAR),
    (5, Unit.YEAR),
    (10, Unit.YEAR),
    (30, Unit.YEAR),
    (100, Unit.YEAR),
)

_ZERO, _LAST = 8.0, 92.0
"""Per cent of the width at which the event stands, and at which the scale ends."""


def days(duration: Duration) -> float:
    """Return about how many days a duration lasts; for drawing only, never for deciding."""
    return duration.number * _DAYS[duration.unit]


def _reach(keep: Keep) -> tuple[bool, float, float]:
    """Return whether a state comes first, the days that are certain, and the days after which all is over."""
    match keep:
        case After():
            return keep.event in STATE_OF_END, days(keep.duration), days(keep.duration)
        case Between():
            return keep.event in STATE_OF_END, days(keep.floor), days(keep.ceiling)
        case While():
            return True, 0.0, 0.0
        case FirstOf() | LastOf():
            reaches = [_reach(rule) for rule in keep.rules]
            bounded = [reach for reach in reaches if reach[2] > 0]
            longest = max((reach[2] for reach in bounded), default=0.0)
            waits = (
                all(reach[0] for reach in reaches) if isinstance(keep, FirstOf) else any(reach[0] for reach in reaches)
            )
            return waits, 0.0 if isinstance(keep, FirstOf) else longest, longest


def _scale(longest: float) -> tuple[tuple[float, str | None, int], ...]:
    """Return the marks needed to reach past the longest term: days, unit, number."""
    marks: list[tuple[float, str | None, int]] = []
    for number, unit in _MARKS:
        at = 0.0 if unit is None else number * _DAYS[unit]
        if at == 1.0 and longest > _DAYS[Unit.YEAR] / 2:
            continue
        marks.append((at, unit.value if unit else None, number))
        if at >= longest:
            break
    return tuple(marks)


def _position(at: float, marks: Sequence[tuple[float, str | None, int]]) -> float:
    """Return where a number of days stands, in per cent, straight between two marks."""
    step = (_LAST - _ZERO) / (len(marks) - 1)
    for number, ((low, _, _), (high, _, _)) in enumerate(pairwise(marks)):
        if at <= high:
            return _ZERO + step * (number + (at - low) / (high - low))
    return _LAST


def chart(terms: Sequence[tuple[str, Keep]], language: Language) -> TimeChart:
    """Return the drawing of several terms, each under its title, on one scale."""
    reaches = [_reach(keep) for _, keep in terms]
    marks = _scale(max([1.0, *(reach[2] for reach in reaches)]))
    ticks = tuple((round(_position(at, marks), 2), _tick(unit, number, language)) for at, unit, number in marks)
    bars = tuple(
        Bar(
            title=title,
            term=keep_words(keep, language),
            spans=_spans(reach, marks),
            end=round(_position(reach[2], marks), 2),
        )
        for (title, keep), reach in zip(terms, reaches, strict=True)
    )
    said = say("keep.separator", language).join(
        say("notice.minute.term", language, category=bar.title, keep=bar.term) for bar in bars
    )
    return TimeChart(
        title=say("notice.terms.chart-title", language),
        description=say("notice.terms.chart", language, n=len(bars), first=ticks[0][1], last=ticks[-1][1], terms=said),
        note=say("notice.terms.not-to-scale", language),
        ticks=ticks,
        bars=bars,
        legend=_legend(bars, language),
    )


def _tick(unit: str | None, number: int, language: Language) -> str:
    """Return the label of a mark."""
    return say(f"unit.short.{unit}", language, n=number) if unit else say("notice.terms.zero", language)


def _spans(reach: tuple[bool, float, float], marks: Sequence[tuple[float, str | None, int]]) -> tuple[Span, ...]:
    """Return the stretches of one term."""
    waits, floor, ceiling = reach
    spans: list[Span] = []
    if waits:
        spans.append(Span(kind="loop", start=0.0, length=_ZERO))
    sure = _position(floor, marks)
    if floor > 0:
        spans.append(Span(kind="use", start=_ZERO, length=round(sure - _ZERO, 2)))
    if ceiling > floor:
        spans.append(Span(kind="archive", start=round(sure, 2), length=round(_position(ceiling, marks) - sure, 2)))
    return tuple(spans)


def _legend(bars: Sequence[Bar], language: Language) -> dict[str, str]:
    """Return the words for the kinds of stretch that occur, and for the thick line."""
    drawn = {span.kind for bar in bars for span in bar.spans}
    names = {"loop": "state", "use": "use", "archive": "archive"}
    shown = {kind: say(f"notice.terms.{key}", language) for kind, key in names.items() if kind in drawn}
    return shown | {"end": say("notice.terms.end", language)}
