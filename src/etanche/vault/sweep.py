"""
The sweep: what is past its term is destroyed, keys first.

The order, each step durable before the next:
the decision (a line, and the days given up in the ledger) → keys → tombstones → a line for each day destroyed
→ rows and marks in small bites → what of the journal is past its own term → the line that it is finished, and the tick.
The decision is taken once, under the guards; everything after it can be killed anywhere and done again,
by this process or the next one.

*Destroyed* is said only when the shelf says that no byte of the key is left in its files;
until then a day is given up, its key is gone from the shelf, and the next sweep asks again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from etanche.clock import day_of
from etanche.errors import Unreadable
from etanche.journal import Fact
from etanche.keyring import Holding, holding, knows_nobody
from etanche.standing import COLLECTED, ENDED, DueDay, Guard, charter_in_force, subject_of
from etanche.store import Connection, DayRow, days, entry_persons, moment_text, person_records, records
from etanche.vault.asking import obeyed
from etanche.vault.key_watch import KeyWatch
from etanche.vault.means import JOURNAL, Means
from etanche.vault.orphans import Orphans
from etanche.vault.person_sweep import Found, PersonSweeper
from etanche.vault.report import RecordsWaiting, SweepReport, doubt
from etanche.vault.visitors import take_marks_away

BITE = 500
"""Rows deleted in one transaction, so that writers are never held up for long."""

_ACTOR = "sweep"
_LONGEST_NAME = 100


@dataclass(frozen=True, kw_only=True)
class _Done:
    """What was carried out of decisions taken: days destroyed, rows deleted, and whether no byte of a key is left."""

    destroyed: int
    rows: int
    final: bool


class Sweeper:
    """Sweeps one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def look(self) -> SweepReport:
        """Say what a sweep would do now, and change nothing."""
        ready, waiting = self._due()
        people = PersonSweeper(self._means, self._means.standing.applied())
        found = people.look()
        guards = (*self._means.standing.guards(ready), people.guard(found))
        final = not self._given_up()
        return SweepReport(
            days=ready,
            waiting=waiting,
            destroyed=0,
            rows=0,
            cut=0,
            final=final,
            guards=guards,
            dry_run=True,
            records=len(found.ready),
            records_waiting=_waiting(found),
        )

    def sweep(self, confirmed_by: str | None) -> SweepReport:
        """
        Destroy what is due.

        Raises:
            CharterChanged: what is due by the charter in the store is not what is due by the one applied.
            CharterSuperseded: another charter came into force; nothing is decided under the one before.
            ClockJumped, TooManyDue: a guard stopped it, which is written down; `confirmed_by` lets it go on.
        """
        if confirmed_by is not None and not (0 < len(confirmed_by) <= _LONGEST_NAME and confirmed_by.isprintable()):
            raise Unreadable(f"the name of a person has 1 to {_LONGEST_NAME} letters")
        self._means.roll_salts()
        self._believe_charter()
        before = self.bury()
        self._adopt()
        people = PersonSweeper(self._means, self._means.standing.applied())
        people.mend()
        ready, waiting = self._due()
        found = people.look()
        guards = (*self._means.standing.guards(ready), people.guard(found))
        self._stop_if_in_doubt(guards, confirmed_by)
        self._give_up(ready, guards, confirmed_by)
        after = self._carry_out()
        records_gone, keys_final = people.sweep() if found.ready else (0, True)
        done = _Done(
            destroyed=before.destroyed + after.destroyed,
            rows=before.rows + after.rows,
            final=after.final and keys_final,
        )
        cut = self._cut_journal()
        marks = take_marks_away(self._means)
        if marks:
            self._means.store.flush()
        Orphans(self._means).collect()
        keyless = KeyWatch(self._means).look_on()
        self._finish(done)
        return SweepReport(
            days=ready,
            waiting=waiting,
            destroyed=done.destroyed,
            rows=done.rows,
            cut=cut,
            final=done.final,
            guards=guards,
            dry_run=False,
            records=records_gone,
            records_waiting=_waiting(found),
            keyless=keyless,
        )

    def bury(self) -> _Done:
        """
        Carry out every destruction that was decided: by this process, a killed one, or before data were put back from a backup.

        A day in such data may be taken for living while its key has a tombstone. No guard is asked: its key is long dead.
        """
        dead = [row for row in self._known("living") if row.bucket in self._means.tombstones]
        names = self._means.numbers.category_names()
        unsaid = [row for row in dead if row not in self._given_up()] if dead else []
        if unsaid:
            with self._means.store.writing() as connection:
                for row in unsaid:
                    self._record(connection, names[row.category], date.fromisoformat(row.day), ENDED)
        return self._carry_out()

    # — the decision

    def _believe_charter(self) -> None:
        """Stop if the charter, or the moment it was applied, was changed since this process opened it, or if another is in force."""
        means = self._means
        with means.store.writing() as connection:
            charter_in_force(connection, means.keyring, means.organisation, means.clock.now())
            obeyed(means, connection)
            means.standing.learn(connection)

    def _due(self) -> tuple[tuple[DueDay, ...], tuple[DueDay, ...]]:
        """Return what is due: what may go now, and what waits because its end was learned late."""
        now = self._means.clock.now()
        due = (*self._means.standing.due(now), *self._emptied(now))
        ready = tuple(day for day in due if day.waits_until is None or day.waits_until <= now)
        return ready, tuple(day for day in due if day not in ready)

    def _emptied(self, now: datetime) -> Iterator[DueDay]:
        """Yield the days whose bucket holds nothing any more, of categories that are held in another way by now."""
        means = self._means
        apart = {
            number: name
            for name, number in means.numbers.categories.items()
            if name in means.plan.categories
            and not knows_nobody(means.plan, name)
            and holding(means.plan, name) is not Holding.BUCKET
        }
        today = day_of(now, means.plan.zone)
        given_up = set(means.standing.given_up()) if apart else set()
        for row in self._known("living") if apart else ():
            name, day = apart.get(row.category), date.fromisoformat(row.day)
            if name is None or (name, day) in given_up:
                continue
            with means.store.reading() as connection:
                if not person_records.in_bucket(connection, means.organisation, row.category, row.day):
                    yield DueDay(category=name, day=day, since=today, late=True)

    def _adopt(self) -> None:
        """
        Give every living bucket its day in the ledger.

        A process killed after it made a key durable, and before its rows were, leaves a bucket nobody would ever sweep.
        """
        means = self._means
        names = means.numbers.category_names()
        living = means.shelf.buckets(means.organisation)
        known = {(row.category, row.day) for row in self._known("any")}
        orphans = [(c, day, key) for c, day, key in living if (c, day) not in known and c in names]
        if not orphans:
            return
        with means.store.writing() as connection:
            obeyed(means, connection)
            for number, day, key in orphans:
                row = DayRow(
                    organisation=means.organisation,
                    category=number,
                    day=day,
                    bucket=key,
                    opened=moment_text(means.clock.now()),
                )
                if days.open_day(connection, row):
                    self._record(connection, names[number], date.fromisoformat(day), COLLECTED)

    def _stop_if_in_doubt(self, guards: Sequence[Guard], confirmed_by: str | None) -> None:
        """Stop at the first guard that is in doubt, unless a named person answers for going on; write down either."""
        for guard in guards:
            if guard.ok:
                continue
            self._means.journal.note(
                self._means.entry(
                    actor=confirmed_by or _ACTOR,
                    act="sweep-stopped" if confirmed_by is None else "sweep-confirmed",
                    object="vault",
                    decision=guard.reason,
                    facts=dict(guard.numbers),
                )
            )
            if confirmed_by is None:
                raise doubt(guard)

    def _give_up(self, ready: Sequence[DueDay], guards: Sequence[Guard], confirmed_by: str | None) -> None:
        """Decide: from this commit on nothing is taken in for these days, and nothing of them is read."""
        if not ready:
            return
        means = self._means
        in_doubt = not all(guard.ok for guard in guards)
        with means.store.writing() as connection:
            obeyed(means, connection)
            for day in ready:
                self._record(connection, day.category, day.day, ENDED)
            means.journal.write(
                connection,
                means.entry(
                    actor=confirmed_by if in_doubt and confirmed_by else _ACTOR,
                    act="sweep-begun",
                    object="vault",
                    decision="confirmed" if in_doubt else "due",
                    because=self._promises({day.category for day in ready}),
                    facts={"days": len(ready), "first": str(ready[0].day), "last": str(ready[-1].day)},
                ),
            )

    # — after the decision: all of it can be done again

    def _carry_out(self) -> _Done:
        """Do what was decided, by this sweep or by one that was killed: keys, tombstones, lines, then rows."""
        doomed = self._doomed()
        final = self._destroy_keys(doomed) if doomed else True
        return _Done(destroyed=len(doomed) if final else 0, rows=self._delete_rows(), final=final)

    def _doomed(self) -> list[DayRow]:
        """Return the days given up whose destruction is not final, and dead ones whose key came back to the shelf."""
        living = {(category, day) for category, day, _ in self._means.shelf.buckets(self._means.organisation)}
        back = [row for row in self._known("destroyed") if (row.category, row.day) in living]
        return self._given_up() + back

    def _destroy_keys(self, doomed: Sequence[DayRow]) -> bool:
        """Destroy the keys of days, and say *destroyed* only if it is true; return whether it is."""
        means = self._means
        names = means.numbers.category_names()
        dead = [(row.category, row.day) for row in doomed]
        outcome = means.keyring.destroy_days(means.organisation, dead)
        final, left = outcome.final, {"traces": "in-server-files"} if outcome.traces else {}
        with means.store.writing() as connection:
            if final:
                days.mark_destroyed(connection, means.organisation, dead, moment_text(means.clock.now()))
            for row in doomed:
                category = names.get(row.category, str(row.category))
                means.journal.write(
                    connection,
                    means.entry(
                        actor=_ACTOR,
                        act="destroyed" if final else "destruction-waits",
                        object=subject_of(category, date.fromisoformat(row.day)),
                        decision="done" if final else "log-not-cut",
                        because=self._promises({category}),
                        facts={"key": row.bucket.hex(), **left},
                    ),
                )
        return final

    def _delete_rows(self) -> int:
        """Delete the rows and marks of days given up; they open no more, so nothing hangs on when it is done."""
        means = self._means
        dead = {(row.category, row.day) for row in [*self._known("destroyed"), *self._given_up()]}
        with means.store.reading() as connection:
            left = [day for day in records.days_with_rows(connection, means.organisation) if day in dead]
        gone = 0
        for number, day in left:
            # Nothing comes in for a day given up: once no record of a person is left in it, none has to be looked for.
            for bite in (self._bite_of_persons, self._bite_of_nobody):
                while bitten := bite(number, day):
                    gone += bitten
        if gone:
            # What was overwritten in the pages may still stand in the log; if a reader is in the way, the next sweep does it.
            means.store.flush()
        return gone

    def _bite_of_persons(self, category: int, day: str) -> int:
        means = self._means
        with means.store.writing() as connection:
            places = person_records.bucket_marks(connection, means.organisation, category, day, BITE)
            return person_records.remove(connection, means.organisation, places) if places else 0

    def _bite_of_nobody(self, category: int, day: str) -> int:
        with self._means.store.writing() as connection:
            return records.bite(connection, self._means.organisation, category, day, BITE)

    def _cut_journal(self) -> int:
        """Take out of the journal what is past the journal's own term; not in the first days of a changed charter."""
        done = self._means.journal.cut(actor=_ACTOR) if self._means.standing.settled() else None
        if done is not None:
            self._forget_whom()
        return 0 if done is None else done.lines

    def _forget_whom(self) -> None:
        """Destroy whom lines are about that are not in the journal any more: the keys of their days, then the lists."""
        means = self._means
        first = means.journal.first_day()
        if first is None:
            return
        over = [
            (category, day)
            for category, day, _ in means.shelf.buckets(means.organisation)
            if category == JOURNAL and day < first.isoformat()
        ]
        if over:
            means.keyring.destroy_days(means.organisation, over)
            with means.store.writing() as connection:
                entry_persons.cut(connection, means.organisation, first.isoformat())

    def _finish(self, done: _Done) -> None:
        """Tick; and say that the sweep is finished, if it did anything."""
        means = self._means
        with means.store.writing() as connection:
            means.standing.tick(connection)
            if done.destroyed or done.rows:
                facts: dict[str, Fact] = {"destroyed": done.destroyed, "rows": done.rows}
                means.journal.write(
                    connection,
                    means.entry(actor=_ACTOR, act="sweep-finished", object="vault", decision="done", facts=facts),
                )

    # — what is known of days

    def _given_up(self) -> list[DayRow]:
        """Return the days that the ledger has given up and whose destruction is not final yet."""
        numbers = self._means.numbers.categories
        ended = {(numbers[category], day.isoformat()) for category, day in self._means.standing.given_up()}
        return [row for row in self._known("living") if (row.category, row.day) in ended]

    def _known(self, state: Literal["any", "living", "destroyed"]) -> list[DayRow]:
        with self._means.store.reading() as connection:
            return days.known(connection, self._means.organisation, state=state)

    def _record(self, connection: Connection, category: str, day: date, event: str) -> None:
        self._means.standing.record(
            connection,
            subject=subject_of(category, day),
            event=event,
            effective=day if event == COLLECTED else self._means.clock.now(),
            because=" ".join(self._promises({category})),
        )

    def _promises(self, categories: Iterable[str]) -> tuple[str, ...]:
        """Return the promises of retention that speak of some categories."""
        plan = self._means.plan
        return tuple(sorted(f"retention:{purpose}/{used}" for purpose, used in plan.terms if used in categories))


def _waiting(found: Found) -> tuple[RecordsWaiting, ...]:
    return tuple(
        RecordsWaiting(category=category, until=until, records=number)
        for (category, until), number in sorted(found.waiting.items())
    )
