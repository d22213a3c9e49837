"""Sabotages of `access:<role>/<category>`: a wider cell, a reading behind the back, lines that never reach the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from etanche.charter import Plan, Promise
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
from etanche.proof.reach import Reach
from etanche.proof.sandbox import Sandbox


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one pair, granted or refused, or of the conditions of a role."""
    role, _, category = promise.subject.partition("/")
    if not category:
        yield from _of_conditions(reach, promise, role)
        return
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
    purposes = reach.charter.purposes
    if any(purposes[name].groups_of is not None for name in granted):
        sabotages.append(("figures-let-out", partial(_let_out, names=granted), "access.open-too-wide"))
    if any(purposes[name].groups_of is None for name in granted):
        sabotages += [
            ("readings-unplugged", lose_grants, "access.reading-unwritten"),
            ("cell-removed", shut, "access.shut"),
        ]
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _let_out(sandbox: Sandbox, names: Iterable[str]) -> None:
    """Let single records out for a purpose of which only figures may come out."""
    obey(
        sandbox,
        lambda plan: replace(plan, groups={name: n for name, n in plan.groups.items() if name not in frozenset(names)}),
    )


def _of_conditions(reach: Reach, promise: Promise, role: str) -> Iterator[Drill]:
    needs = reach.charter.roles[role].needs

    def strike_out(sandbox: Sandbox) -> None:
        obey(sandbox, lambda plan: without_needs(plan, role))

    sabotages: list[tuple[str, Saboteur, str]] = [
        ("condition-struck-out", strike_out, "access.without-condition"),
        ("refusals-unplugged", lose_refusals, "access.refusal-unwritten"),
    ]
    if needs is not None and needs.case is not None:
        sabotages += [
            ("inquiry-unplugged", lose_inquiries, "access.no-inquiry"),
            ("case-without-end", _without_end, "access.after-the-case"),
        ]
    for sabotage, act, finds in sabotages:
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)


def _without_end(sandbox: Sandbox) -> None:
    """Forget that a case was closed, so that what it granted goes on."""
    with sandbox.bench.store.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER never_closed AFTER INSERT ON standing WHEN new.event = 'case-closed' "
            "BEGIN DELETE FROM standing WHERE seq = new.seq AND organisation = new.organisation; END"
        )
