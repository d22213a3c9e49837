"""
What somebody decided on, with what shows it, for programs.
"""

from __future__ import annotations

from etanche.rights.consent.evidence import Evidence
from etanche.vault import Choice


def as_json(choice: Choice, last: Evidence | None) -> dict[str, object]:
    """Return a purpose that somebody decides on, their last word, and what shows that, if anything does."""
    return {
        "purpose": choice.purpose,
        "consent": choice.consent,
        "said": choice.said.value,
        "since": None if choice.since is None else choice.since.isoformat(),
        "until": None if choice.until is None else choice.until.isoformat(),
        "evidence": None
        if last is None
        else {
            "act": last.act,
            "at": last.at,
            "charter": last.charter,
            "language": last.language,
            "how": last.how,
            "acts": last.acts,
            "digest": last.digest,
            "text": last.text,
        },
    }
