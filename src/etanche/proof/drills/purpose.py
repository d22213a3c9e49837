"""Sabotages of `purpose:<purpose>`: an undeclared reason slipped into the plan, used once, or refused without a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from etanche.charter import Promise
from etanche.proof.drills.saboteur import Drill, lose_refusals, obey, with_cell
from etanche.proof.reach import UNDECLARED, Reach
from etanche.proof.sandbox import Sandbox


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one purpose."""
    category = reach.charter.purposes[promise.subject].uses[0]
    role = min(reach.charter.roles)

    def slip_in(sandbox: Sandbox) -> None:
        obey(sandbox, lambda plan: with_cell(plan, role=role, category=category, purpose=UNDECLARED))

    def read_behind(sandbox: Sandbox) -> None:
        slip_in(sandbox)
        tuple(sandbox.bench.vault.acting(role, purpose=UNDECLARED, actor="saboteur").read(category))
        sandbox.obey(None)

    def take_away(sandbox: Sandbox) -> None:
        """Let the purpose use other data than it says."""
        obey(
            sandbox,
            lambda plan: replace(
                plan, terms={key: keep for key, keep in plan.terms.items() if key[0] != promise.subject}
            ),
        )

    def let_out(sandbox: Sandbox) -> None:
        """Let single records out of a purpose that gives figures only."""
        obey(sandbox, lambda plan: replace(plan, groups={k: n for k, n in plan.groups.items() if k != promise.subject}))

    if reach.charter.purposes[promise.subject].groups_of is not None:
        yield Drill(promise=promise.id, sabotage="figures-let-out", act=let_out, finds="purpose.no-figures")
    for sabotage, act, finds in (
        ("purpose-slipped-in", slip_in, "purpose.undeclared"),
        ("read-behind-the-back", read_behind, "purpose.happened"),
        ("purpose-data-changed", take_away, "purpose.other-data"),
        ("refusals-unplugged", lose_refusals, "purpose.refusal-unwritten"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
