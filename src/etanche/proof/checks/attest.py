"""
`attest:<attestation>`: evidence was entered, stands as it was entered, is the last that the journal knows of, and its day has not come.

What this does *not* see: whether the evidence is true, or where it is kept. A person answers for that.
"""

from __future__ import annotations

from datetime import timedelta

from etanche.charter import Promise
from etanche.charter.evaluate import add
from etanche.clock import day_of
from etanche.proof.attestations import Attestations, Attested
from etanche.proof.outcome import Outcome, attested, broken, unproven
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun

_SHOWN = 12


def sees(_reach: Reach, _subject: str) -> Sight:
    """See what was entered."""
    return Sight.WHOLE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Observe the last evidence; of an undertaking of several actors, the last of each."""
    attestations = Attestations.of_bench(run.bench)
    found = attestations.last(promise.subject)
    forged = sum(1 for one in found if not one.ours)
    if forged:
        return broken("attest.forged", lines=forged)
    if gone := attestations.taken_away(promise.subject):
        return broken("attest.taken-away", lines=gone)
    if not found:
        return _nothing(run, promise.subject)
    alive = [one for one in found if one.left >= 0]
    if not alive:
        return broken("attest.lapsed", days=-max(one.left for one in found))
    if alive[0].row.about is not None:
        return attested(
            "attest.undertaken",
            persons=len(alive),
            lapsed=len(found) - len(alive),
            days=min(one.left for one in alive),
        )
    return _filed(alive[0])


def _filed(one: Attested) -> Outcome:
    return attested("attest.filed", days=one.left, until=one.until.isoformat(), digest=one.row.digest.hex()[:_SHOWN])


def _nothing(run: ProofRun, name: str) -> Outcome:
    """Say that nothing was entered: a fact is missing, until the time has run out in which it is to be entered at all."""
    bench = run.bench
    since = day_of(run.applied or run.at, bench.plan.zone)
    end = add(since, bench.charter.attested[name].every)
    late = day_of(run.at, bench.plan.zone) - end
    return broken("attest.never", days=late.days) if late > timedelta() else unproven("attest.none")
