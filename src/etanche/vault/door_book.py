"""
What a door writes down inside the transaction of a batch: days opened, counts, one line of the journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from etanche.gate import Decision
from etanche.journal import Entry, Fact
from etanche.standing import COLLECTED, subject_of
from etanche.store import Connection, DayRow, counts, days, moment_text
from etanche.vault.arrivals import Batch, Receipt
from etanche.vault.means import Means
from etanche.vault.probe import Canary, ProbeRun
from etanche.vault.sealing import SealedDay


class DoorBook:
    """What one channel of the charter, opened for one actor, keeps account of."""

    def __init__(self, means: Means, channel: str, *, actor: str, probe: ProbeRun | None) -> None:
        """Open a door; with a probe's credential everything written through it is a canary."""
        self._means = means
        self._channel = channel
        self._actor = actor
        self._probe = probe

    @property
    def _run(self) -> str | None:
        return None if self._probe is None else self._probe.id

    def count(self, tally: Mapping[str, int]) -> None:
        """
        Add to the plain counts of today, under this door's name; what a probe sends is not counted.

        Names come from us, never from a sender: `opted-out`, `not-a-visit/bot`.
        """
        if self._probe is not None or not any(tally.values()):
            return
        with self._means.store.writing() as connection:
            self._add(connection, {f"{name}/{self._channel}": number for name, number in tally.items()})

    def _open_buckets(self, connection: Connection, category: str, of_days: set[str]) -> None:
        means = self._means
        number = means.numbers.categories[category]
        known = {row.day for row in days.known(connection, means.organisation, number)} if of_days else set()
        for day in sorted(of_days - known):
            bucket = means.keyring.bucket_id(means.organisation, number, day)
            if bucket is not None:
                self._open_day(connection, category, date.fromisoformat(day), bucket)

    def _open_day(self, connection: Connection, category: str, day: date, bucket: bytes) -> None:
        """Write down, once, that a day was opened; its term runs from that day, whenever it was opened."""
        means = self._means
        row = DayRow(
            organisation=means.organisation,
            category=means.numbers.categories[category],
            day=day.isoformat(),
            bucket=bucket,
            opened=moment_text(means.clock.now()),
        )
        if days.open_day(connection, row):
            means.standing.record(
                connection,
                subject=subject_of(category, day),
                event=COLLECTED,
                effective=day,
                because=f"minimise:{category}",
            )

    def _receipt(self, batch: Batch, taken: list[SealedDay]) -> Receipt:
        stored = sum(len(day.rows) for day in taken)
        kept = sum(map(len, batch.kept.values()))
        return Receipt(stored=stored, refused=dict(batch.refused), dropped=dict(batch.dropped), past=kept - stored)

    def _count_losses(self, connection: Connection, category: str, receipt: Receipt) -> None:
        if self._probe is None:
            told = {f"dropped/{category}": sum(receipt.dropped.values()), f"past/{category}": receipt.past}
            self._add(connection, told | {f"refused/{category}/{why}": n for why, n in receipt.refused.items()})

    def _add(self, connection: Connection, tally: Mapping[str, int]) -> None:
        today = self._means.today().isoformat()
        for name, number in tally.items():
            if number:
                counts.add(connection, self._means.organisation, today, name, number)

    def _entry(self, category: str, decision: Decision, receipt: Receipt, of_days: Sequence[str]) -> Entry:
        facts: dict[str, Fact] = {
            "stored": receipt.stored,
            "refused": sum(receipt.refused.values()),
            "dropped": sum(receipt.dropped.values()),
            "past": receipt.past,
        }
        if of_days:
            facts |= {"days": len(of_days), "first": of_days[0], "last": of_days[-1]}
        return self._means.entry(
            actor=self._actor,
            act="put",
            object=category,
            decision=decision.reason,
            because=decision.because,
            facts=facts,
            probe=self._run,
        )

    def _remember_canaries(self, category: str, taken: list[SealedDay]) -> None:
        if self._probe is not None:
            for day in taken:
                for row in day.rows:
                    self._probe.wrote(Canary(category, day.day, row.id))
