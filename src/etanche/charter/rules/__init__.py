"""
Rules that a charter must obey as a whole, each one entry of a table: its id, its weight, and what breaks it.

Rules about names come first; rules that follow names from section to section run only when every name is known,
so that one name written wrongly is told once.
A module of rules has a table `ALONE` of rules that look at one thing at a time, a table `TOGETHER` of those that follow names, or both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from types import ModuleType

from etanche.charter.faults import Fault
from etanche.charter.model import Charter
from etanche.charter.rules import (
    access,
    bases,
    citations,
    companions,
    contradictions,
    data,
    days,
    fields,
    identity,
    justified,
    marketing,
    names,
    periods,
    places,
    recipients,
    register,
    retention,
    rights,
    security,
    stances,
    starts,
    texts,
    tracers,
    transfers,
    unused,
    weighty,
)
from etanche.charter.rules.dated import AnyRule, Dated
from etanche.charter.rules.identity import ahead
from etanche.charter.rules.names import CARRIES
from etanche.charter.rules.rule import Rule

FAMILIES: tuple[ModuleType, ...] = (
    *(identity, texts, stances, bases, marketing, companions, fields, data, weighty),
    *(places, access, unused, retention, periods, starts, citations, recipients, transfers),
    *(rights, tracers, security, contradictions, register, justified, days),
)
"""Every module of rules but that of names."""


def _tables(name: str) -> Iterator[AnyRule]:
    for family in FAMILIES:
        yield from getattr(family, name, ())


NAMES: tuple[Rule, ...] = names.RULES
ALONE: tuple[AnyRule, ...] = tuple(_tables("ALONE"))
TOGETHER: tuple[AnyRule, ...] = tuple(_tables("TOGETHER"))
LAST: tuple[Rule, ...] = names.LAST
"""Rules about what follows from all the rest."""

RULES: tuple[AnyRule, ...] = (*NAMES, *ALONE, *TOGETHER, *LAST)


def broken(charter: Charter, day: date) -> tuple[Fault, ...]:
    """Return what is wrong with a charter as a whole on a day."""
    unnamed = tuple(chain.from_iterable(rule.faults(charter) for rule in NAMES))
    rules = ALONE if unnamed else (*ALONE, *TOGETHER, *LAST)
    dated = (rule.on(day) if isinstance(rule, Dated) else rule for rule in rules)
    return (*unnamed, *chain.from_iterable(rule.faults(charter) for rule in dated))


__all__ = ["CARRIES", "RULES", "Rule", "ahead", "broken"]
