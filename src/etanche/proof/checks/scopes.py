"""
`scopes:<provider>/<scope>`: a provider is asked for what the charter says, and for nothing else.
"""

from __future__ import annotations

from etanche.charter import Promise
from etanche.proof.guests import providers
from etanche.proof.outcome import Outcome
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun


def sees(reach: Reach, subject: str) -> Sight:
    """See the address that leads to a provider, where people can have an account."""
    provider, _, scope = subject.partition("/")
    known = provider in reach.charter.providers and scope in reach.charter.providers[provider].scopes
    return Sight.WHOLE if known and reach.charter.accounts is not None else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Look at what the provider would be asked for."""
    provider, _, scope = promise.subject.partition("/")
    return providers.scopes(run, provider, scope)
