"""Sabotages of `access:<role>/<category>`: a wider cell, a reading behind the back, lines that never reach the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from etanche.charter import Plan, Promise
from etanche.proof.drills.saboteur import (
    Drill,
    Saboteur,
    disobey,
    lose_grants,
    lose_refusals,
    obey,
    with_cell,
)
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one pair, granted or refused."""
    role, category = promise.subject.split("/")
    granted = reach.charter.roles[role].sees.get(category, ())
    purpose = reach.tempting(category, frozenset(granted))

    def widened(plan: Plan) -> Plan:
        return with_cell(plan, role=role, category=category, purpose=purpose)

    def widen(sandbox: Sandbox) -> None:
        obey(sandbox, widened)

    def read_behind(sandbox: Sandbox) -> None:
        """Widen, read, and put everything back as it was."""
        widen(sandbox)
        tuple(sandbox.bench.vault.acting(role, purpose=purpose, actor="saboteur").read(category))
        sandbox.obey(None)

    def unplug_gate(sandbox: Sandbox) -> None:
        disobey(sandbox, widened)

    def shut(sandbox: Sandbox) -> None:
        obey(sandbox, lambda plan: replace(plan, cells=frozenset(cell for cell in plan.cells if cell.role != role)))

    sabotages: list[tuple[str, Saboteur, str]] = [
        ("cell-widened", widen, "access.open-too-wide"),
        ("read-behind-the-back", read_behind, "access.happened"),
        ("gate-unplugged", unplug_gate, "access.read"),
        ("refusals-unplugged", lose_refusals, "access.refusal-unwritten"),
    ]
    if granted:
        sabotages += [
            ("readings-unplugged", lose_grants, "access.reading-unwritten"),
            ("cell-removed", shut, "access.shut"),
        ]
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
