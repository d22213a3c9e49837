"""
The sweep: what is past its term is destroyed, keys first.

The order, each step durable before the next:
the decision (a line, and the days given up in the ledger) → keys → tombstones → a line for each day destroyed
→ rows and marks in bites → what of the journal is past its own term → the line that it is finished, and the tick.
The decision is taken once, under the guards; everything after it can be killed anywhere and done again,
by this process or the next one.

*Destroyed* is said only when the shelf says that no byte of the key is left in its files;
until then a day is given up, its key is gone from the shelf, and the next sweep asks again.
"""

from __future__ import annotations

from collections.abc import Sequence

from etanche.errors import Unreadable
from etanche.journal import Fact
from etanche.standing import ENDED, DueDay, Guard, charter_in_force
from etanche.store import entries, entry_persons, looked
from etanche.vault.asking import governed
from etanche.vault.carrying_out import CarryingOut, Done
from etanche.vault.day_ends import DayEnds
from etanche.vault.going import going
from etanche.vault.holds import extend_all
from etanche.vault.key_watch import KeyWatch
from etanche.vault.look_marks import JOURNAL
from etanche.vault.looked import catch_up
from etanche.vault.means import Means
from etanche.vault.orphans import Orphans
from etanche.vault.person_due import Found
from etanche.vault.person_sweep import PersonSweeper
from etanche.vault.report import RecordsWaiting, SweepReport, doubt
from etanche.vault.under_way import noted
from etanche.vault.visitors import take_marks_away

_ACTOR = "sweep"
_LONGEST_NAME = 100


class Sweeper:
    """Sweeps one organisation."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means
        self._days = DayEnds(means)
        self._carrying_out = CarryingOut(means)

    def look(self) -> SweepReport:
        """Say what a sweep would do now, and change nothing."""
        ready, waiting = self._days.due()
        people = PersonSweeper(self._means, self._means.standing.applied())
        found = people.look(why=True)
        guards = (*self._means.standing.guards(ready), people.guard(found))
        final = not self._days.given_up()
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
            going=going(self._means, ready, found),
        )

    def sweep(self, confirmed_by: str | None) -> SweepReport:
        """
        Destroy what is due.

        Raises:
            CharterChanged: what is due by the charter in the store is not what is due by the one applied.
            CharterSuperseded: another charter came into force; nothing is decided under the one before.
            ClockJumped, TooManyDue: a guard stopped it, which is written down; `confirmed_by` lets it go on.
        """
        _require_name(confirmed_by)
        self._means.roll_salts()
        self._believe_charter()
        before = self.bury()
        self._days.adopt()
        people = PersonSweeper(self._means, self._means.standing.applied())
        begun_before = noted(self._means)
        extend_all(self._means, actor=_ACTOR)
        people.mend()
        ready, waiting = self._days.due()
        found = people.look()
        guards = (*self._means.standing.guards(ready), people.guard(found))
        self._stop_if_in_doubt(guards, confirmed_by)
        self._give_up(ready, guards, confirmed_by)
        after = self._carrying_out.now()
        records_gone, keys_final = people.sweep() if found.ready else (0, True)
        people.tidy(begun_before)
        done = Done(
            destroyed=before.destroyed + after.destroyed,
            rows=before.rows + after.rows,
            final=after.final and keys_final,
        )
        cut = self._cut_journal()
        self._collect()
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

    def bury(self) -> Done:
        """Carry out every destruction that was decided before; see `CarryingOut.bury`."""
        return self._carrying_out.bury()

    # — the decision

    def _believe_charter(self) -> None:
        """Stop if the charter, or the moment it was applied, was changed since this process opened it, or if another is in force."""
        means = self._means
        with means.store.writing() as connection:
            charter_in_force(connection, means.keyring, means.organisation, means.clock.now())
            governed(means, connection)
            means.standing.learn(connection)

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
            governed(means, connection)
            for day in ready:
                self._days.tell(connection, day.category, day.day, ENDED)
            means.journal.write(
                connection,
                means.entry(
                    actor=confirmed_by if in_doubt and confirmed_by else _ACTOR,
                    act="sweep-begun",
                    object="vault",
                    decision="confirmed" if in_doubt else "due",
                    because=self._days.promises({day.category for day in ready}),
                    facts={"days": len(ready), "first": str(ready[0].day), "last": str(ready[-1].day)},
                ),
            )

    # — after the decision

    def _collect(self) -> None:
        """Take away what nothing needs any more: marks by which nobody looks, and keys without anything that they open."""
        if take_marks_away(self._means):
            self._means.store.flush()
        Orphans(self._means).collect()

    def _cut_journal(self) -> int:
        """Take out of the journal what is past the journal's own term; not in the first days of a changed charter."""
        catch_up(self._means)
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
            looked.cut(connection, means.organisation, entries.ends(connection, means.organisation)[0])

    def _finish(self, done: Done) -> None:
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


def _waiting(found: Found) -> tuple[RecordsWaiting, ...]:
    return tuple(
        RecordsWaiting(category=category, until=until, records=number)
        for (category, until), number in sorted(found.waiting.items())
    )


def _require_name(confirmed_by: str | None) -> None:
    """Go on if nobody answers for it, or somebody with a name does; raises `Unreadable`."""
    if confirmed_by is not None and not (0 < len(confirmed_by) <= _LONGEST_NAME and confirmed_by.isprintable()):
        raise Unreadable(f"the name of a person has 1 to {_LONGEST_NAME} letters")
