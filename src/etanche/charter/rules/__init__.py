"""
Rules that a charter must obey as a whole, each one entry of a table: its id, its weight, and what breaks it.

Rules about names come first; rules that follow names from section to section run only when every name is known,
so that one name written wrongly is told once.
"""

from __future__ import annotations

from itertools import chain

from etanche.charter.faults import Fault
from etanche.charter.model import Charter
from etanche.charter.rules import access, bases, data, identity, names, recipients, retention, texts
from etanche.charter.rules.identity import ahead
from etanche.charter.rules.names import CARRIES
from etanche.charter.rules.rule import Rule

NAMES: tuple[Rule, ...] = names.RULES
ALONE: tuple[Rule, ...] = (*identity.RULES, *data.RULES, *bases.RULES, *retention.RULES, *texts.RULES)
"""Rules that look at one thing at a time."""

TOGETHER: tuple[Rule, ...] = (*bases.TOGETHER, *data.TOGETHER, *access.TOGETHER, *recipients.TOGETHER)
"""Rules that follow names."""

LAST: tuple[Rule, ...] = names.LAST
"""Rules about what follows from all the rest."""

RULES: tuple[Rule, ...] = (*NAMES, *ALONE, *TOGETHER, *LAST)


def broken(charter: Charter) -> tuple[Fault, ...]:
    """Return what is wrong with a charter as a whole."""
    unnamed = tuple(chain.from_iterable(rule.faults(charter) for rule in NAMES))
    rules = ALONE if unnamed else (*ALONE, *TOGETHER, *LAST)
    return (*unnamed, *chain.from_iterable(rule.faults(charter) for rule in rules))


__all__ = ["CARRIES", "RULES", "Rule", "ahead", "broken"]
