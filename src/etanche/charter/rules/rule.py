"""
What a rule is: an id of the law's catalogue or a word of our own, and a search for what breaks it.

Its weight and its authority are facts (`facts/rules/*.toml`), its sentences are words (`words/*/rules-*.toml`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from etanche.charter.faults import Fault
from etanche.charter.findings import Severity
from etanche.charter.model import Charter
from etanche.charter.rules.facts import fact
from etanche.charter.tree import Path

MOST = 200
"""Nobody reads more findings of one kind, and each costs a search for what was meant."""


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One place where a rule is broken, and what goes into the blanks of the rule's sentence."""

    path: Path
    says: str = ""
    """Which of the rule's sentences (`rule.<id>.<says>` in the catalogue of words); empty when it has only one."""

    blanks: Mapping[str, object] = field(default_factory=dict)
    on_key: bool = False
    column: int = 0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: its id in the catalogue of the law, and the search for what breaks it."""

    id: str
    search: Callable[[Charter], Iterable[Wrong]]

    @property
    def severity(self) -> Severity:
        """How much a breach weighs, as the facts about the rule say."""
        return fact(self.id).severity

    def faults(self, charter: Charter) -> tuple[Fault, ...]:
        """Return the places where a charter breaks this rule, the first of them when there are very many."""
        return tuple(
            Fault(
                id=self.id,
                severity=fact(self.id).weight(wrong.says),
                path=wrong.path,
                says=wrong.says,
                blanks=wrong.blanks,
                on_key=wrong.on_key,
                column=wrong.column,
            )
            for wrong in islice(self.search(charter), MOST)
        )
