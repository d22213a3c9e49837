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
    documents,
    hosting,
    logs,
    minimise,
    objection,
    purpose,
    recipients,
    retention,
    sealed,
)
from etanche.proof.drills.saboteur import Drill

Drills = Callable[[Charter, Promise], Iterator[Drill]]
"""Yields the sabotages of one promise."""

DRILLS: Mapping[str, Drills] = MappingProxyType(
    {
        "access": access.drills,
        "documents": documents.drills,
        "hosting": hosting.drills,
        "logs": logs.drills,
        "minimise": minimise.drills,
        "objection": objection.drills,
        "purpose": purpose.drills,
        "recipients": recipients.drills,
        "retention": retention.drills,
        "sealed": sealed.drills,
    }
)


def drills_of(charter: Charter) -> tuple[Drill, ...]:
    """Return every drill of every promise of a charter, in the order of the promises."""
    return tuple(
        one for promise in promises(charter) if promise.kind in DRILLS for one in DRILLS[promise.kind](charter, promise)
    )
