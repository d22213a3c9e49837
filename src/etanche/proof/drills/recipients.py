"""Sabotages of `recipients:…`: somebody else receives, or received, and nobody said so."""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter import Charter, Promise
from etanche.proof.drills.saboteur import BROKER, RESALE, Drill, lose_refusals, obey, with_disclosure
from etanche.proof.sandbox import Sandbox


def drills(charter: Charter, promise: Promise) -> Iterator[Drill]:
    """Yield the sabotages of one recipient, of all others, or of the promise not to sell."""
    recipient = promise.subject if promise.subject in charter.recipients else BROKER
    purpose = RESALE if promise.subject != "others" else min(charter.purposes)
    category = charter.purposes[purpose].uses[0] if purpose in charter.purposes else min(charter.categories)
    role = min(charter.roles)

    def let_in(sandbox: Sandbox) -> None:
        obey(sandbox, lambda plan: with_disclosure(plan, recipient=recipient, category=category, purpose=purpose))

    def tell_behind(sandbox: Sandbox) -> None:
        let_in(sandbox)
        tuple(sandbox.bench.vault.acting(role, purpose=purpose, actor="saboteur").disclose(recipient, category))
        sandbox.obey(None)

    yield Drill(promise=promise.id, sabotage="disclosure-slipped-in", act=let_in)
    yield Drill(promise=promise.id, sabotage="told-behind-the-back", act=tell_behind)
    yield Drill(promise=promise.id, sabotage="refusals-unplugged", act=lose_refusals)
