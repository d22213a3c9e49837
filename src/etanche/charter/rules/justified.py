"""
A justification is of a rule that exists and that can be justified, and its day of review comes after it was written.
"""

from __future__ import annotations

from collections.abc import Iterator

from etanche.charter.findings import Severity
from etanche.charter.model import Charter
from etanche.charter.rules.dated import AnyRule
from etanche.charter.rules.facts import facts, nearest
from etanche.charter.rules.rule import Rule, Wrong

JUSTIFIED = "justified"


def only_errors(rule: str) -> bool:
    """Return whether every breach of a rule is an error, which nobody can justify."""
    known = facts()[rule]
    return {known.severity, *known.weighs.values()} == {Severity.ERROR}


def _unjustifiable(charter: Charter) -> Iterator[Wrong]:
    for rule, justification in charter.justified.items():
        path = (JUSTIFIED, rule)
        if rule not in facts():
            near = nearest(rule)
            says = "unknown" if near else "unknown-all"
            yield Wrong(path=path, says=says, blanks={"rule": rule, "near": near}, on_key=True)
        elif only_errors(rule):
            yield Wrong(path=path, says="error", blanks={"rule": rule}, on_key=True)
        elif justification.review <= justification.on:
            blanks = {"on": justification.on, "review": justification.review}
            yield Wrong(path=(*path, "review"), says="review", blanks=blanks)


ALONE: tuple[AnyRule, ...] = (Rule(id=JUSTIFIED, search=_unjustifiable),)
