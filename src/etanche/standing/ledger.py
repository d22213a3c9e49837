"""
The one ledger of standing, and what follows from it now.

Events are kept in order of commit; the moment an event takes effect is another column.
In this version a subject is a day of a category that knows no persons, such as `visit/2026-05-25`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from etanche.charter import Plan
from etanche.clock import Clock, day_of
from etanche.keyring import Holding, Signer, bind, holding, knows_nobody
from etanche.standing.ends import LEARNED_LATE
from etanche.standing.guards import BACKWARD_SLACK, DueDay, Guard, clock_guard, mass_guard
from etanche.standing.learned import learn, learned, obeyed
from etanche.standing.life import ENDED, HELD_BY_NONE, Life, life, lives_of
from etanche.standing.marked import marks_of
from etanche.standing.persons import PersonLedger
from etanche.store import (
    Connection,
    DayRow,
    StandingRow,
    Store,
    charters,
    days,
    facts,
    moment_of,
    moment_text,
    names,
    standing,
)
from etanche.terms import OrganisationId

_LAST_TICK = "standing.last-tick"


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that begins, suspends or ends a purpose for a subject."""

    subject: str
    event: str
    effective: date | datetime
    recorded: datetime
    because: str


def subject_of(category: str, day: date) -> str:
    """Return the subject that a day of a category is."""
    return f"{category}/{day.isoformat()}"


