"""
What a `keep` rule answers about a record: its status, not before which day it may go, and not after which day it stays.

Calendar units are counted in the organisation's time zone; a record is due from the beginning of its day (LANGUAGE §8.3).
An event that lies ahead has not happened: as the beginning of something it leaves the rule *unknown*,
as the end of a state it leaves the state on.
A known end needs no beginning: what is told to have ended has ended.

    >>> keep = After(duration=Duration(number=180, unit=Unit.DAY), event="collected")
    >>> evaluate(keep, {"collected": date(2026, 1, 1)}, date(2026, 6, 30), zone="Europe/Paris").status.value
    'due'

The same events never bring back what was due: as time goes on a status only moves forward.
What this module does *not* do: holds, withdrawals and objections, which are the business of standing.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from etanche.charter.keep import After, Between, Duration, FirstOf, Keep, LastOf, Unit, While
from etanche.charter.vocabulary import ENDED_BY, OPTIONAL_EVENTS, STATES, State

LAST_DAY = date(9999, 12, 30)
"""No term lies beyond; one day short of the calendar's end, so that every time zone can hold it."""


class Status(StrEnum):
    """Where a purpose stands for a record, by its `keep` rule; only standing says *suspended*."""

    NOT_BEGUN = "not-begun"
    RUNNING = "running"
    OPEN = "open"
    DUE = "due"
    UNKNOWN = "unknown"
    SUSPENDED = "suspended"
    """Restricted, or under review after an objection: kept, and not read (GDPR 18)."""


@dataclass(frozen=True, kw_only=True)
class Term:
    """The answer of a rule; the days are days of the organisation's time zone."""

    status: Status
    not_before: date | None = None
    not_after: date | None = None


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """A term whose bounds are still moments, so that hours and days can be compared."""

    status: Status
    floor: datetime | None = None
    end: datetime | None = None


def evaluate(
    keep: Keep,
    events: Mapping[str, date | datetime],
    on: date | datetime,
    *,
    zone: str,
    fiscal_year_end: tuple[int, int] = (12, 31),
    exact: bool = False,
) -> Term:
    """
    Return what a rule says of a record, at one moment or for a whole day.

    Args:
        keep: the rule.
        events: what is known to have happened to the record; a moment must be aware.
        on: the day or the aware moment asked about; for a day, what happens during it has happened.
        zone: the organisation's IANA time zone.
        fiscal_year_end: month and day on which the organisation's financial years end.
        exact: whether the time is kept to the day both ways, as a legal obligation is.
    """
    sight = _Sight(events=events, on=on, zone=ZoneInfo(zone), fiscal_year_end=fiscal_year_end)
    answer = sight.answer(keep)
    if exact and answer.end is not None:
        answer = replace(answer, floor=answer.end)
    return Term(status=answer.status, not_before=sight.day(answer.floor), not_after=sight.day(answer.end))


def add(day: date, duration: Duration) -> date:
    """Return the day that lies some calendar days, weeks, months or years later; 31 January and 1 month is 28 February."""
    try:
        match duration.unit:
            case Unit.DAY:
                return min(day + timedelta(days=duration.number), LAST_DAY)
            case Unit.WEEK:
                return min(day + timedelta(weeks=duration.number), LAST_DAY)
            case Unit.MONTH:
                return _month_later(day, duration.number)
            case Unit.YEAR:
                return _month_later(day, 12 * duration.number)
            case Unit.HOUR | Unit.MINUTE:
                raise ValueError("hours are added to moments")
    except OverflowError:
        return LAST_DAY


def _month_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > LAST_DAY.year:
        return LAST_DAY
    return min(date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])), LAST_DAY)


