"""
`consent:<purpose>`: nothing is read before the yes, nor after it is taken back; what people were shown can be shown again.
`consent:<provider>`: nobody is sent to a provider who did not accept terms and notice first.

Where people have a page of their own, somebody made up says it there: asked for this purpose alone, by the words that are kept, with nothing set
beforehand, and taken back in no more acts; what only the yes held is gone then. What lies on people's devices, what is asked in an application of
somebody else, and the control on every page are not seen.
"""

from __future__ import annotations

from etanche.charter import Promise
from etanche.proof.guests import deciding, providers
from etanche.proof.outcome import Outcome
from etanche.proof.persons import life
from etanche.proof.persons.asking import reader_of
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.verdict import State


def sees(reach: Reach, subject: str) -> Sight:
    """See what becomes of a yes and of its end, and the page on which both are said; tracers are not seen, nor what the vault does not hold."""
    if subject in reach.charter.providers:
        return Sight.WHOLE if reach.charter.accounts is not None else Sight.NONE
    if subject not in life.consented(reach) or reader_of(reach, subject) is None:
        return Sight.NONE
    return Sight.WHOLE if deciding.whole(reach, subject) else Sight.PART


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Ask before the yes, after it, and after its end."""
    if promise.subject in run.bench.charter.providers:
        return providers.terms_first(run, promise.subject)
    return of_a_purpose(run, promise.subject)


def of_a_purpose(run: ProofRun, purpose: str) -> Outcome:
    """Ask before the yes, after it, and after its end; then have both said on the page, where there is one. It is looked at once a run."""

    def look() -> Outcome:
        outcome = life.consent(run, purpose)
        return deciding.decided(run, purpose) if outcome.state is State.KEPT and deciding.there(run.reach) else outcome

    return run.once(("consent", purpose), look)
