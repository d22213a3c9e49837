"""
Which of two `keep` rules keeps longer, and which of two durations is longer.

Two rules of one shape differ in their durations only, and these are compared one by one.
Two rules of different shape are asked about the same lives and compared by what they answer, not by how they are written:
`while contract` and `2 years after contract-end` end at the same event, the second two years later.
Where that would take too many lives, or the ends lie within one day, nothing is concluded: they are just different.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from etanche.charter.change.change import How
from etanche.charter.evaluate import Status, evaluate
from etanche.charter.keep import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While, durations, spans
from etanche.charter.lengths import longest, shortest
from etanche.charter.vocabulary import ENDED_BY, STATES

_BIRTHS = (date(2023, 1, 15), date(2023, 8, 31), date(2024, 2, 29), date(2023, 12, 31))
"""
Days on which records are collected, to be tried: months and years have no fixed length.

Beside them the last day of a financial year, and the first of the next.
"""

_ASKED = date(2200, 1, 1)
_OFFSETS = frozenset({0, 1, 20, 300, 4000})
"""Days after collection at which an event is tried, beside those that the rules' own durations suggest, and never."""

_MOST_LIVES = 1_500
_FOREVER = date.max
_HOLDING = frozenset({Status.RUNNING, Status.OPEN, Status.DUE})
_DAY = 24 * 60


def lengths(old: Duration, new: Duration) -> How | None:
    """Return how a duration changed: `CHANGED` when it depends on the days from which it is counted, nothing when it did not."""
    return _verdict((shortest(old), longest(old)), (shortest(new), longest(new)))


def _verdict(old: tuple[int, int], new: tuple[int, int]) -> How | None:
    """Compare two lengths, each known as the least and the most that it can be."""
    if old == new:
        return None
    if new[0] >= old[1]:
        return How.LONGER
    return How.SHORTER if new[1] <= old[0] else How.CHANGED


@lru_cache(maxsize=256)
def compared(old: Keep, new: Keep, *, fiscal_year_end: tuple[int, int] = (12, 31)) -> How | None:
    """
    Return how a rule changed, or nothing when both keep the same time.

    `LONGER` means never shorter and perhaps longer; when it depends on the life, or cannot be told, the answer is `CHANGED`.
    A floor that rises makes a rule longer, although the end stays.
    """
    floors = [_floors(rule) for rule in (old, new)]
    if _shape(old) == _shape(new):
        ends = zip(_ceilings(old), _ceilings(new), strict=True)
        return _sum({*(_kept(*pair) for pair in ends), *(_risen(*pair) for pair in zip(*floors, strict=True))})
    hours = {each.unit for rule in (old, new) for each in durations(rule)} & {Unit.HOUR}
    lives = () if hours or {*floors[0], None} != {*floors[1], None} else tuple(_lives(old, new, fiscal_year_end))
    if not lives:
        return How.CHANGED
    found: set[How | None] = set()
    for events in lives:
        before, after = (_end(rule, events, fiscal_year_end) for rule in (old, new))
        found.add(None if before == after else How.LONGER if after > before else How.SHORTER)
    return _sum(found)


def _sum(found: set[How | None]) -> How | None:
    told = found - {None}
    return How.CHANGED if len(told) > 1 else next(iter(told), None)


def _shape(keep: Keep) -> object:
    """Return a rule without its durations, and without the order of a choice; what has a floor is of the shape of what has none."""
    match keep:
        case After(event=event) | Between(event=event):
            return event
        case While(state=state):
            return f"while {state}"
        case FirstOf(rules=rules) | LastOf(rules=rules):
            return type(keep).__name__, tuple(_shape(rule) for rule in rules)


def _ceilings(keep: Keep) -> tuple[Duration, ...]:
    """Return the durations after which a rule ends, in the order of writing."""
    return tuple(
        span.ceiling if isinstance(span, Between) else span.duration
        for span in spans(keep)
        if not isinstance(span, While)
    )


def _floors(keep: Keep) -> tuple[Duration | None, ...]:
    """Return the floor of each duration after which a rule ends; nothing for one that has none."""
    return tuple(
        span.floor if isinstance(span, Between) else None for span in spans(keep) if not isinstance(span, While)
    )


def _risen(old: Duration | None, new: Duration | None) -> How | None:
    """Return how a floor changed."""
    if old is None or new is None:
        return None if old is new else How.LONGER if old is None else How.SHORTER
    return lengths(old, new)


def _kept(old: Duration, new: Duration) -> How | None:
    """
    Return how a duration of a rule changed.

    Days are counted to the beginning of a day and hours are not, so one day after an event may be nearly no time.
    """
    if (old.unit is Unit.HOUR) == (new.unit is Unit.HOUR):
        return lengths(old, new)
    early = {each: _DAY if each.unit is not Unit.HOUR else 0 for each in (old, new)}
    return _verdict((shortest(old) - early[old], longest(old)), (shortest(new) - early[new], longest(new)))


def _end(rule: Keep, events: Mapping[str, date], fiscal_year_end: tuple[int, int]) -> date:
    """Return the day after which a record is gone; what cannot be known is kept, what never begins is not."""
    term = evaluate(rule, events, _ASKED, zone="UTC", fiscal_year_end=fiscal_year_end)
    if term.status is Status.NOT_BEGUN:
        return date.min
    return term.not_after or _FOREVER if term.status in _HOLDING else _FOREVER


def _lives(old: Keep, new: Keep, fiscal_year_end: tuple[int, int]) -> Iterator[dict[str, date]]:
    """Yield lives of a record: collected, its states begun, and each event of the rules at some day or never; none if too many."""
    begun, moving = _events((*spans(old), *spans(new)))
    offsets: list[int | None] = [None, *sorted(_offsets((*durations(old), *durations(new))))]
    month, day = fiscal_year_end
    closing = date(2025, month, min(day, monthrange(2025, month)[1]))
    births = (*_BIRTHS, closing, closing + timedelta(days=1))
    if len(births) * len(offsets) ** len(moving) > _MOST_LIVES:
        return
    for birth in births:
        for days in product(offsets, repeat=len(moving)):
            told = {
                name: birth + timedelta(days=day) for name, day in zip(moving, days, strict=True) if day is not None
            }
            yield {**dict.fromkeys(begun, birth), **told}


def _offsets(named: tuple[Duration, ...]) -> frozenset[int]:
    """Return the days after collection at which events are tried: about each duration, and about the difference of two."""
    days = {round((shortest(each) + longest(each)) / (2 * _DAY)) for each in named}
    apart = {abs(one - other) for one in days for other in days}
    near = {day + by for day in days | apart for by in (-1, 1)}
    return _OFFSETS | {day for day in near if day > 0}


def _events(parts: tuple[After | Between | While, ...]) -> tuple[list[str], list[str]]:
    """Return the events that begin with the record, and those that may come."""
    begun, moving = {"collected": None, "created": None}, dict[str, None]()
    for span in parts:
        event = STATES[span.state].ends if isinstance(span, While) else span.event
        state = ENDED_BY.get(event)
        if state is not None and state.begins is not None:
            begun[state.begins] = None
        if event not in begun and event != "fiscal-year-end":
            moving[event] = None
    return list(begun), [event for event in moving if event not in begun]
