"""
The last result of each drill, kept so that evidence can say when a check was last seen to be awake.
"""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from etanche.journal import Entry
from etanche.proof.bench import Bench
from etanche.proof.verdict import DrillResult, State
from etanche.store import Store, facts, moment_of, moment_text
from etanche.terms import OrganisationId, PromiseId

_DRILL: Final = "drill."


@dataclass(frozen=True, kw_only=True)
class Drilled:
    """A drill, when it was, and under which charter."""

    result: DrillResult
    at: datetime
    charter: str


def keep_drills(bench: Bench, results: Sequence[DrillResult]) -> None:
    """Keep the results of drills in the place of those before, with one line in the journal."""
    now = bench.clock.now()
    counted = {"drills": len(results), "noticed": sum(result.noticed for result in results)}
    with bench.store.writing() as connection:
        for one in results:
            said = {
                "noticed": one.noticed,
                "before": str(one.before),
                "under": str(one.under),
                "at": moment_text(now),
                "charter": bench.plan.digest,
            }
            facts.put(connection, bench.organisation, f"{_DRILL}{one.promise} {one.sabotage}", json.dumps(said))
        entry = Entry(
            organisation=bench.organisation,
            at=now,
            actor="prober",
            act="drill",
            object="checks",
            decision="done",
            facts=counted,
        )
        bench.journal.write(connection, entry)
    bench.journal.seal()


def last_drills(store: Store, organisation: OrganisationId, *, promises: Container[PromiseId]) -> tuple[Drilled, ...]:
    """Return the last result of each drill of the promises that the charter still makes, in the order of their names."""
    with store.reading() as connection:
        found = facts.under(connection, organisation, _DRILL)
    results = []
    for name, text in sorted(found.items()):
        promise, _, sabotage = name.partition(" ")
        said = json.loads(text)
        if promise in promises:
            result = DrillResult(
                promise=PromiseId(promise),
                sabotage=sabotage,
                noticed=bool(said["noticed"]),
                before=State(said["before"]),
                under=State(said["under"]),
            )
            results.append(Drilled(result=result, at=moment_of(said["at"]), charter=said["charter"]))
    return tuple(results)
