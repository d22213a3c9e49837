"""
From the values of one record to an arrival, and to what happened before it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Things
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from etanche.charter import CategoryPlan
from etanche.errors import EtancheError
from etanche.intake.bulk.columns import COLLECTED, PERSON, RECORD, Dated, Happening, Mapping
from etanche.intake.bulk.dates import NoDate, agreed, when
from etanche.standing import WORDS, UnknownEvent, said_by_now
from etanche.vault import Arrival, Start, parse_person

LONGEST_IDENTIFIER = 256
_NOON = time(12)
_YES = "consent-given"


class Bad(StrEnum):
    """Why a record cannot be read."""

    LINE = "line"
    PERSON = "person"
    DATE = "date"
    YES_NO = "yes-no"
    FUTURE = "future"
    """Somebody is said to decide something on a day that has not begun."""


class Unfit(ValueError):
    """A record cannot be read; its values are not repeated."""

    def __init__(self, because: Bad) -> None:
        """Say why."""
        super().__init__(because.value)
        self.because = because


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a record says."""

    arrival: Arrival
    starts: tuple[Start, ...]
    day_assumed: bool
    elsewhere: int = 0
    """How often the person says yes to another controller, which is no yes here."""


class Reader:
    """Reads the records of one file."""

    def __init__(
        self,
        mapping: Mapping,
        category: CategoryPlan,
        *,
        zone: str,
        now: Callable[[], datetime],
        known_as: Callable[[str, str], bytes],
        decided_by: str | None = None,
    ) -> None:
        """
        Begin to read.

        Args:
            mapping: how.
            category: what the records are.
            zone: in which moments without a time zone are told.
            now: says what time it is, for records that tell no day.
            known_as: finds the person of an identifier of some sort.
            decided_by: who answers for what is assumed: by their decision a yes to another controller is one here.
        """
        self._mapping = mapping
        self._zone = ZoneInfo(zone)
        self._now = now
        self._known_as = known_as
        self._elsewhere = mapping.from_elsewhere
        self._decided_by = decided_by
        tied = sorted(category.tied_to)
        self._feature = mapping.feature or (tied[0] if len(tied) == 1 else None)

    def read(self, values: Things[str, object] | None) -> Found:
        """
        Return what a record says.

        Raises:
            Unfit: it cannot be read.
        """
        if not values:
            raise Unfit(Bad.LINE)
        person = self._person(values.get(self._mapping.person))
        day, assumed = self._date(self._mapping.collected, values)
        at = (
            self._now()
            if day is None
            else day
            if isinstance(day, datetime)
            else datetime.combine(day, _NOON, self._zone)
        )
        starts = tuple(
            start for one in self._mapping.happenings if (start := self._start(one, person, values)) is not None
        )
        arrival = Arrival(at=at, fields=self._fields(values), person=person, feature=self._feature)
        if not self._elsewhere:
            return Found(arrival=arrival, starts=starts, day_assumed=assumed)
        ours, left = self._ours(starts)
        return Found(arrival=arrival, starts=ours, day_assumed=assumed, elsewhere=left)

    def _ours(self, starts: tuple[Start, ...]) -> tuple[tuple[Start, ...], int]:
        """Return what counts here of what was said elsewhere, and how many yeses do not: a yes is given to one controller (GDPR 4(11))."""
        if self._decided_by:
            return tuple(one._replace(assumed=one.assumed or one.event == _YES) for one in starts), 0
        kept = tuple(one for one in starts if one.event != _YES)
        return kept, len(starts) - len(kept)

    def _fields(self, values: Things[str, object]) -> dict[str, object]:
        wanted = self._mapping.fields
        if wanted is None:
            return {name: value for name, value in values.items() if name not in {PERSON, COLLECTED, RECORD}}
        found = {name: values.get(column) for name, column in wanted.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _person(self, value: object) -> bytes:
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if not 0 < len(text) <= LONGEST_IDENTIFIER:
            raise Unfit(Bad.PERSON)
        if self._mapping.sort is not None:
            return self._known_as(self._mapping.sort, text)
        try:
            return parse_person(text)
        except EtancheError:
            raise Unfit(Bad.PERSON) from None

    def _date(self, dated: Dated, values: Things[str, object]) -> tuple[date | datetime | None, bool]:
        """Return a date, and whether it is assumed; none where none is told and none is to be assumed."""
        try:
            told = None if dated.column is None else when(values.get(dated.column), self._mapping.dates, self._zone)
        except NoDate:
            raise Unfit(Bad.DATE) from None
        if told is None and dated.assumed is not None:
            return dated.assumed, True
        if (
            told is None
            and dated.column is not None
            and self._mapping.fields is not None
            and dated is self._mapping.collected
        ):
            raise Unfit(Bad.DATE)
        return told, False

    def _start(self, one: Happening, person: bytes, values: Things[str, object]) -> Start | None:
        if one.if_ is not None:
            yes = agreed(values.get(one.if_))
            if yes is None:
                raise Unfit(Bad.YES_NO)
            if not yes:
                return None
        day, assumed = self._date(one.date, values)
        if day is None and one.if_ is not None:
            raise Unfit(Bad.DATE)
        if day is None:
            return None
        since = decided(day, self._now(), self._zone) if one.event in WORDS else day
        return Start(person, one.event, since, one.purpose, assumed)


def decided(when: date | datetime, now: datetime, zone: ZoneInfo) -> date | datetime:
    """
    Return since when what somebody decided holds.

    Raises:
        Unfit: they would decide it on a day, or at a moment, that has not come.
    """
    try:
        return said_by_now(when, now, zone.key)
    except UnknownEvent:
        raise Unfit(Bad.FUTURE) from None
