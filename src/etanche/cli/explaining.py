"""What a rule asks, why, on whose authority, how it is checked, and an example with its repair: `check --explain` and `--rules`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from etanche.cli.authority import authorities
from etanche.cli.findings import said
from etanche.cli.terminal import show, table, wrapped
from etanche.errors import Unreadable
from etanche.terms import LANGUAGES, Language

if TYPE_CHECKING:
    from etanche.charter import Fact

INDENT = 2
LONGEST = 40
FAMILIES = (
    *("IDN", "PUB", "LB", "DAT", "CHD", "ADM", "DPIA", "RET", "REC", "TRF", "RGT", "CK", "CNS", "SEC", "BRE", "CON"),
    *("REG", "STL", "US"),
)
"""Families of the law's catalogue, in the order in which it has them; rules without one are our own."""

_BLANK = re.compile(r"`?\{\w+\}`?")


class RuleUnknown(Unreadable):
    """No rule of the catalogue has the id that was asked for."""


def known(rule: str, lang: Language) -> Fact:
    """
    Return what is known of a rule, whatever the case of its letters.

    Raises:
        RuleUnknown: there is no such rule; the hint names the nearest.
    """
    from etanche.charter import facts, nearest

    wanted = rule.strip().casefold()
    found = next((fact for id_, fact in facts().items() if id_.casefold() == wanted), None)
    if found is not None:
        return found
    near = nearest(rule)
    hint = said("cli.check.usage.unknown-near", lang, near=near) if near else said("cli.check.usage.unknown-all", lang)
    raise RuleUnknown(said("cli.check.usage.unknown", lang, rule=rule[:LONGEST]), hint=hint)


def in_order(rules: Iterable[Fact]) -> list[Fact]:
    """Return rules family by family as the catalogue of the law has them, then those of the language, then those of writing."""
    ranks = {family: rank for rank, family in enumerate(FAMILIES)}

    def rank(fact: Fact) -> tuple[int, bool, str]:
        return ranks.get(fact.id.partition("-")[0], len(ranks)), fact.way == "writing", fact.id

    return sorted(rules, key=rank)


def text_of(rule: str, part: str, lang: Language) -> str:
    """Return a part of what the catalogue says of a rule; nothing when it has no such part."""
    from etanche.words import knows

    key = f"rule.{rule}.{part}"
    return said(key, lang) if knows(key, lang) else ""


def how(fact: Fact, lang: Language) -> list[str]:
    """Return how a rule is checked, and where it is kept when nobody can break it."""
    told = [said(f"cli.explain.way.{fact.way}", lang), text_of(fact.id, "how", lang)]
    if fact.promise:
        told.append(said("cli.explain.promise", lang, promise=fact.promise))
    return [one for one in told if one]


def weight(fact: Fact, lang: Language) -> str:
    """Return how much a breach weighs, and which of its sentences weigh otherwise."""
    from etanche.words import entry

    weighs = said(f"severity.{fact.severity}", lang)
    others = [
        said(
            "cli.explain.variant",
            lang,
            severity=said(f"severity.{severity}", lang),
            what=_BLANK.sub("…", entry(f"rule.{fact.id}.{says}.what", lang).forms["other"]),
        )
        for says, severity in fact.weighs.items()
    ]
    return said("cli.explain.weighs", lang, severity=weighs, others="; ".join(others)) if others else weighs


def explain(rule: str, lang: Language) -> None:
    """
    Print all there is to say about a rule.

    Raises:
        RuleUnknown: there is no such rule.
    """
    from etanche.charter import example

    fact = known(rule, lang)
    show(said("cli.explain.title", lang, rule=fact.id, title=text_of(fact.id, "title", lang)), style="bold")
    wrapped(weight(fact, lang), indent=INDENT)
    _part("why", [text_of(fact.id, "why", lang)], lang)
    _part("authority", authorities(fact, lang), lang)
    _part("checked", how(fact, lang), lang)
    shown = example(fact.id)
    if shown is not None and shown.refused:
        wrapped(said("cli.explain.refused", lang, key=shown.refused), indent=INDENT)
    elif shown is not None:
        left_out = said("cli.explain.left-out", lang)
        _example("failing", shown.failing(left_out), lang)
        _example("repaired", shown.repaired(left_out), lang)


def _part(name: str, told: list[str], lang: Language) -> None:
    if any(told):
        show(f"\n{said(f'cli.explain.{name}', lang)}", style="bold")
        for one in told:
            wrapped(one, indent=INDENT)


def _example(name: str, yaml: str, lang: Language) -> None:
    if yaml:
        show(f"\n{said(f'cli.explain.{name}', lang)}", style="bold")
        for line in yaml.splitlines():
            show(f"{' ' * INDENT}{line}")


def rule_json(fact: Fact) -> dict[str, Any]:
    """Return a rule for programs."""
    from etanche.charter import example

    shown = example(fact.id)
    return {
        "id": fact.id,
        "severity": str(fact.severity),
        "way": str(fact.way),
        "promise": fact.promise or None,
        "title": {lang: text_of(fact.id, "title", lang) for lang in LANGUAGES},
        "why": {lang: text_of(fact.id, "why", lang) for lang in LANGUAGES},
        "checked": {lang: how(fact, lang) for lang in LANGUAGES},
        "authority": [
            {"instrument": asks.instrument, "ref": asks.ref, "since": asks.since.isoformat() if asks.since else None}
            for asks in fact.authorities
        ],
        "failing": shown.failing("—") if shown and not shown.refused else None,
        "repaired": shown.repaired("—") if shown and not shown.refused else None,
    }


def list_rules(lang: Language) -> None:
    """Print every rule on one line: its id, how much it weighs, how it is checked, what it asks."""
    from etanche.charter import facts

    head = [said(f"cli.explain.column.{column}", lang) for column in ("id", "weight", "way", "rule")]
    rows = [
        [
            fact.id,
            said(f"severity.{fact.severity}", lang),
            said(f"cli.explain.way.short.{fact.way}", lang),
            text_of(fact.id, "title", lang),
        ]
        for fact in in_order(facts().values())
    ]
    table(head, rows)
