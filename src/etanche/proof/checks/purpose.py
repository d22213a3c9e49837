"""
`purpose:<purpose>`: used with the categories of the charter and no others, and nothing is read for an undeclared reason.
"""

from __future__ import annotations

from etanche.charter import Promise, Stance
from etanche.proof import attempts
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.reach import UNDECLARED, Reach, Sight
from etanche.proof.run import ProofRun


def sees(reach: Reach, subject: str) -> Sight:
    """See what is kept in the vault; that a machine decides alone, and what others decide with us or order us to do, is not seen."""
    purpose = reach.charter.purposes[subject]
    if purpose.decides is not None or not reach.vaulted.issuperset(purpose.uses):
        return Sight.NONE
    return Sight.WHOLE if purpose.as_ is Stance.CONTROLLER else Sight.PART


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Put every role and category to the gate, attempt one reading for no declared reason, and go through the journal."""
    charter, plan, purpose = run.bench.charter, run.bench.plan, promise.subject
    uses = frozenset(charter.purposes[purpose].uses)
    obeyed = frozenset(category for name, category in plan.terms if name == purpose)
    if obeyed != uses:
        return broken("purpose.other-data", categories=len(obeyed ^ uses))
    strange = sum(1 for name in plan.purposes if name not in charter.purposes)
    if strange or any(
        attempts.opened(run, role=role, category=name) - charter.purposes.keys() for role, name in _pairs(run)
    ):
        return broken("purpose.undeclared", purposes=max(1, strange))
    if plan.groups.get(purpose) != charter.purposes[purpose].groups_of:
        return broken("purpose.no-figures")
    for category in sorted(uses):
        happened = sum(1 for entry in attempts.past_readings(run, category) if entry.purpose not in charter.purposes)
        if happened:
            return broken("purpose.happened", readings=happened)
    return _attempted(run, sorted(uses))


def _attempted(run: ProofRun, categories: list[str]) -> Outcome:
    """As the first role, ask for each category for a reason nobody declared."""
    role = min(run.bench.charter.roles)
    for category in categories:
        attempt = attempts.read(run, role=role, category=category, purpose=UNDECLARED)
        if attempt.allowed:
            return broken("purpose.undeclared", purposes=1)
        if not attempt.journalled:
            return broken("purpose.refusal-unwritten")
    return kept("purpose.only", categories=len(categories), roles=len(run.bench.charter.roles))


def _pairs(run: ProofRun) -> list[tuple[str, str]]:
    return [(role, category) for role in sorted(run.bench.plan.roles) for category in sorted(run.bench.plan.categories)]