@dataclass(frozen=True, kw_only=True)
class _Sight:
    """One record seen at one moment."""

    events: Mapping[str, date | datetime]
    on: date | datetime
    zone: ZoneInfo
    fiscal_year_end: tuple[int, int]

    def answer(self, keep: Keep) -> _Answer:
        """Return what one rule says."""
        match keep:
            case After(duration=duration, event=event):
                return self._from(event, None, duration)
            case Between(floor=floor, ceiling=ceiling, event=event):
                return self._from(event, floor, ceiling)
            case While(state=name):
                return self._while(STATES[name])
            case FirstOf(rules=rules):
                return _first([self.answer(rule) for rule in rules])
            case LastOf(rules=rules):
                return _last([self.answer(rule) for rule in rules])

    def day(self, moment: datetime | None) -> date | None:
        """Return the local day of a moment."""
        return None if moment is None else moment.astimezone(self.zone).date()

    def _from(self, event: str, floor: Duration | None, ceiling: Duration) -> _Answer:
        start = self._fiscal_year_end() if event == "fiscal-year-end" else self._past(event)
        ended = ENDED_BY.get(event)
        if ended is not None:
            status = self._state(ended)
            if status is not Status.DUE:
                return _Answer(status=status)
        if start is None:
            optional = event in OPTIONAL_EVENTS and event not in self.events
            return _Answer(status=Status.NOT_BEGUN if optional else Status.UNKNOWN)
        end = self._later(start, ceiling)
        return _Answer(
            status=Status.DUE if self._reached(end) else Status.RUNNING,
            floor=None if floor is None else self._later(start, floor),
            end=end,
        )

    def _while(self, state: State) -> _Answer:
        status = self._state(state)
        end = self._past(state.ends) if status is Status.DUE else None
        return _Answer(status=status, end=None if end is None else self._midnight(end))

    def _state(self, state: State) -> Status:
        """Return `DUE` when a state has ended, `OPEN` when it is on."""
        begins = state.begins or "collected"
        start, end = self._past(begins), self._past(state.ends)
        if begins in self.events and start is None:
            return Status.UNKNOWN
        if end is not None and (state.begins is None or start is None or start <= end):
            return Status.DUE
        if start is not None or state.begins is None:
            return Status.OPEN
        return Status.NOT_BEGUN if state.optional and state.ends not in self.events else Status.UNKNOWN

    def _fiscal_year_end(self) -> datetime | None:
        collected = self._past("collected")
        if collected is None:
            return None
        day = collected.astimezone(self.zone).date()
        month, last = self.fiscal_year_end
        ends = (date(year, month, min(last, calendar.monthrange(year, month)[1])) for year in (day.year, day.year + 1))
        return self._begin(min(next(end for end in ends if day <= end), LAST_DAY))

    def _past(self, event: str) -> datetime | None:
        """Return the moment of an event that has happened; nothing if it is not known, or lies ahead."""
        known = self.events.get(event)
        if known is None:
            return None
        moment = _aware(known) if isinstance(known, datetime) else self._begin(known)
        return moment if self._reached(moment) else None

    def _reached(self, moment: datetime) -> bool:
        if isinstance(self.on, datetime):
            return moment <= _aware(self.on)
        return moment.astimezone(self.zone).date() <= self.on

    def _later(self, start: datetime, duration: Duration) -> datetime:
        if duration.unit is Unit.HOUR:
            return start + timedelta(hours=duration.number)
        return self._begin(add(start.astimezone(self.zone).date(), duration))

    def _midnight(self, moment: datetime) -> datetime:
        return self._begin(moment.astimezone(self.zone).date())

    def _begin(self, day: date) -> datetime:
        """Return the first moment of a local day, in UTC, so that moments compare as instants."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


def _first(answers: Iterable[_Answer]) -> _Answer:
    """Return the earliest end; what is open or has not begun does not count beside it."""
    answers = tuple(answers)
    statuses = {answer.status for answer in answers}
    ends = [answer.end for answer in answers if answer.end is not None]
    floors = [answer.floor for answer in answers if answer.floor is not None]
    floor = min(floors) if len(floors) == len(answers) else None
    if Status.DUE in statuses:
        return _Answer(status=Status.DUE, floor=floor, end=min(ends))
    if Status.UNKNOWN in statuses:
        return _Answer(status=Status.UNKNOWN)
    if ends:
        return _Answer(status=Status.RUNNING, floor=floor, end=min(ends))
    return _Answer(status=Status.OPEN if Status.OPEN in statuses else Status.NOT_BEGUN)


def _last(answers: Iterable[_Answer]) -> _Answer:
    """Return the latest end; nothing is sure before every member is."""
    answers = tuple(answers)
    statuses = {answer.status for answer in answers}
    for undecided in (Status.UNKNOWN, Status.OPEN):
        if undecided in statuses:
            return _Answer(status=undecided)
    ends = [answer.end for answer in answers if answer.end is not None]
    if not ends:
        return _Answer(status=Status.NOT_BEGUN)
    floors = [answer.floor for answer in answers if answer.floor is not None]
    status = Status.RUNNING if Status.RUNNING in statuses else Status.DUE
    return _Answer(status=status, floor=max(floors, default=None), end=max(ends))
