"""
A fault is a finding before it knows its line: a path in the charter, and what is wrong there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from etanche.charter.findings import Finding, Justified, Severity, State, Told
from etanche.charter.saying import Blanks, Saying
from etanche.charter.tree import Mapping, Path, Scalar, at
from etanche.errors import Place
from etanche.terms import LANGUAGES, Language
from etanche.words import knows, say


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong at a path, in the words of a rule or in those of the reader (`key`)."""

    id: str
    path: Path
    says: str = ""
    """Which of a rule's sentences; empty when it has only one."""

    key: str = ""
    """Where the catalogue has its words, when it is no rule that says it."""

    blanks: Blanks = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    on_key: bool = False
    """Whether the eye must go to the key, and not to its value."""

    column: int = 0
    """How far into the text of the value the fault stands."""

    place: Place | None = None
    """Where it is, when a path does not tell: the second of two equal keys."""

    state: State = State.OPEN
    justified: Justified | None = None


def located(
    faults: Iterable[Fault], root: Mapping, *, written: tuple[Language, ...] = LANGUAGES
) -> tuple[Finding, ...]:
    """Return the findings in the order of the file; hints show texts in the languages in which the charter is written."""
    findings = (
        Finding(
            id=fault.id,
            severity=fault.severity,
            place=fault.place or _place(fault, root),
            told={language: told(fault, language, written) for language in LANGUAGES},
            path=dotted(fault.path),
            state=fault.state,
            justified=fault.justified,
        )
        for fault in faults
    )
    return tuple(sorted(findings, key=lambda finding: (finding.place.line, finding.place.column)))


def told(fault: Fault, language: Language, written: tuple[Language, ...] = LANGUAGES) -> Told:
    """Return a fault in the words of one language; blanks that a sentence has no use for stay unsaid."""
    rule = f"rule.{fault.id}"
    key = fault.key or (f"{rule}.{fault.says}" if fault.says else rule)
    hint = Saying(key=f"{key}.hint", blanks=fault.blanks).in_(language) if knows(f"{key}.hint", language) else ""
    what = Saying(key=f"{key}.what", blanks=fault.blanks).in_(language)
    if fault.state is State.EXPIRED and fault.justified is not None:
        what = say("rule.justified.expired.what", language, what=what, review=fault.justified.review)
    return Told(what=what, hint=hint.replace(_example(LANGUAGES), _example(written)))


def _example(languages: Iterable[Language]) -> str:
    """Return how a text that people read is written: `{fr: …, en: …}`."""
    return f"{{{', '.join(f'{language}: …' for language in languages)}}}"


def dotted(path: Path) -> str:
    """Return a path as an author writes it: `vault.journal.keep`."""
    return ".".join(map(str, path))


def _place(fault: Fault, root: Mapping) -> Place:
    key, node = at(root, fault.path)
    if fault.on_key:
        return key.place if key else node.place
    if fault.column and isinstance(node, Scalar) and node.lines == 1 and node.style not in ("|", ">"):
        quote = 1 if node.style else 0
        return Place(file=node.place.file, line=node.place.line, column=node.place.column + quote + fault.column)
    return node.place
