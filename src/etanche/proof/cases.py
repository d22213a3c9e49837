"""
Traffic that a role reads within a case only: asked for without one, within one, and after that is closed.
"""

from __future__ import annotations

from etanche.proof import attempts, canary
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.scene import probing
from etanche.proof.run import ProofRun

INQUIRY = "inquiry-opened"


def cell(run: ProofRun, role: str, category: str) -> Outcome:
    """Try everything that a role is granted of a category of traffic."""
    if not canary.scene(run, category).left:
        return unproven("no-canary")
    granted = run.bench.charter.roles[role].sees[category]
    for purpose in granted:
        if wrong := _without(run, role, category, purpose) or _within(run, role, category, purpose):
            return wrong
    return kept("access.in-a-case", purposes=len(granted))


def _without(run: ProofRun, role: str, category: str, purpose: str) -> Outcome | None:
    """Ask without a case: it is refused, written down, and somebody is to look into it."""
    before = attempts.last_line(run)
    asked = attempts.read_in(run, role=role, category=category, purpose=purpose, case=None)
    if asked.allowed:
        return broken("access.without-condition", records=len(asked.records))
    acts = [line.act for line in attempts.lines_since(run, before)]
    if not any(act != INQUIRY for act in acts):
        return broken("access.refusal-unwritten")
    return None if INQUIRY in acts else broken("access.no-inquiry")


def _within(run: ProofRun, role: str, category: str, purpose: str) -> Outcome | None:
    """Ask within a case, and once it is closed."""
    case = probing(run).grant_traffic(role)
    asked = attempts.read_in(run, role=role, category=category, purpose=purpose, case=case)
    if not asked.allowed or not asked.records:
        return broken("access.shut", purposes=1)
    if not asked.journalled:
        return broken("access.reading-unwritten")
    probing(run).close_case(case)
    after = attempts.read_in(run, role=role, category=category, purpose=purpose, case=case)
    return broken("access.after-the-case") if after.allowed else None
