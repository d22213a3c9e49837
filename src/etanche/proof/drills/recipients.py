"""Sabotages of `recipients:…`: somebody else receives, or received, and nobody said so."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Plan, Promise
from etanche.proof.checks.recipients import tempting
from etanche.proof.drills.documents import of_changes
from etanche.proof.drills.saboteur import Drill, disobey, lose_refusals, obey, with_disclosure
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
    role = min(charter.roles)

    def slipped_in(plan: Plan) -> Plan:
        return with_disclosure(plan, recipient=recipient, category=category, purpose=purpose)

    def let_in(sandbox: Sandbox) -> None:
        obey(sandbox, slipped_in)

    def tell_behind(sandbox: Sandbox) -> None:
        let_in(sandbox)
        sandbox.bench.vault.acting(role, purpose=purpose, actor="saboteur").disclose(recipient, category)
        sandbox.obey(None)

    def unplug_gate(sandbox: Sandbox) -> None:
        disobey(sandbox, slipped_in)

    found = {"others": "recipients.undeclared", "never-sold": "recipients.sold"}.get(subject, "recipients.too-much")
    for sabotage, act, finds in (
        ("disclosure-slipped-in", let_in, found),
        ("told-behind-the-back", tell_behind, "recipients.happened"),
        ("gate-unplugged", unplug_gate, "recipients.told"),
        ("refusals-unplugged", lose_refusals, "recipients.refusal-unwritten"),
    ):
        yield Drill(promise=promise.id, sabotage=sabotage, act=act, finds=finds)
