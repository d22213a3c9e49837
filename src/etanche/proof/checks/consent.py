"""
`consent:<purpose>`: nothing is read before the yes, nor after it is taken back; what people were shown can be shown again.
`consent:<provider>`: nobody is sent to a provider who did not accept terms and notice first.

Tried on made-up persons who say it as the pages of people do. The page itself, what lies on people's devices, and the control on every page are not seen yet.
"""

from __future__ import annotations

from etanche.charter import Promise
from etanche.proof.guests import providers
from etanche.proof.outcome import Outcome
from etanche.proof.persons import life
from etanche.proof.persons.asking import reader_of
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun


def sees(reach: Reach, subject: str) -> Sight:
    """See what becomes of a yes and of its end, and what shows them; tracers and pages are not seen."""
    if subject in reach.charter.providers:
        return Sight.WHOLE if reach.charter.accounts is not None else Sight.NONE
    if subject not in life.consented(reach) or reader_of(reach, subject) is None:
        return Sight.NONE
    return Sight.PART


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Ask before the yes, after it, and after its end."""
    if promise.subject in run.bench.charter.providers:
        return providers.terms_first(run, promise.subject)
    return life.consent(run, promise.subject)
