"""
What the journal says of a step: who, when, which transition, by which provision, and why; words and days, nothing of anybody.
"""

from __future__ import annotations

from etanche.journal import Entry, Fact
from etanche.rights.facts import Duty
from etanche.rights.steps import Step
from etanche.terms import OrganisationId


def entry_of(step: Step, *, organisation: OrganisationId, actor: str, role: str | None = None) -> Entry:
    """
    Return the line of a step, taken or turned away.

    Args:
        step: what came of something that happened.
        organisation: whose request it is.
        actor: who did it, or entered it.
        role: in which role.
    """
    after = step.after
    facts: dict[str, Fact] = {
        "right": after.right,
        "from": step.before.state if step.before is not None else "",
        "to": after.state,
        "law": step.law,
        "why": step.reason,
        "received": after.received.isoformat(),
    }
    clock = after.clock(Duty.ANSWER)
    if clock is not None:
        facts |= {"due": clock.promised.isoformat(), "stopped": int(clock.stopped)}
    if step.late:
        facts["late"] = 1
    if step.taken and after.outcome is not None:
        facts |= {"outcome": after.outcome}
    if step.taken and after.grounds:
        facts |= {"grounds": " ".join(sorted(after.grounds))}
    promise = after.entitlement.promise
    return Entry(
        organisation=organisation,
        at=step.at,
        actor=actor,
        role=role,
        act=f"request-{step.event or 'opened'}",
        object=f"request {after.id.hex()}",
        decision="done" if step.taken else "turned-away",
        because=(promise,) if promise else (),
        facts={name: str(value) if isinstance(value, str) else value for name, value in facts.items()},
    )
