"""
Which drills show that a check is awake: one table, one line a kind.

A check without a line here may be asleep for ever; a test does not let one through.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from etanche.charter import Charter, Promise, promises
from etanche.proof.drills import (
    access,
    accounts,
    attest,
    consent,
    continuity,
    documents,
    egress,
    hosting,
    incidents,
    logs,
    minimise,
    objection,
    purpose,
    recipients,
    retention,
    rights,
    scopes,
    sealed,
    separation,
)
from etanche.proof.drills.saboteur import Drill
from etanche.proof.reach import Reach, Sight, reach_of
from etanche.proof.registry import sight

Drills = Callable[[Reach, Promise], Iterator[Drill]]
"""Yields the sabotages of one promise."""

DRILLS: Mapping[str, Drills] = MappingProxyType(
    {
        "access": access.drills,
        "accounts": accounts.drills,
        "attest": attest.drills,
        "continuity": continuity.drills,
        "consent": consent.drills,
        "documents": documents.drills,
        "egress": egress.drills,
        "hosting": hosting.drills,
        "incidents": incidents.drills,
        "logs": logs.drills,
        "minimise": minimise.drills,
        "objection": objection.drills,
        "purpose": purpose.drills,
        "recipients": recipients.drills,
        "retention": retention.drills,
        "rights": rights.drills,
        "scopes": scopes.drills,
        "sealed": sealed.drills,
        "separation": separation.drills,
    }
)


def drills_of(charter: Charter) -> tuple[Drill, ...]:
    """Return every drill of every promise of a charter that a check sees, whole or in part, in the order of the promises."""
    reach = reach_of(charter)
    return tuple(
        one
        for promise in promises(charter)
        if sight(reach, promise) is not Sight.NONE
        for one in DRILLS[promise.kind](reach, promise)
    )
