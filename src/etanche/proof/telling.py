"""
Verdicts and drills as programs and people read them; the words are the notice's.
"""

from __future__ import annotations

from etanche.notice import because_words
from etanche.proof.verdict import DrillResult, Verdict
from etanche.terms import Language
from etanche.words import say


def because(verdict: Verdict, language: Language) -> str:
    """Return the sentence that explains a verdict."""
    return because_words(verdict, language)


def as_json(verdict: Verdict, language: Language) -> dict[str, object]:
    """Return a verdict for programs: `id, kind, state, finding, because, measured, at`; `because` says the finding in a sentence."""
    return {
        "id": verdict.id,
        "kind": verdict.kind,
        "state": str(verdict.state),
        "finding": verdict.because,
        "because": because(verdict, language),
        "measured": dict(verdict.measured),
        "at": verdict.at.isoformat(),
    }


def sabotage_words(result: DrillResult, language: Language) -> str:
    """Return what was done behind the system's back."""
    return say(f"drill.{result.sabotage}", language)


def drill_as_json(result: DrillResult) -> dict[str, object]:
    """Return a drill for programs: the promise, the sabotage, and whether the check noticed."""
    return {
        "promise": result.promise,
        "sabotage": result.sabotage,
        "noticed": result.noticed,
        "before": str(result.before),
        "under": str(result.under),
    }
