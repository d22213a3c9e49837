"""
Which check proves which promise: one table, one line a kind; and which kinds are only said as yet.

A kind has a check with drills, or stands among those that are only said: a test lets no third way through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from etanche.charter import Charter, Promise, promises
from etanche.proof.checks import (
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
from etanche.proof.outcome import Outcome
from etanche.proof.reach import Reach, Sight, reach_of
from etanche.proof.run import ProofRun
from etanche.terms import PromiseId


class Check(NamedTuple):
    """How the promises of one kind are looked at."""

    sees: Callable[[Reach, str], Sight]
    """How much of the promise about a subject this version sees."""

    look: Callable[[ProofRun, Promise], Outcome]
    """Observes, attempts and inspects one living house for one promise."""


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "access": Check(access.sees, access.check),
        "accounts": Check(accounts.sees, accounts.check),
        "attest": Check(attest.sees, attest.check),
        "continuity": Check(continuity.sees, continuity.check),
        "consent": Check(consent.sees, consent.check),
        "documents": Check(documents.sees, documents.check),
        "egress": Check(egress.sees, egress.check),
        "hosting": Check(hosting.sees, hosting.check),
        "incidents": Check(incidents.sees, incidents.check),
        "logs": Check(logs.sees, logs.check),
        "minimise": Check(minimise.sees, minimise.check),
        "objection": Check(objection.sees, objection.check),
        "purpose": Check(purpose.sees, purpose.check),
        "recipients": Check(recipients.sees, recipients.check),
        "retention": Check(retention.sees, retention.check),
        "rights": Check(rights.sees, rights.check),
        "scopes": Check(scopes.sees, scopes.check),
        "sealed": Check(sealed.sees, sealed.check),
        "separation": Check(separation.sees, separation.check),
    }
)

SAID_ONLY = frozenset({"spheres"})
"""Kinds that this version says, and neither keeps nor checks; the rooms that will are not built yet."""


def sight(reach: Reach, promise: Promise) -> Sight:
    """Return how much of a promise this version sees."""
    check = CHECKS.get(promise.kind)
    return Sight.NONE if check is None else check.sees(reach, promise.subject)


def nightly(kind: str, subject: str) -> bool:
    """Tell whether a check reads every byte, opens records by the thousand, or walks all that ever happened: such are for the night."""
    match kind, subject:
        case ("minimise", "unused" | "journal") | ("rights", "complaint"):
            return False
        case (
            ("minimise", _)
            | ("sealed", "records" | "keys" | "passwords")
            | ("logs", "chain")
            | ("incidents", "breach")
            | ("rights", _)
            | ("separation", "outsiders")
        ):
            return True
    return False


def later(charter: Charter) -> frozenset[PromiseId]:
    """Return the promises of a charter that no check of this version looks at: a later one will."""
    reach = reach_of(charter)
    return frozenset(promise.id for promise in promises(charter) if sight(reach, promise) is Sight.NONE)


def unchecked(charter: Charter) -> frozenset[PromiseId]:
    """Return the promises of a charter that this version does not check, or not whole: they are said, and unproven."""
    reach = reach_of(charter)
    return frozenset(promise.id for promise in promises(charter) if sight(reach, promise) is not Sight.WHOLE)
