"""Sabotages of `recipients:…`: somebody else receives, or received, and nobody said so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from etanche.charter import Plan, Promise, RecipientKind
from etanche.proof.checks.recipients import tempting
from etanche.proof.demanding import of_demands, of_transfers
from etanche.proof.drills.documents import of_changes
from etanche.proof.drills.saboteur import (
    Drill,
    disobey,
    lose_refusals,
    obey,
    with_cell,
    with_disclosure,
    without_needs,
)
from etanche.proof.persons import giving
from etanche.proof.reach import UNDECLARED, Reach
from etanche.proof.sandbox import Sandbox


def drills(reach: Reach, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one recipient, of all others, or of the promise not to sell."""
    charter, subject = reach.charter, promise.subject
    if subject == "changes":
        yield from of_changes(promise)
        return
    recipient = subject if subject in charter.recipients else UNDECLARED
    category, purpose = tempting(reach, recipient)
    if subject == "never-sold":
        category, purpose = reach.first, UNDECLARED
    role = giving.giver(reach, category, purpose).role

    def slipped_in(plan: Plan) -> Plan:
        told = with_disclosure(plan, recipient=recipient, category=category, purpose=purpose)
        # Records of persons are given by somebody who sees them.
        seen = with_cell(told, role=role, category=category, purpose=purpose)
        return seen if category in reach.persons else told

    def let_in(sandbox: Sandbox) -> None:
        obey(sandbox, slipped_in)

    def tell_behind(sandbox: Sandbox) -> None:
        let_in(sandbox)
        sandbox.bench.vault.acting(role, purpose=purpose, actor="saboteur").disclose(recipient, category)
        sandbox.obey(None)

    def unplug_gate(sandbox: Sandbox) -> None:
        disobey(sandbox, slipped_in)

    compels = subject in reach.plan.on_demand
    found = (
        "recipients.flows"
        if compels
        else {"others": "recipients.undeclared", "never-sold": "recipients.sold"}.get(subject, "recipients.too-much")
    )
    for sabotage, act, finds in (
        ("disclosure-slipped-in", let_in, found),
        ("told-behind-the-back", tell_behind, "recipients.undemanded" if compels else "recipients.happened"),
        ("gate-unplugged", unplug_gate, "recipients.told"),
        ("refusals-unplugged", lose_refusals, "recipients.refusal-unwritten"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
    yield from _of_registers(reach, promise, recipient)


def _of_registers(reach: Reach, promise: Promise, recipient: str) -> Iterator[Drill]:
    """Yield the sabotages of what a recipient waits for: a demand, a change of controller, or a condition of the charter."""
    known = reach.charter.recipients.get(recipient)
    if known is None:
        return
    if recipient in reach.plan.on_demand:
        yield from of_demands(promise)
    elif known.as_ is RecipientKind.SUCCESSOR:
        yield from of_transfers(promise)
    elif known.needs is not None:
        yield from _of_conditions(reach, promise, recipient)


def _of_conditions(reach: Reach, promise: Promise, recipient: str) -> Iterator[Drill]:
    """Yield the sabotages of what a recipient waits for: struck out for all to see, and behind the plan that is shown."""

    def unconditional(plan: Plan) -> Plan:
        return replace(plan, told_if={name: asked for name, asked in plan.told_if.items() if name != recipient})

    def strike_out(sandbox: Sandbox) -> None:
        obey(sandbox, unconditional)

    def ignore(sandbox: Sandbox) -> None:
        """Nor does whoever gives wait for anything: what a role needs would hide that the recipient needs it too."""
        givers = {giving.giver(reach, *pair).role for pair in giving.granted(reach.charter, recipient)}
        disobey(sandbox, lambda plan: reduce(without_needs, givers, unconditional(plan)))

    yield Drill(
        promise=promise.id,
        sabotage="recipients-condition-struck-out",
        act=strike_out,
        finds="recipients.condition-missing",
    )
    if giving.is_tried(reach, recipient):
        yield Drill(
            promise=promise.id,
            sabotage="recipients-condition-ignored",
            act=ignore,
            finds="recipients.without-condition",
        )
