"""
What shows a yes or a no: the words that were shown, sealed beside what was told, and openable as long as the person is known.

Of living people a sample is opened, the newest first; nothing of it is measured but how much does not fit. One word is said for a person made up.
"""

from __future__ import annotations

from typing import Final

from etanche.proof.outcome import Outcome, broken
from etanche.proof.persons.scene import probing
from etanche.proof.run import ProofRun
from etanche.rights.consent import ACTS, Evidence, How, Shown, read
from etanche.store import moment_text
from etanche.terms import Language

SAMPLE: Final = 200


def shows(run: ProofRun, purpose: str) -> Outcome | None:
    """Return what is wrong with what shows the words of people on a purpose; nothing if nothing is."""
    sampled = run.bench.vault.sample_of_evidence(purpose, most=SAMPLE)
    unfit = sampled.closed + sum(not _fits(event, data, purpose) for event, data in sampled.opened)
    if unfit:
        return broken("consent.evidence-altered", words=unfit)
    for language in run.bench.charter.notice.languages:
        if not _kept(run, purpose, language):
            return broken("consent.unshown", language=language)
    return None


def evidence_of(run: ProofRun, shown: Shown) -> Evidence:
    """Return evidence of a yes to some words, said on this moment."""
    return Evidence(
        act="consent-given",
        purpose=shown.purpose,
        at=moment_text(run.at),
        charter=run.bench.plan.digest,
        dated=max(run.bench.charter.versions).isoformat(),
        language=shown.language,
        text=shown.text,
        digest=shown.digest,
        how=How.PAGES.value,
        acts=ACTS[How.PAGES],
    )


def _kept(run: ProofRun, purpose: str, language: Language) -> bool:
    """Say yes as somebody made up, and tell whether the words they were shown can be read again."""
    person = probing(run).person()
    said = evidence_of(run, Shown.of(run.bench.charter, purpose, language))
    probing(run).mirror(person).say(purpose, yes=True, evidence=said.written())
    return said in [read(data) for _, data in run.bench.vault.evidence(person)]


def _fits(event: str, data: bytes, purpose: str) -> bool:
    found = read(data)
    # Evidence of before this form says less, and nothing that could be looked at.
    return found is None or (found.whole and (found.act, found.purpose) == (event, purpose))
