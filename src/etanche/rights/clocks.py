"""
When something is owed: a pure function of the law, the day of receipt, the pauses and the extension.

    >>> due(timing, date(2026, 1, 31), places=("FR",)).raw
    datetime.date(2026, 2, 28)

Three dates, from the one we keep to the one a court would still accept: what the charter *promised*, the *raw* last day of the law,
and the *legal* one, moved past weekends and holidays (Regulation (EEC, Euratom) 1182/71, article 3). Alarms go by the first two.
Nothing here knows what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from etanche.charter import Duration, Unit, add
from etanche.rights.calendars import next_working, working_days_after
from etanche.rights.facts import Doubt, Timing


@dataclass(frozen=True, kw_only=True)
class Pause:
    """A time in which somebody was asked something and had not answered; open while `until` is missing."""

    doubt: Doubt
    since: date
    until: date | None = None


class Effect(StrEnum):
    """What moved a last day, or did not."""

    AT_ONCE = "at-once"
    COUNTED = "counted"
    END_OF_MONTH = "end-of-month"
    PAUSED = "paused"
    NO_PAUSE = "no-pause"
    ASKED_LATE = "asked-late"
    EXTENDED = "extended"
    NO_EXTENSION = "no-extension"
    EXTENDED_LATE = "extended-late"
    PROMISED_SOONER = "promised-sooner"
    ROLLED = "rolled"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """When one duty falls due, and why then; days are days of the organisation's time zone, and end with their last hour."""

    id: str
    first: date
    """The last day without any extension: until then one can be told, and a refusal is in time where no extension holds for it."""

    promised: date
    """The day we keep and warn before: never after `raw`."""

    raw: date
    """The last day of the law before weekends and holidays move it."""

    legal: date
    """The last day that the law accepts; nobody relies on it."""

    stopped: bool
    """Whether a pause that counts is open: the dates are the earliest possible, and move with every day it lasts."""

    paused: int
    """How many days were added for pauses that are over."""

    because: tuple[Effect, ...]


def ends(start: date, length: Duration | None, *, working: bool = False, places: tuple[str, ...] = ()) -> date:
    """Return the raw last day of a length; the day it starts from is not counted (Regulation 1182/71, article 3(1))."""
    if length is None:
        return start
    if not working:
        return add(start, length)
    if length.unit is not Unit.DAY:
        raise ValueError("only days can be working days")
    return working_days_after(start, length.number, places)


@lru_cache(maxsize=10_000)
def due(
    timing: Timing,
    received: date,
    *,
    places: tuple[str, ...],
    pauses: tuple[Pause, ...] = (),
    extended_on: date | None = None,
    reply: Duration | None = None,
) -> Clock:
    """
    Return when a duty falls due.

    Args:
        timing: what the law says.
        received: the day it counts from, by whichever channel it came.
        places: where the organisation is; the law may name other places.
        pauses: the times in which the person was asked something; which of them count, the law says.
        extended_on: the day on which the person was told of an extension, with reasons.
        reply: the time that the charter promises, if it does.
    """
    places = timing.places or places
    asked = tuple(pauses)
    counted, refused = _counting(timing, received, asked)
    paused = _days(counted)
    first = ends(received, timing.length, working=timing.working, places=places) + timedelta(days=paused)
    why = [_start(timing, received), *([Effect.PAUSED] if counted else []), *refused]
    raw, extended = first, False
    if extended_on is not None:
        effect = _extension(timing, received, places, asked, extended_on)
        why.append(effect)
        if effect is Effect.EXTENDED:
            raw, extended = ends(received, timing.extended) + timedelta(days=paused), True
    promised = raw
    if reply is not None and not extended:
        promised = min(raw, add(received, reply) + timedelta(days=paused))
        why += [Effect.PROMISED_SOONER] if promised < raw else []
    legal = next_working(raw, places) if timing.rolls else raw
    why += [Effect.ROLLED] if legal > raw else []
    stopped = any(pause.until is None for pause in counted)
    return Clock(
        id=timing.id,
        first=first,
        promised=promised,
        raw=raw,
        legal=legal,
        stopped=stopped,
        paused=paused,
        because=tuple(why),
    )


def _start(timing: Timing, received: date) -> Effect:
    if timing.length is None:
        return Effect.AT_ONCE
    clamped = timing.length.unit in {Unit.MONTH, Unit.YEAR} and add(received, timing.length).day != received.day
    return Effect.END_OF_MONTH if clamped else Effect.COUNTED


def _extension(
    timing: Timing, received: date, places: tuple[str, ...], pauses: tuple[Pause, ...], told: date
) -> Effect:
    """Return whether an extension counts: the law has one, and the person was told before the first time was over."""
    if timing.extended is None:
        return Effect.NO_EXTENSION
    before = tuple(replace(pause, until=min(pause.until or told, told)) for pause in pauses if pause.since <= told)
    counted, _ = _counting(timing, received, before)
    first = ends(received, timing.length, working=timing.working, places=places) + timedelta(days=_days(counted))
    return Effect.EXTENDED if told <= first else Effect.EXTENDED_LATE


def _counting(
    timing: Timing, received: date, pauses: tuple[Pause, ...]
) -> tuple[tuple[Pause, ...], tuple[Effect, ...]]:
    """
    Return the pauses that stop the clock, and why the others do not.

    Whoever asks must ask soon: after receipt, or after the answer to what was asked before.
    """
    counted: list[Pause] = []
    refused: list[Effect] = []
    awaited = received
    for pause in sorted(pauses, key=lambda pause: pause.since):
        if pause.doubt not in timing.pauses:
            refused.append(Effect.NO_PAUSE)
        elif timing.prompt is not None and pause.since > add(awaited, timing.prompt):
            refused.append(Effect.ASKED_LATE)
        else:
            counted.append(pause)
            awaited = max(awaited, pause.until or pause.since)
    return tuple(counted), tuple(dict.fromkeys(refused))


def _days(pauses: tuple[Pause, ...]) -> int:
    """Return how many days lie in pauses that are over, each day once."""
    return sum((end - start).days for start, end in _merged(pauses))


def _merged(pauses: tuple[Pause, ...]) -> Iterator[tuple[date, date]]:
    """Yield the times that pauses cover together, without those that are open."""
    spans = sorted((pause.since, pause.until) for pause in pauses if pause.until is not None)
    reached = date.min
    for start, end in spans:
        if end > reached:
            yield max(start, reached), end
            reached = end
