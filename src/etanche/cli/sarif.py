"""
Findings as SARIF 2.1.0, the form in which code review tools take them in.

Columns count characters (`unicodeCodePoints`), as the reader of charters does.
Of what is justified a reviewer sees that somebody stands by it, and why: a suppression *in the source*.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from etanche import __version__
from etanche.cli.authority import authorities
from etanche.terms import Language

if TYPE_CHECKING:
    from etanche.charter import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
VERSION = "2.1.0"
LEVEL = {"error": "error", "warning": "warning", "information": "note"}


def sarif(findings: Iterable[Finding], lang: Language) -> dict[str, Any]:
    """Return findings as one run; only the rules that found something are described."""
    told = tuple(findings)
    ids = sorted({finding.id for finding in told})
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "etanche",
                        "semanticVersion": __version__,
                        "language": lang,
                        "rules": [_rule(rule, lang) for rule in ids],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, ids.index(finding.id), lang) for finding in told],
            }
        ],
    }


def _rule(rule: str, lang: Language) -> dict[str, Any]:
    from etanche.charter import facts
    from etanche.words import say

    known, why = facts()[rule], say(f"rule.{rule}.why", lang)
    return {
        "id": rule,
        "shortDescription": {"text": say(f"rule.{rule}.title", lang)},
        "fullDescription": {"text": why},
        "help": {"text": "\n".join((why, *authorities(known, lang)))},
        "defaultConfiguration": {"level": LEVEL[known.severity]},
    }


def _result(finding: Finding, number: int, lang: Language) -> dict[str, Any]:
    from etanche.words import begun_large

    told = finding.told[lang]
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": number,
        "level": LEVEL[finding.severity],
        "message": {"text": " ".join(f"{begun_large(text)}." for text in (told.what, told.hint) if text)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(finding.place.file.replace("\\", "/"))},
                    "region": {"startLine": finding.place.line, "startColumn": finding.place.column},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.path}] if finding.path else [],
            }
        ],
    }
    if finding.justified is not None and finding.state == "justified":
        why = finding.justified.why.in_(lang)
        result["suppressions"] = [{"kind": "inSource", "status": "accepted", "justification": why}]
    return result
