"""
`accounts:registration`, `accounts:passwords`, `accounts:sessions`, `accounts:second-factor`, `accounts:<provider>`: how people come in, tried by somebody made up.

Who may have an account, and what a provider does to protect one, is not seen.
"""

from __future__ import annotations

from etanche.charter import Factor, Opening, Promise
from etanche.proof.guests import coming_in, passwords, providers
from etanche.proof.outcome import Outcome, unproven
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun


def sees(reach: Reach, subject: str) -> Sight:
    """See what the service of accounts does; of opening an account, the way by a letter, and that there is none where only a provider opens one."""
    said = reach.charter.accounts
    if said is None:
        return Sight.NONE
    match subject:
        case "passwords" | "sessions":
            return Sight.WHOLE
        case "second-factor" if Factor.TOTP in said.second_factor.by:
            return Sight.WHOLE
        case "registration" if Opening.SELF in said.opened_by or set(said.opened_by) == {Opening.PROVIDER}:
            return Sight.PART
        case provider if provider in reach.charter.providers:
            return Sight.PART
    return Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Let somebody made up open an account, log in, and do what they should not."""
    said = run.bench.charter.accounts
    if said is None:
        return unproven("accounts.nobody-yet")
    match promise.subject:
        case "passwords" if said.passwords is not None:
            return passwords.policy(run, said.passwords)
        case "sessions":
            return coming_in.sessions(run, said.sessions)
        case "second-factor":
            return coming_in.factor(run, tuple(said.second_factor.required_for))
        case provider if provider in run.bench.charter.providers:
            return providers.signing_in(run, provider)
    return coming_in.registration(run)
