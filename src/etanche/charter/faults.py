"""
A fault is a finding before it knows its line: a path in the charter, and what is wrong there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from etanche.charter.findings import Finding, Severity
from etanche.charter.tree import Mapping, Path, Scalar, at
from etanche.errors import Place


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Something wrong at a path."""

    id: str
    path: Path
    what: str
    hint: str = ""
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
            what=fault.what,
            hint=fault.hint,
        )
        for fault in faults
    )
    return tuple(sorted(findings, key=lambda finding: (finding.place.line, finding.place.column)))


def _place(fault: Fault, root: Mapping) -> Place:
    key, node = at(root, fault.path)
    if fault.on_key:
        return key.place if key else node.place
    if fault.column and isinstance(node, Scalar) and node.lines == 1 and node.style not in ("|", ">"):
        quote = 1 if node.style else 0
        return Place(file=node.place.file, line=node.place.line, column=node.place.column + quote + fault.column)
    return node.place
