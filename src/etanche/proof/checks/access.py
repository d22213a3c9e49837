"""
`access:<role>/<category>`: the role can read the category for the reasons of the charter, and for no other.
`access:<role>`: and nothing without its conditions.

Every purpose is put to the gate; one that is refused, the most tempting there is, and each that is granted
are tried for real on the canary; and the latest readings by people and programs are gone through.
"""

from __future__ import annotations

from etanche.charter import Promise
from etanche.proof import attempts, canary, cases
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import access as persons
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.verdict import State


def sees(reach: Reach, subject: str) -> Sight:
    """See the cells of what the vault keeps: of persons under every condition but an entry, of traffic without a condition or within a case."""
    role, _, category = subject.partition("/")
    if not category:
        seen = reach.charter.roles[role].sees
        tried = (reach.shown_to(role, one) or reach.open_in_a_case(role, one) for one in seen)
        return Sight.WHOLE if seen and all(tried) else Sight.NONE
    return Sight.WHOLE if _tried(reach, role, category) else Sight.NONE


def _tried(reach: Reach, role: str, category: str) -> bool:
    return reach.open_to(role, category) or reach.shown_to(role, category) or reach.open_in_a_case(role, category)


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Attempt as the role, and observe what it did before."""
    role, _, category = promise.subject.partition("/")
    if not category:
        return _conditions(run, role)
    charter = run.bench.charter
    granted = frozenset(charter.roles[role].sees.get(category, ()))
    single = frozenset(name for name in granted if charter.purposes[name].groups_of is None)
    opened = attempts.opened(run, role=role, category=category)
    if opened - single:
        return broken("access.open-too-wide", purposes=len(opened - single))
    if single - opened:
        return broken("access.shut", purposes=len(single - opened))
    happened = sum(
        1 for entry in attempts.past_readings(run, category) if entry.role == role and entry.purpose not in granted
    )
    if happened:
        return broken("access.happened", readings=happened)
    if category in run.reach.persons:
        return persons.cell(run, role, category)
    return _refused(run, role, category, granted) or _traffic(run, role, category, granted)


def _traffic(run: ProofRun, role: str, category: str, granted: frozenset[str]) -> Outcome:
    """Ask for what is granted of a category that knows nobody."""
    if run.reach.open_in_a_case(role, category):
        return cases.cell(run, role, category)
    return _granted(run, role, category, granted)


def _conditions(run: ProofRun, role: str) -> Outcome:
    """Try everything that a role sees without its conditions, and with them: traffic first, then what is of persons."""
    seen = sorted(run.bench.charter.roles[role].sees)
    for category in seen:
        if run.reach.open_in_a_case(role, category):
            found = cases.cell(run, role, category)
            if found.state is not State.KEPT:
                return found
    if run.reach.persons.isdisjoint(seen):
        return kept("access.conditions", tried=len(seen))
    return persons.conditions(run, role)


def _refused(run: ProofRun, role: str, category: str, granted: frozenset[str]) -> Outcome | None:
    """Ask for what is not granted, and return what is wrong with the answer."""
    attempt = attempts.read(run, role=role, category=category, purpose=run.reach.tempting(category, granted))
    if attempt.allowed:
        return broken("access.read", records=len(attempt.records))
    if not attempt.journalled:
        return broken("access.refusal-unwritten")
    return None


def _granted(run: ProofRun, role: str, category: str, granted: frozenset[str]) -> Outcome:
    """Ask for what is granted; the canary must come back, and the line before it."""
    if not granted:
        return kept("access.refused", purposes=len(run.bench.charter.purposes))
    if not canary.scene(run, category).left:
        return unproven("no-canary")
    for purpose in sorted(granted):
        attempt = attempts.read(run, role=role, category=category, purpose=purpose)
        if not attempt.allowed or not attempt.records:
            return broken("access.shut", purposes=1)
        if not attempt.journalled:
            return broken("access.reading-unwritten")
    return kept("access.granted", purposes=len(granted))
