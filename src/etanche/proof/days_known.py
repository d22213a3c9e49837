"""
What the stores say of the days of a category: which live and which are dead, their keys, their rows, and how they are dated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from etanche.proof.run import ProofRun
from etanche.proof.survey import numbers
from etanche.standing import COLLECTED, told_by_us
from etanche.store import DayRow, days, moment_of, records, standing


@dataclass(frozen=True, kw_only=True)
class DaysKnown:
    """What the stores say of the days of a category."""

    living: Mapping[date, DayRow]
    dead: Mapping[date, DayRow]
    buckets: Mapping[date, bytes]
    rows: Mapping[date, int]
    """Day → its records, those of probes included."""

    people: frozenset[date]
    """Days of which somebody's record is there."""

    collected: Mapping[date, set[str]]
    """Day → the moments at which the ledger says it was collected."""

    entered: Mapping[date, datetime]
    """Day → the first moment at which we wrote that into the ledger, under our mark; what `days` says of it stands there in clear."""


def look(run: ProofRun, category: str) -> DaysKnown:
    """Return what is known of the days of a category, looked at once a run."""

    def looked() -> DaysKnown:
        bench, number = run.bench, numbers(run.bench).categories.get(category, 0)
        collected: dict[date, set[str]] = {}
        entered: dict[date, datetime] = {}
        signer = bench.keyring.signer(bench.organisation)
        with bench.store.reading() as connection:
            rows = records.count_by_day(connection, bench.organisation, number, canary=None)
            people = records.count_by_day(connection, bench.organisation, number, canary=False)
            known = days.known(connection, bench.organisation, number)
            for event in standing.under(connection, bench.organisation, f"{category}/"):
                if event.event == COLLECTED:
                    day = date.fromisoformat(event.subject.rpartition("/")[2])
                    collected.setdefault(day, set()).add(event.effective)
                    # Those of before marks have none; `logs:chain` tells of one that lost its own.
                    if event.mark is None or told_by_us(event, signer):
                        entered[day] = min(entered.get(day, run.at), moment_of(event.recorded))
        return DaysKnown(
            living={date.fromisoformat(row.day): row for row in known if row.destroyed is None},
            dead={date.fromisoformat(row.day): row for row in known if row.destroyed is not None},
            buckets={
                date.fromisoformat(day): key for of, day, key in bench.shelf.buckets(bench.organisation) if of == number
            },
            rows={date.fromisoformat(day): count for day, count in rows.items()},
            people=frozenset(map(date.fromisoformat, people)),
            collected=collected,
            entered=entered,
        )

    return run.once(("days", category), looked)
