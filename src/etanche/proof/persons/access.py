"""
Who may read which records of persons: every cell is tried on made-up persons, as the role, for the purpose, with and without its conditions.
"""

from __future__ import annotations

from etanche.charter import Needs
from etanche.proof import attempts
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.asking import Reader, ask, met, needs_case
from etanche.proof.persons.scene import Written, probing, scene, scenes
from etanche.proof.reach import UNDECLARED
from etanche.proof.run import ProofRun

INQUIRY = "inquiry-opened"


def cell(run: ProofRun, role: str, category: str) -> Outcome:
    """Ask for what is not granted, then for what is."""
    granted = frozenset(run.bench.charter.roles[role].sees.get(category, ()))
    single = frozenset(name for name in granted if run.bench.charter.purposes[name].groups_of is None)
    if refused := _refused(run, role, category, granted):
        return refused
    for purpose in sorted(granted - single):
        if attempts.look_up(run, scene(run, purpose).written[category], role=role, purpose=purpose).allowed:
            return broken("access.single-of-figures")
    for purpose in sorted(single):
        if wrong := _granted(run, Reader(role, category, purpose)):
            return wrong
    if single:
        return kept("access.granted", purposes=len(single))
    if granted:
        return kept("access.figures", purposes=len(granted))
    return kept("access.refused", purposes=len(run.bench.charter.purposes))


def conditions(run: ProofRun, role: str) -> Outcome:
    """Ask for everything a role sees, without its conditions and with them."""
    purposes = run.bench.charter.purposes
    readers = [
        Reader(role, category, purpose)
        for category, granted in sorted(run.bench.charter.roles[role].sees.items())
        if category in run.reach.persons
        for purpose in granted
        if purposes[purpose].groups_of is None
    ]
    for reader in readers:
        if wrong := _granted(run, reader):
            return wrong
    return kept("access.conditions", tried=len(readers)) if readers else unproven("no-canary")


def _refused(run: ProofRun, role: str, category: str, granted: frozenset[str]) -> Outcome | None:
    """Ask, of somebody for whom it lives, for the most tempting purpose that is not granted; return what is wrong with the answer."""
    purpose = run.reach.tempting(category, granted)
    there = dict(scenes(run, category))
    written = there.get(purpose, next(iter(there.values())))
    attempt = attempts.look_up(run, written, role=role, purpose=purpose)
    if attempt.allowed:
        return broken("access.read", records=len(attempt.records))
    return None if attempt.journalled else broken("access.refusal-unwritten")


def _granted(run: ProofRun, reader: Reader) -> Outcome | None:
    """Ask for what is granted, first without its conditions, then with them; return what is wrong with the answers."""
    played = scene(run, reader.purpose)
    needs = run.bench.charter.roles[reader.role].needs
    if needs is not None and (wrong := _without(run, reader, played.written[reader.category], needs)):
        return wrong
    conditions = met(run, reader, played)
    attempt = ask(run, reader, played, conditions)
    if not attempt.allowed or not attempt.records:
        return broken("access.shut", purposes=1)
    if not attempt.journalled:
        return broken("access.reading-unwritten")
    if conditions.case is not None:
        probing(run).close_case(conditions.case)
        if ask(run, reader, played, conditions).allowed:
            return broken("access.after-the-case")
    return None


def _without(run: ProofRun, reader: Reader, written: Written, needs: Needs) -> Outcome | None:
    """Ask without the conditions of a role; return what is wrong with the answer."""
    case = needs_case(needs, reader.category)
    if needs.own is None and needs.agreement is None and not case:
        return None
    before = attempts.last_line(run)
    attempt = attempts.look_up(run, written, role=reader.role, purpose=reader.purpose)
    if attempt.allowed:
        return broken("access.without-condition", records=len(attempt.records))
    lines = attempts.lines_since(run, before)
    if not any(line.act != INQUIRY for line in lines):
        return broken("access.refusal-unwritten")
    if case and not any(line.act == INQUIRY for line in lines):
        return broken("access.no-inquiry")
    if needs.own is None:
        return None
    other = attempts.look_up(run, written, role=reader.role, purpose=reader.purpose, own=UNDECLARED)
    return broken("access.without-condition", records=len(other.records)) if other.records else None
