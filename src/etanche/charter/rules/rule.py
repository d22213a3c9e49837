"""
What a rule is: an id of the law's catalogue or a word of our own, a weight, and a search for what breaks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from etanche.charter.faults import Fault
from etanche.charter.findings import Severity
from etanche.charter.model import Charter
from etanche.charter.tree import Path

MOST = 200
"""Nobody reads more findings of one kind, and each costs a search for what was meant."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One place where a rule is broken."""

    path: Path
    what: str
    hint: str = ""
    on_key: bool = False
    column: int = 0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule."""

    id: str
    search: Callable[[Charter], Iterable[Wrong]]
    severity: Severity = Severity.ERROR

    def faults(self, charter: Charter) -> tuple[Fault, ...]:
        """Return the places where a charter breaks this rule, the first of them when there are very many."""
        return tuple(
            Fault(
                id=self.id,
                severity=self.severity,
                path=wrong.path,
                what=wrong.what,
                hint=wrong.hint,
                on_key=wrong.on_key,
                column=wrong.column,
            )
            for wrong in islice(self.search(charter), MOST)
        )


def rule(id_: str, search: Callable[[Charter], Iterable[Wrong]]) -> Rule:
    """Return a rule whose breach is an error: a named provision, or the language itself, requires it."""
    return Rule(id=id_, search=search)


def warning(id_: str, search: Callable[[Charter], Iterable[Wrong]]) -> Rule:
    """Return a rule whose breach is a warning: guidance, or something that is probably not meant."""
    return Rule(id=id_, search=search, severity=Severity.WARNING)
