"""
Who may read which records of persons: every cell is tried on made-up persons, as the role, for the purpose, with and without its conditions.
"""

from __future__ import annotations

from etanche.charter import Needs
from etanche.proof import attempts
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.scene import Written, probing, scene, scenes
from etanche.proof.reach import UNDECLARED
from etanche.proof.run import ProofRun

INQUIRY = "inquiry-opened"


def cell(run: ProofRun, role: str, category: str) -> Outcome:
    """Ask for what is not granted, then for what is."""
    granted = granted_to(run, role, category)
    single = frozenset(name for name in granted if run.bench.charter.purposes[name].groups_of is None)
    if refused := _refused(run, role, category, granted):
        return refused
    for purpose in sorted(granted - single):
        if attempts.look_up(run, scene(run, purpose).written[category], role=role, purpose=purpose).allowed:
            return broken("access.single-of-figures")
    for purpose in sorted(single):
        if wrong := _granted(run, role, category, purpose):
            return wrong
    if single:
        return kept("access.granted", purposes=len(single))
    if granted:
        return kept("access.figures", purposes=len(granted))
    return kept("access.refused", purposes=len(run.bench.charter.purposes))


def conditions(run: ProofRun, role: str) -> Outcome:
    """Ask for everything a role sees, without its conditions."""
    tried = 0
    for category, purposes in sorted(run.bench.charter.roles[role].sees.items()):
        for purpose in purposes:
            if run.bench.charter.purposes[purpose].groups_of is not None:
                continue
            if wrong := _granted(run, role, category, purpose):
                return wrong
            tried += 1
    return kept("access.conditions", tried=tried) if tried else unproven("no-canary")


def granted_to(run: ProofRun, role: str, category: str) -> frozenset[str]:
    """Return the purposes for which the charter lets a role read a category."""
    return frozenset(run.bench.charter.roles[role].sees.get(category, ()))


def _refused(run: ProofRun, role: str, category: str, granted: frozenset[str]) -> Outcome | None:
    """Ask, of somebody for whom it lives, for the most tempting purpose that is not granted; return what is wrong with the answer."""
    purpose = run.reach.tempting(category, granted)
    there = dict(scenes(run, category))
    if not there:
        return unproven("no-canary")
    written = there.get(purpose, next(iter(there.values())))
    attempt = attempts.look_up(run, written, role=role, purpose=purpose)
    if attempt.allowed:
        return broken("access.read", records=len(attempt.records))
    if not attempt.journalled:
        return broken("access.refusal-unwritten")
    return None


def _granted(run: ProofRun, role: str, category: str, purpose: str) -> Outcome | None:
    """Ask for what is granted, first without its conditions, then with them; return what is wrong with the answers."""
    played = scene(run, purpose)
    written, needs = played.written[category], run.bench.charter.roles[role].needs
    if needs is not None and (wrong := _without(run, role, purpose, written, needs)):
        return wrong
    own, case, sworn = None, None, False
    if needs is not None:
        own = None if needs.own is None else str(written.data[needs.own].kept)
        sworn = needs.agreement is not None
        if needs.agreement is not None:
            agreement = needs.agreement
            run.once(("sworn", agreement), lambda: probing(run).attest(agreement))
        if _needs_case(needs, category):
            case = probing(run).grant(role, persons=[played.person], sworn=sworn)
    attempt = attempts.look_up(run, written, role=role, purpose=purpose, case=case, own=own, sworn=sworn)
    if not attempt.allowed or not attempt.records:
        return broken("access.shut", purposes=1)
    if not attempt.journalled:
        return broken("access.reading-unwritten")
    if case is not None:
        probing(run).close_case(case)
        if attempts.look_up(run, written, role=role, purpose=purpose, case=case, own=own, sworn=sworn).allowed:
            return broken("access.after-the-case")
    return None


def _without(run: ProofRun, role: str, purpose: str, written: Written, needs: Needs) -> Outcome | None:
    """Ask without the conditions of a role; return what is wrong with the answer."""
    if needs.own is None and needs.agreement is None and not _needs_case(needs, written.ref.category):
        return None
    before = attempts.last_line(run)
    attempt = attempts.look_up(run, written, role=role, purpose=purpose)
    if attempt.allowed:
        return broken("access.without-condition", records=len(attempt.records))
    if not attempt.journalled:
        return broken("access.refusal-unwritten")
    inquiries = [line for line in attempts.lines_since(run, before) if line.act == INQUIRY]
    if _needs_case(needs, written.ref.category) and not inquiries:
        return broken("access.no-inquiry")
    if needs.own is not None:
        other = attempts.look_up(run, written, role=role, purpose=purpose, own=UNDECLARED)
        if other.records:
            return broken("access.without-condition", records=len(other.records))
    return None


def _needs_case(needs: Needs, category: str) -> bool:
    return needs.case is not None and category not in needs.without_case
