"""
What the journal says of a step: who, when, which transition, by which provision, and why; words and days, nothing of anybody.

A line that comes with a row of the register has the digest of that row, so that a row changed or taken out behind the journal's back is missed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from etanche.journal import Entry, Fact
from etanche.keyring import bind, digest
from etanche.rights.facts import Duty, Right
from etanche.rights.steps import Step
from etanche.store import RequestRow
from etanche.terms import OrganisationId

OBJECT: Final = "request "
"""What the object of every line of a request begins with; its id follows."""

KEPT: Final = "kept"
"""The fact that is the digest of the row as it was kept with the line."""


def line_about(
    request: bytes,
    act: str,
    *,
    organisation: OrganisationId,
    at: datetime,
    actor: str,
    role: str | None = None,
    promise: str = "",
    facts: Mapping[str, Fact] | None = None,
) -> Entry:
    """Return the line of something done with a request, by its id."""
    return Entry(
        organisation=organisation,
        at=at,
        actor=actor,
        role=role,
        act=act,
        object=f"{OBJECT}{request.hex()}",
        decision="done",
        because=(promise,) if promise else (),
        facts=dict(facts or {}),
    )


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
    line = line_about(
        after.id,
        f"request-{step.event or 'opened'}",
        organisation=organisation,
        at=step.at,
        actor=actor,
        role=role,
        promise=after.entitlement.promise,
        facts={name: str(value) if isinstance(value, str) else value for name, value in facts.items()},
    )
    return line if step.taken else replace(line, decision="turned-away")


def kept_with(entry: Entry, row: RequestRow, right: Right) -> Entry:
    """Return a line that comes with a row: with the right that is asked for, and the digest of the row."""
    return replace(entry, facts={**entry.facts, "right": str(right), KEPT: digest_of_row(row)})


def digest_of_row(row: RequestRow) -> str:
    """Return the digest of a row of the register, of everything that it says; the random id of its record salts it."""
    said = (row.organisation, row.id, row.person, row.category, row.day, row.record, row.open, row.due, row.body)
    return digest(bind("request", 2, *said)).hex()


def digests_of_row(row: RequestRow) -> frozenset[str]:
    """Return every digest that a line may hold of a row: an older version left the category out."""
    said = (row.organisation, row.id, row.person, row.day, row.record, row.open, row.due, row.body)
    return frozenset({digest_of_row(row), digest(bind("request", 1, *said)).hex()})
