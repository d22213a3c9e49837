"""Sabotages of `access:<role>/<category>`: a wider cell, a reading behind the back, lines that never reach the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from etanche.charter import Cell, Plan, Promise
from etanche.proof.drills.saboteur import (
    Drill,
    Saboteur,
    disobey,
    lose_grants,
    lose_inquiries,
    lose_refusals,
    obey,
    with_cell,
    without_needs,
)
from etanche.proof.persons.tools import unhear
from etanche.proof.reach import Reach, reach_of
from etanche.proof.sandbox import Sandbox


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """
    Yield the sabotages of one pair, granted or refused, or of the conditions of a role.

    What is done to every pair at once is done once, and each check looks at its own.
    """
    role, _, category = promise.subject.partition("/")
    if not category:
        yield from _of_conditions(reach, promise, role)
        return
    granted, purposes = reach.charter.roles[role].sees.get(category, ()), reach.charter.purposes
    sabotages: list[tuple[str, Saboteur, str]] = [
        ("cell-widened", _widen, "access.open-too-wide"),
        ("read-behind-the-back", _read_behind, "access.happened"),
        ("gate-unplugged", _unplug_gate, "access.read"),
        ("refusals-unplugged", lose_refusals, "access.refusal-unwritten"),
    ]
    if any(purposes[name].groups_of is not None for name in granted):
        sabotages += [
            ("figures-let-out", _let_out, "access.open-too-wide"),
            ("figures-let-out-unseen", _let_out_unseen, "access.single-of-figures"),
        ]
    if any(purposes[name].groups_of is None for name in granted):
        sabotages += [
            ("readings-unplugged", lose_grants, "access.reading-unwritten"),
            ("cell-removed", _shut, "access.shut"),
        ]
    if reach.open_in_a_case(role, category):
        sabotages += [
            ("condition-struck-out", partial(_strike_out, role=role), "access.without-condition"),
            ("inquiry-unplugged", lose_inquiries, "access.no-inquiry"),
            ("case-without-end", _without_end, "access.after-the-case"),
        ]
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _cells(reach: Reach) -> Iterator[Cell]:
    """Yield the most tempting reading that is not granted, for each role and category that a check sees."""
    for role, it in sorted(reach.charter.roles.items()):
        for category in sorted(reach.vaulted):
            tried = reach.open_to(role, category) or reach.shown_to(role, category)
            if tried or reach.open_in_a_case(role, category):
                purpose = reach.tempting(category, frozenset(it.sees.get(category, ())))
                yield Cell(role=role, category=category, purpose=purpose)


def _widened(plan: Plan, reach: Reach) -> Plan:
    for cell in _cells(reach):
        plan = with_cell(plan, role=cell.role, category=cell.category, purpose=cell.purpose)
    return plan


def _widen(sandbox: Sandbox) -> None:
    reach = reach_of(sandbox.bench.charter)
    obey(sandbox, lambda plan: _widened(plan, reach))


def _read_behind(sandbox: Sandbox) -> None:
    """Widen, read, and put everything back as it was."""
    _widen(sandbox)
    for cell in _cells(reach_of(sandbox.bench.charter)):
        tuple(sandbox.bench.vault.acting(cell.role, purpose=cell.purpose, actor="saboteur").read(cell.category))
    sandbox.obey(None)


def _unplug_gate(sandbox: Sandbox) -> None:
    reach = reach_of(sandbox.bench.charter)
    disobey(sandbox, lambda plan: _widened(plan, reach))


def _shut(sandbox: Sandbox) -> None:
    obey(sandbox, lambda plan: replace(plan, cells=frozenset()))


def _let_out(sandbox: Sandbox) -> None:
    """Let single records out for purposes of which only figures may come out."""
    obey(sandbox, lambda plan: replace(plan, groups={}))


def _let_out_unseen(sandbox: Sandbox) -> None:
    """Let single records out, and show the plan as it was."""
    disobey(sandbox, lambda plan: replace(plan, groups={}))


def _of_conditions(reach: Reach, promise: Promise, role: str) -> Iterator[Drill]:
    needs = reach.charter.roles[role].needs

    sabotages: list[tuple[str, Saboteur, str]] = [
        ("condition-struck-out", partial(_strike_out, role=role), "access.without-condition"),
        ("refusals-unplugged", lose_refusals, "access.refusal-unwritten"),
    ]
    if needs is not None and needs.case is not None:
        sabotages += [
            ("inquiry-unplugged", lose_inquiries, "access.no-inquiry"),
            ("case-without-end", _without_end, "access.after-the-case"),
        ]
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _strike_out(sandbox: Sandbox, role: str) -> None:
    """Let a role read without its conditions."""
    obey(sandbox, lambda plan: without_needs(plan, role))


def _without_end(sandbox: Sandbox) -> None:
    """Forget that a case was closed, so that what it granted goes on."""
    unhear(sandbox, ["case-closed"])
