"""
What follows from the decision that days end: keys, tombstones, a line for each day, then rows and marks in bites.

All of it can be killed anywhere and done again, by this process or the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from etanche.standing import ENDED, subject_of
from etanche.store import Connection, DayRow, days, moment_text, person_places, records
from etanche.vault.bites import Bites
from etanche.vault.day_ends import DayEnds
from etanche.vault.means import Means

AT_ONCE = 20
"""Days written down in one transaction: a sweep after a long silence has thousands."""

_ACTOR = "sweep"


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was carried out of decisions taken: days destroyed, rows deleted, and whether no byte of a key is left."""

    destroyed: int
    rows: int
    final: bool


class CarryingOut:
    """Destroys the days of one organisation that were given up."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means
        self._days = DayEnds(means)

    def bury(self) -> Done:
        """
        Carry out every destruction that was decided: by this process, a killed one, or before data were put back from a backup.

        A day in such data may be taken for living while its key has a tombstone. No guard is asked: its key is long dead.
        """
        dead = [row for row in self._days.known("living") if row.bucket in self._means.tombstones]
        names = self._means.numbers.category_names()
        unsaid = [row for row in dead if row not in self._days.given_up()] if dead else []
        if unsaid:
            with self._means.store.writing() as connection:
                for row in unsaid:
                    self._days.tell(connection, names[row.category], date.fromisoformat(row.day), ENDED)
        return self.now()

    def now(self) -> Done:
        """Do what was decided, by this sweep or by one that was killed: keys, tombstones, lines, then rows."""
        doomed = self._doomed()
        final = self._destroy_keys(doomed) if doomed else True
        return Done(destroyed=len(doomed) if final else 0, rows=self._delete_rows(), final=final)

    def _doomed(self) -> list[DayRow]:
        """Return the days given up whose destruction is not final, and dead ones whose key came back to the shelf."""
        living = {(category, day) for category, day, _ in self._means.shelf.buckets(self._means.organisation)}
        back = [row for row in self._days.known("destroyed") if (row.category, row.day) in living]
        return self._days.given_up() + back

    def _destroy_keys(self, doomed: Sequence[DayRow]) -> bool:
        """Destroy the keys of days, and say *destroyed* only if it is true; return whether it is."""
        means = self._means
        names = means.numbers.category_names()
        dead = [(row.category, row.day) for row in doomed]
        outcome = means.keyring.destroy_days(means.organisation, dead)
        final, left = outcome.final, {"traces": "in-server-files"} if outcome.traces else {}
        for begin in range(0, len(doomed), AT_ONCE):
            some = doomed[begin : begin + AT_ONCE]
            with means.store.writing() as connection:
                if final:
                    now = moment_text(means.clock.now())
                    days.mark_destroyed(connection, means.organisation, dead[begin : begin + AT_ONCE], now)
                for row in some:
                    category = names.get(row.category, str(row.category))
                    means.journal.write(
                        connection,
                        means.entry(
                            actor=_ACTOR,
                            act="destroyed" if final else "destruction-waits",
                            object=subject_of(category, date.fromisoformat(row.day)),
                            decision="done" if final else "log-not-cut",
                            because=self._days.promises({category}),
                            facts={"key": row.bucket.hex(), **left},
                        ),
                    )
        return final

    def _delete_rows(self) -> int:
        """Delete the rows and marks of days given up; they open no more, so nothing hangs on when it is done."""
        means = self._means
        dead = {(row.category, row.day) for row in [*self._days.known("destroyed"), *self._days.given_up()]}
        with means.store.reading() as connection:
            left = [day for day in records.days_with_rows(connection, means.organisation) if day in dead]
        of_persons, of_nobody = Bites(means.store), Bites(means.store)
        gone = 0
        for number, day in left:
            # Nothing comes in for a day given up: once no record of a person is left in it, none has to be looked for.
            gone += of_persons.all_of(partial(self._bite_of_persons, number, day))
            gone += of_nobody.all_of(partial(self._bite_of_nobody, number, day))
        if gone:
            # What was overwritten in the pages may still stand in the log; if a reader is in the way, the next sweep does it.
            means.store.flush()
        return gone

    def _bite_of_persons(self, category: int, day: str, connection: Connection, size: int) -> int:
        organisation = self._means.organisation
        places = person_places.bucket_marks(connection, organisation, category, day, size)
        return person_places.remove(connection, organisation, places) if places else 0

    def _bite_of_nobody(self, category: int, day: str, connection: Connection, size: int) -> int:
        return records.bite(connection, self._means.organisation, category, day, size)
