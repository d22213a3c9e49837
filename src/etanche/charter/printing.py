"""
A finding for programs.
"""

from __future__ import annotations

from typing import Any

from etanche.charter.findings import Finding
from etanche.charter.rules.facts import facts
from etanche.terms import LANGUAGES


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding for programs: both languages, who asks for it, and the justification if there is one."""
    reason = finding.justified
    return {
        "id": finding.id,
        "severity": str(finding.severity),
        "state": str(finding.state),
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "path": finding.path,
        "what": {lang: finding.told[lang].what for lang in LANGUAGES},
        "hint": {lang: finding.told[lang].hint for lang in LANGUAGES},
        "authority": [
            {"instrument": asks.instrument, "ref": asks.ref, "since": asks.since.isoformat() if asks.since else None}
            for asks in facts()[finding.id].authorities
        ],
        "justification": reason
        and {
            "why": {lang: reason.why.in_(lang) for lang in LANGUAGES},
            "by": reason.by,
            "on": reason.on.isoformat(),
            "review": reason.review.isoformat(),
        },
    }
