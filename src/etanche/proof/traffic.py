"""
What is never accepted, brought to the doors of traffic: it is turned away whole, or left out of what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from etanche.charter import CategoryPlan, Never, OnArrival
from etanche.proof import canary
from etanche.proof.run import ProofRun
from etanche.vault import Arrival

Hides = Callable[[CategoryPlan], Iterable[Mapping[str, object]]]


def kept_out(run: ProofRun, forbidden: Never, hides: Hides, thing: str) -> int | None:
    """Send something forbidden by every door of traffic; return how often it was tried, or nothing if it got in."""
    tried = 0
    for category in sorted(run.reach.held):
        planned = run.reach.plan.categories[category]
        for more in hides(planned):
            tried += 1
            before = {left.row.id for left in canary.look_at(run, category)}
            _send(run, planned, more)
            left = [one for one in canary.look_at(run, category) if one.row.id not in before]
            whole = forbidden.on_arrival is OnArrival.REFUSE and bool(left)
            if whole or any(thing in value for one in left for value in one.values.values()):
                return None
    return tried


def _send(run: ProofRun, planned: CategoryPlan, more: Mapping[str, object]) -> None:
    visitor = canary.Visitor.made_up()
    fields = canary.fields_of(planned, visitor, visitor.address)
    arrival = Arrival(at=run.at, fields=fields | dict(more), who=visitor.page, feature=canary.feature_of(planned))
    canary.vault_door(run, planned).put_many(planned.name, [arrival])
