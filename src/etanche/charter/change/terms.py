"""
Which of two `keep` rules keeps longer: found by asking both about the same lives.

Two rules of different shape are compared by what they answer and not by how they are written:
`while contract` and `2 years after contract-end` end at the same event, the second two years later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from etanche.charter.change.change import How
from etanche.charter.evaluate import Status, evaluate
from etanche.charter.keep import After, Between, Keep, While, spans
from etanche.charter.vocabulary import ENDED_BY, STATES

_BORN = date(2020, 1, 15)
_ASKED = date(2200, 1, 1)
_OFFSETS = (20, 300, 4000)
"""Days after collection at which an event is tried; `None` beside them is an event that never comes."""

_FOREVER = date.max
_HOLDING = frozenset({Status.RUNNING, Status.OPEN, Status.DUE})


def compared(old: Keep, new: Keep, *, fiscal_year_end: tuple[int, int] = (12, 31)) -> How | None:
    """
    Return how a rule changed, or nothing when both keep the same time in every life tried.

    `LONGER` means never shorter and sometimes longer; when it depends on the life, the answer is `CHANGED`.
    """
    longer = shorter = False
    for events in _lives(old, new):
        before, after = (_end(rule, events, fiscal_year_end) for rule in (old, new))
        longer, shorter = longer or after > before, shorter or after < before
    if longer and shorter:
        return How.CHANGED
    return How.LONGER if longer else How.SHORTER if shorter else None


def _end(rule: Keep, events: Mapping[str, date], fiscal_year_end: tuple[int, int]) -> date:
    """Return the day after which a record is gone; what cannot be known is kept, what never begins is not."""
    term = evaluate(rule, events, _ASKED, zone="UTC", fiscal_year_end=fiscal_year_end)
    if term.status is Status.NOT_BEGUN:
        return date.min
    return term.not_after or _FOREVER if term.status in _HOLDING else _FOREVER


def _lives(*rules: Keep) -> Iterator[dict[str, date]]:
    """Yield lives of a record: collected, its states begun, and each event of the rules at some day or never."""
    begun = {"collected": _BORN, "created": _BORN}
    moving: dict[str, None] = {}
    for span in (span for rule in rules for span in spans(rule)):
        event = STATES[span.state].ends if isinstance(span, While) else _event(span)
        state = ENDED_BY.get(event)
        if state is not None and state.begins is not None:
            begun[state.begins] = _BORN
        if event not in begun and event != "fiscal-year-end":
            moving[event] = None
    names = list(moving)
    for days in product((*_OFFSETS, None), repeat=len(names)):
        told = {name: _BORN + timedelta(days=day) for name, day in zip(names, days, strict=True) if day is not None}
        yield {**begun, **told}


def _event(span: After | Between) -> str:
    return span.event
