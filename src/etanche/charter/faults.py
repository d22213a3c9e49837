"""
A fault is a finding before it knows its line: a path in the charter, and what is wrong there.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Iterable
from dataclasses import dataclass, field

from etanche.charter.findings import Finding, Severity, Told
from etanche.charter.tree import Mapping, Path, Scalar, at
from etanche.errors import Place
from etanche.terms import LANGUAGES, Language
from etanche.words import entry, knows, say

Blanks = collections.abc.Mapping[str, object]
"""What is written into the blanks of a sentence."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong at a path, in words written here (`what`, `hint`) or in those of a rule (`says`, `blanks`)."""

    id: str
    path: Path
    what: str = ""
    hint: str = ""
    says: str = ""
    """Which of a rule's sentences; empty when it has only one."""

    blanks: Blanks = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    on_key: bool = False
    """Whether the eye must go to the key, and not to its value."""

    column: int = 0
    """How far into the text of the value the fault stands."""

    place: Place | None = None
    """Where it is, when a path does not tell: the second of two equal keys."""


def located(faults: Iterable[Fault], root: Mapping) -> tuple[Finding, ...]:
    """Return the findings in the order of the file."""
    findings = (
        Finding(
            id=fault.id,
            severity=fault.severity,
            place=fault.place or _place(fault, root),
            told={language: told(fault, language) for language in LANGUAGES},
        )
        for fault in faults
    )
    return tuple(sorted(findings, key=lambda finding: (finding.place.line, finding.place.column)))


def told(fault: Fault, language: Language) -> Told:
    """Return a fault in the words of one language; blanks that a sentence has no use for stay unsaid."""
    if fault.what:
        return Told(what=fault.what, hint=fault.hint)
    key = f"rule.{fault.id}.{fault.says}" if fault.says else f"rule.{fault.id}"
    hint = _filled(f"{key}.hint", language, fault.blanks) if knows(f"{key}.hint", language) else ""
    return Told(what=_filled(f"{key}.what", language, fault.blanks), hint=hint)


def _filled(key: str, language: Language, blanks: Blanks) -> str:
    return say(key, language, **{name: value for name, value in blanks.items() if name in entry(key, language).blanks})


def _place(fault: Fault, root: Mapping) -> Place:
    key, node = at(root, fault.path)
    if fault.on_key:
        return key.place if key else node.place
    if fault.column and isinstance(node, Scalar) and node.lines == 1 and node.style not in ("|", ">"):
        quote = 1 if node.style else 0
        return Place(file=node.place.file, line=node.place.line, column=node.place.column + quote + fault.column)
    return node.place
