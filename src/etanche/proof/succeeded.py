"""
A change of controller, as a check sees it: in the register as it was written down, and carried out only once people could leave.

What this does *not* see: data handed to somebody outside the vault, by a copy of the machine.
"""

from __future__ import annotations

from etanche.clock import day_of
from etanche.incidents.transfers import Transfer
from etanche.proof.outcome import Outcome, broken
from etanche.proof.run import ProofRun
from etanche.proof.told_of import fewer


def check(run: ProofRun) -> Outcome | None:
    """Return what is wrong with the register of changes of controller."""
    found = run.bench.transfers.all()
    stories = {one.name: len(one.story) for one in found}
    changed = fewer(
        run, stories, object="controller", name=lambda line: line.facts.get("transfer"), forgotten="transfer-forgotten"
    )
    if changed:
        return broken("recipients.transfer-changed", transfers=changed)
    early = sum(_early(one, run.reach.plan.zone) for one in found)
    return broken("recipients.transfer-early", transfers=early) if early else None


def _early(one: Transfer, zone: str) -> bool:
    """Tell whether it was carried out before its day, or before everybody was told."""
    return one.done is not None and (day_of(one.done.at, zone) < one.on or not one.everybody)
