"""
The last result of each drill, kept so that evidence can say when a check was last seen to be awake.

Each result carries a keyed mark, as a line of the journal does: one that somebody wrote who has the data and no key is not told,
and breaks `sealed:inventory`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from etanche.journal import Entry
from etanche.keyring import Signer, bind
from etanche.proof.bench import Bench
from etanche.proof.run import PROBER
from etanche.proof.verdict import DrillResult, State
from etanche.store import Connection, Store, facts, moment_of, moment_text
from etanche.terms import OrganisationId, PromiseId

_DRILL: Final = "drill."


@dataclass(frozen=True, kw_only=True)
class Drilled:
    """A drill, when it was, and under which charter."""

    result: DrillResult
    at: datetime
    charter: str


def keep_drills(bench: Bench, results: Sequence[DrillResult]) -> None:
    """Keep the results of drills, marked as ours, in the place of those before, with one line in the journal; what is not ours goes."""
    now = bench.clock.now()
    signer = bench.keyring.signer(bench.organisation)
    counted = {"drills": len(results), "noticed": sum(result.noticed for result in results)}
    with bench.store.writing() as connection:
        for name in _kept(connection, bench.organisation, signer).strange:
            facts.forget(connection, bench.organisation, _DRILL + name)
        for one in results:
            name = f"{one.promise} {one.sabotage}"
            said = {
                "noticed": one.noticed,
                "before": str(one.before),
                "under": str(one.under),
                "at": moment_text(now),
                "charter": bench.plan.digest,
            }
            text = json.dumps(said)
            mark = signer.mark(_message(bench.organisation, name, text)).hex()
            facts.put(connection, bench.organisation, f"{_DRILL}{name}", f"{mark} {text}")
        entry = Entry(
            organisation=bench.organisation,
            at=now,
            actor=PROBER,
            act="drill",
            object="checks",
            decision="done",
            facts=counted,
        )
        bench.journal.write(connection, entry)
    bench.journal.seal()


def last_drills(
    store: Store, organisation: OrganisationId, *, signer: Signer, promises: Container[PromiseId]
) -> tuple[Drilled, ...]:
    """
    Return the last result of each drill of the promises that the charter still makes, in the order of their names.

    What carries no mark of ours is not told: who writes the data could otherwise let us certify a drill that never was.
    """
    with store.reading() as connection:
        found = _kept(connection, organisation, signer)
    return tuple(one for one in found.ours if one.result.promise in promises)


def strange_drills(bench: Bench) -> int:
    """Return how many results of drills lie among the data that we did not write."""
    with bench.store.reading() as connection:
        return len(_kept(connection, bench.organisation, bench.keyring.signer(bench.organisation)).strange)


class _Found(NamedTuple):
    """What is kept of drills: results of ours, and the names of those that are not."""

    ours: tuple[Drilled, ...]
    strange: tuple[str, ...]


def _kept(connection: Connection, organisation: OrganisationId, signer: Signer) -> _Found:
    ours, strange = [], []
    for name, marked in sorted(facts.under(connection, organisation, _DRILL).items()):
        mark, _, text = marked.partition(" ")
        if signer.marked(_message(organisation, name, text), _bytes(mark)):
            ours.append(_read(name, text))
        else:
            strange.append(name)
    return _Found(tuple(ours), tuple(strange))


def _message(organisation: OrganisationId, name: str, text: str) -> bytes:
    """Return what the mark of a result covers: whose it is, of which drill, and all that it says."""
    return bind("drill", 1, organisation, name, text)


def _bytes(mark: str) -> bytes:
    try:
        return bytes.fromhex(mark)
    except ValueError:
        return b""


def _read(name: str, text: str) -> Drilled:
    promise, _, sabotage = name.partition(" ")
    said = json.loads(text)
    result = DrillResult(
        promise=PromiseId(promise),
        sabotage=sabotage,
        noticed=bool(said["noticed"]),
        before=State(said["before"]),
        under=State(said["under"]),
    )
    return Drilled(result=result, at=moment_of(said["at"]), charter=said["charter"])
