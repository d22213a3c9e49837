"""
What is known of days: those that are held, those past their term, and those given up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Literal

from etanche.clock import day_of
from etanche.keyring import Holding, holding, knows_nobody
from etanche.standing import COLLECTED, DueDay, subject_of
from etanche.store import Connection, DayRow, days, moment_text, person_places
from etanche.vault.asking import governed
from etanche.vault.means import Means


class DayEnds:
    """The days of one organisation, and which of them have ended."""

    def __init__(self, means: Means) -> None:
        """Keep what is needed; nothing is looked at yet."""
        self._means = means

    def due(self) -> tuple[tuple[DueDay, ...], tuple[DueDay, ...]]:
        """Return what is due: what may go now, and what waits because its end was learned late."""
        now = self._means.clock.now()
        due = (*self._means.standing.due(now), *self._emptied(now))
        ready = tuple(day for day in due if day.waits_until is None or day.waits_until <= now)
        return ready, tuple(day for day in due if day not in ready)

    def given_up(self) -> list[DayRow]:
        """Return the days that the ledger has given up and whose destruction is not final yet."""
        numbers = self._means.numbers.categories
        ended = {(numbers[category], day.isoformat()) for category, day in self._means.standing.given_up()}
        return [row for row in self.known("living") if (row.category, row.day) in ended]

    def known(self, state: Literal["any", "living", "destroyed"]) -> list[DayRow]:
        """Return the days there are or were."""
        with self._means.store.reading() as connection:
            return days.known(connection, self._means.organisation, state=state)

    def adopt(self) -> None:
        """
        Give every living bucket its day in the ledger.

        A process killed after it made a key durable, and before its rows were, leaves a bucket nobody would ever sweep.
        """
        means = self._means
        names = means.numbers.category_names()
        living = means.shelf.buckets(means.organisation)
        known = {(row.category, row.day) for row in self.known("any")}
        orphans = [(c, day, key) for c, day, key in living if (c, day) not in known and c in names]
        if not orphans:
            return
        with means.store.writing() as connection:
            governed(means, connection)
            for number, day, key in orphans:
                row = DayRow(
                    organisation=means.organisation,
                    category=number,
                    day=day,
                    bucket=key,
                    opened=moment_text(means.clock.now()),
                )
                if days.open_day(connection, row):
                    self.tell(connection, names[number], date.fromisoformat(day), COLLECTED)

    def tell(self, connection: Connection, category: str, day: date, event: str) -> None:
        """Tell the ledger what happened to a day: it was collected, or it ended now."""
        self._means.standing.record(
            connection,
            subject=subject_of(category, day),
            event=event,
            effective=day if event == COLLECTED else self._means.clock.now(),
            because=" ".join(self.promises({category})),
        )

    def promises(self, categories: Iterable[str]) -> tuple[str, ...]:
        """Return the promises of retention that speak of some categories."""
        plan = self._means.plan
        return tuple(sorted(f"retention:{purpose}/{used}" for purpose, used in plan.terms if used in categories))

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
        for row in self.known("living") if apart else ():
            name, day = apart.get(row.category), date.fromisoformat(row.day)
            if name is None or (name, day) in given_up:
                continue
            with means.store.reading() as connection:
                if not person_places.in_bucket(connection, means.organisation, row.category, row.day):
                    yield DueDay(category=name, day=day, since=today, late=True)