class Standing:
    """The ledger of one organisation, read with one plan."""

    def __init__(self, *, store: Store, plan: Plan, clock: Clock, organisation: OrganisationId, signer: Signer) -> None:
        """Keep what is needed to answer, and whose hand marks what is told; nothing is read yet."""
        self._store = store
        self._plan = plan
        self._clock = clock
        self._organisation = organisation
        self._signer = signer
        self.marks = marks_of(signer)
        self.persons = PersonLedger(plan=plan, clock=clock, organisation=organisation, marks=self.marks)

    # — writing

    def record(
        self, connection: Connection, *, subject: str, event: str, effective: date | datetime, because: str
    ) -> None:
        """Write one event, in the transaction of the act that it belongs to."""
        row = StandingRow(
            organisation=self._organisation,
            subject=subject,
            event=event,
            effective=moment_text(effective) if isinstance(effective, datetime) else effective.isoformat(),
            recorded=moment_text(self._clock.now()),
            because=because,
        )
        standing.append(connection, self._organisation, [row], mark=self.marks)

    def begin(self) -> None:
        """Make the first tick, when an instance is created; an instance that has ticked keeps its tick."""
        with self._store.writing() as connection:
            if facts.get(connection, self._organisation, _LAST_TICK) is None:
                self.tick(connection)

    def tick(self, connection: Connection) -> None:
        """Remember under our mark that a sweep went well at this moment: nobody without the key says that one did."""
        said = moment_text(self._clock.now())
        mark = self._signer.mark(self._ticked(said))
        facts.put(connection, self._organisation, _LAST_TICK, f"{said} {mark.hex()}")

    # — reading

    def last_tick(self) -> datetime | None:
        """Return the moment of the last successful sweep, or of the creation of the instance; nothing if what stands there is not ours."""
        with self._store.reading() as connection:
            said, _, mark = (facts.get(connection, self._organisation, _LAST_TICK) or "").partition(" ")
        ours = self._signer.mark(self._ticked(said)).hex() == mark
        return moment_of(said) if ours else None

    def ticked_before_marks(self) -> bool:
        """Tell whether the last sweep has a moment and no mark, as versions of before wrote it: nobody can say whether it is ours."""
        with self._store.reading() as connection:
            said, _, mark = (facts.get(connection, self._organisation, _LAST_TICK) or "").partition(" ")
        return bool(said) and not mark

    def events(self, subject: str) -> tuple[Event, ...]:
        """Return what happened to a subject, in order of commit."""
        with self._store.reading() as connection:
            return tuple(map(_event, standing.of_subject(connection, self._organisation, subject)))

    def ended(self, connection: Connection, category: str, day: date) -> bool:
        """Say, inside a transaction, whether a day has been given up: nothing is ever taken in for it again."""
        rows = standing.of_subject(connection, self._organisation, subject_of(category, day))
        return any(row.event == ENDED for row in rows)

    def ended_days(self, connection: Connection, category: str, of_days: Iterable[str]) -> set[str]:
        """Return, inside a transaction, which of some days have been given up."""
        subjects = {f"{category}/{day}": day for day in of_days}
        rows = standing.of_subjects(connection, self._organisation, sorted(subjects))
        return {subjects[row.subject] for row in rows if row.event == ENDED}

    def given_up(self) -> tuple[tuple[str, date], ...]:
        """Return every (category, day) whose destruction has been decided, whether it is done or not."""
        with self._store.reading() as connection:
            return tuple(
                (category, day)
                for category in sorted(names.all_of(connection, self._organisation, "category"))
                for day, events in self._events_by_day(connection, category)
                if ENDED in events
            )

    def histories(self, category: str) -> Mapping[date, Mapping[str, date | datetime]]:
        """Return what happened to each day of a category."""
        with self._store.reading() as connection:
            return dict(self._events_by_day(connection, category))

    def obeyed(self, connection: Connection) -> bool:
        """Say, inside a transaction, whether the charter of this plan is still the one in force."""
        return obeyed(connection, self._organisation, self._plan.digest, self._clock.now())

    def orders(self, connection: Connection) -> charters.Orders:
        """Return, inside a transaction, the charter in force and the words of halts."""
        return charters.orders(connection, self._organisation, moment_text(self._clock.now()))

    def is_obeyed(self, orders: charters.Orders) -> bool:
        """Say whether the charter of this plan is the one in force by what `orders` returned."""
        return orders.charter is None or orders.charter[1] == self._plan.digest

    def learn(self, connection: Connection) -> None:
        """Remember, once, that a sweep saw this charter in force before its moment: a clock went back."""
        learn(connection, self._organisation, self._plan.digest, self._clock.now())

    def life(self, purpose: str, category: str, day: date, *, now: datetime | None = None) -> Life:
        """Return the life of a purpose for one day of a category."""
        return self.lives(purpose, category, [day], now=now)[day]

    def lives(
        self, purpose: str, category: str, of_days: Iterable[date], *, now: datetime | None = None
    ) -> Mapping[date, Life]:
        """Return the life of a purpose for several days of a category; a day never opened is *unknown*."""
        at = now or self._clock.now()
        with self._store.reading() as connection:
            known = dict(self._events_by_day(connection, category))
        return {
            day: life(self._plan, purpose=purpose, category=category, events=known.get(day, {}), now=at)
            for day in of_days
        }

    def due(self, now: datetime | None = None) -> tuple[DueDay, ...]:
        """
        Return the living days that every purpose of their category has let go, oldest first.

        A category that the charter no longer has serves nothing any more: its days wait as everything a changed charter ends.
        Days whose destruction has been decided already are not listed again.
        A day that has not begun yet came in while a clock was ahead: it would outlive every term, so it is due at once.
        """
        at = now or self._clock.now()
        found: list[DueDay] = []
        with self._store.reading() as connection:
            numbers = names.all_of(connection, self._organisation, "category")
            applied = self._learned(connection, at)
            for category, number in sorted(numbers.items()):
                living = days.known(connection, self._organisation, number, state="living")
                events = dict(self._events_by_day(connection, category))
                found += (
                    due for row in living if (due := self._due_day(category, row, events, applied, at)) is not None
                )
        return tuple(sorted(found, key=lambda due: (due.day, due.category)))

    def applied(self, now: datetime | None = None) -> datetime | None:
        """Return since when the charter of this plan is known; nothing when no charter ever was applied."""
        with self._store.reading() as connection:
            return self._learned(connection, now or self._clock.now())

    def settled(self, now: datetime | None = None) -> bool:
        """Say whether the charter has been in force for long enough that what it ends may be destroyed without waiting."""
        at = now or self._clock.now()
        with self._store.reading() as connection:
            applied = self._learned(connection, at)
        return applied is None or at - applied >= LEARNED_LATE

    def guards(self, due: Iterable[DueDay], *, now: datetime | None = None) -> tuple[Guard, ...]:
        """Return what the guards say of destroying some days now; the clock is asked first."""
        at = now or self._clock.now()
        last_tick = self.last_tick()
        clock = clock_guard(last_tick=last_tick, now=at)
        if last_tick is None:
            return (clock,)
        with self._store.reading() as connection:
            living = len(days.known(connection, self._organisation, state="living"))
        return clock, mass_guard(due, living=living, last_tick=last_tick, now=at, zone=self._plan.zone)

    # — inside

    def _ticked(self, said: str) -> bytes:
        return bind("tick", 1, self._organisation, said)

    def _events_by_day(
        self, connection: Connection, category: str
    ) -> Iterator[tuple[date, dict[str, date | datetime]]]:
        """Yield, for each day of a category, its events; of one told twice the last one told counts."""
        rows = map(_event, standing.under(connection, self._organisation, f"{category}/"))
        for subject, events in groupby(rows, key=lambda event: event.subject):
            yield date.fromisoformat(subject.rpartition("/")[2]), {e.event: e.effective for e in events}

    def _due_day(
        self,
        category: str,
        row: DayRow,
        known: Mapping[date, Mapping[str, date | datetime]],
        applied: datetime | None,
        now: datetime,
    ) -> DueDay | None:
        day = date.fromisoformat(row.day)
        events = known.get(day, {})
        if category in self._plan.categories and not knows_nobody(self._plan, category):
            if holding(self._plan, category) is not Holding.BUCKET:
                return None
            # What one person consented to or not is their own record's affair: the day goes when nobody's can live.
            events = {"consent-given": day, **events}
        lives = lives_of(self._plan, category=category, events=events, now=now)
        if ENDED in events or not (lives or applied):
            return None
        if day > day_of(now + BACKWARD_SLACK, self._plan.zone):
            return DueDay(category=category, day=day, since=day_of(now, self._plan.zone), late=True)
        if any(one.status not in HELD_BY_NONE for one in lives):
            return None
        gone = day if lives or applied is None else day_of(applied, self._plan.zone)
        since = max((one.not_after for one in lives if one.not_after is not None), default=gone)
        opened = moment_of(row.opened)
        believed = opened <= now + BACKWARD_SLACK
        learned_late = (
            believed and applied is not None and opened < applied and since <= day_of(applied, self._plan.zone)
        )
        under_this_charter = believed and not (applied is not None and opened < applied)
        return DueDay(
            category=category,
            day=day,
            since=since,
            late=under_this_charter and since <= day_of(opened, self._plan.zone),
            waits_until=min(applied, now) + LEARNED_LATE if applied is not None and learned_late else None,
        )

    def _learned(self, connection: Connection, now: datetime) -> datetime | None:
        """Return since when the charter of this plan is known."""
        return learned(connection, self._organisation, self._plan.digest, now)


def _event(row: StandingRow) -> Event:
    moment = moment_of(row.effective) if "T" in row.effective else date.fromisoformat(row.effective)
    return Event(
        subject=row.subject,
        event=row.event,
        effective=moment,
        recorded=moment_of(row.recorded),
        because=row.because,
    )
