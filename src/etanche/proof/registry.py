"""
Which check proves which promise: one table, one line a kind.

A kind without a line is *unproven*, and says so; a test holds that every promise of the sample charter has its check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from etanche.charter import Promise
from etanche.proof.checks import (
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
from etanche.proof.outcome import Outcome
from etanche.proof.run import ProofRun

Check = Callable[[ProofRun, Promise], Outcome]
"""Observes, attempts and inspects one living house for one promise."""

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "access": access.check,
        "documents": documents.check,
        "hosting": hosting.check,
        "logs": logs.check,
        "minimise": minimise.check,
        "objection": objection.check,
        "purpose": purpose.check,
        "recipients": recipients.check,
        "retention": retention.check,
        "sealed": sealed.check,
    }
)
