"""
Readings of persons in the journal: who looked at whom is written down before the record leaves, and told of that person alone.
"""

from __future__ import annotations

from etanche.proof import attempts
from etanche.proof.outcome import Outcome, broken, unproven
from etanche.proof.persons.asking import Reader, ask, met
from etanche.proof.persons.life import readers
from etanche.proof.persons.scene import scene
from etanche.proof.reach import UNDECLARED, Reach
from etanche.proof.run import ProofRun


def reader(reach: Reach) -> Reader | None:
    """Return the first reader that a check can act as."""
    return next(readers(reach, sorted(reach.charter.purposes)), None)


def written(run: ProofRun) -> Outcome | None:
    """Read a made-up person, and be refused; return what the journal does not know of."""
    found = reader(run.reach)
    if found is None:
        return None
    somebody = scene(run, found.purpose)
    conditions = met(run, found, somebody)
    before = attempts.last_line(run)
    if not ask(run, found, somebody, conditions).records:
        return unproven("no-canary")
    lines = [line.seq for line in attempts.lines_since(run, before) if line.act == "read"]
    if not lines:
        return broken("logs.reading-unwritten")
    if not set(lines) <= set(run.bench.vault.entries_about(somebody.person)):
        return broken("logs.person-unwritten")
    refused = attempts.look_up(run, somebody.written[found.category], role=found.role, purpose=UNDECLARED)
    return None if refused.journalled else broken("logs.refusal-unwritten")
