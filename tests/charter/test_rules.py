"""
Every rule of the catalogue: broken in one place of a sound charter it is found there, and mended it is not.

The vectors stand in `tests/vectors/rules/<family>.yaml`; a rule without one fails.
"""

from __future__ import annotations

import pytest
from tests.charter.vectors import Vector, base, everything, found, model, patched, steps, vectors

from etanche.charter.faults import told
from etanche.charter.rules import RULES
from etanche.charter.rules.facts import Way, facts
from etanche.terms import LANGUAGES
from etanche.words import knows, say

SEARCHED = (Way.STATIC, Way.CROSS, Way.DOCUMENT, Way.LANGUAGE)
BROKEN = [vector for vector in vectors() if not vector.refused]
REFUSED = [vector for vector in vectors() if vector.refused]
KINDS = frozenset(
    {"access", "purpose", "retention", "consent", "objection", "minimise", "recipients", "egress", "hosting", "sealed"}
    | {"separation", "scopes", "accounts", "rights", "spheres", "logs", "continuity", "incidents", "attest"}
    | {"documents"}
)
"""Kinds of promise (LANGUAGE §12)."""


def test_the_sound_charter_is_sound() -> None:
    """The charter that the vectors break gives no finding but the one warning that it justifies."""
    charter, faults = model(base())

    assert () == faults
    assert charter is not None
    assert ["LB-14"] == [*charter.justified]
    assert [("LB-14", ("purposes", "emergency", "basis"))] == [
        (fault.id, fault.path) for fault in everything(base(), vectors()[0].on)
    ]


@pytest.mark.parametrize("vector", BROKEN, ids=lambda vector: vector.name)
def test_a_broken_rule_is_found_at_its_place(vector: Vector) -> None:
    """What breaks a rule is told under its id, at its place, in both languages, and weighs what the facts say."""
    faults = [
        fault for fault in found(patched(base(), vector.breaks), vector.rule, vector.on) if fault.id == vector.rule
    ]

    assert [steps(vector.at)] == [fault.path for fault in faults]
    assert vector.says in (None, faults[0].says)
    assert facts()[vector.rule].weight(faults[0].says) is faults[0].severity
    french, english = (told(faults[0], language) for language in LANGUAGES)
    assert "" not in (french.what, french.hint, english.what, english.hint)
    assert french.what != english.what


@pytest.mark.parametrize("vector", [each for each in BROKEN if each.mends], ids=lambda vector: vector.name)
def test_a_mended_rule_is_found_no_more(vector: Vector) -> None:
    """The smallest repair of what was broken leaves nothing for the rule to find."""
    mended = patched(patched(base(), vector.breaks), vector.mends)

    assert [] == [fault for fault in found(mended, vector.rule, vector.on) if fault.id == vector.rule]


@pytest.mark.parametrize("vector", REFUSED, ids=lambda vector: vector.name)
def test_a_rule_that_cannot_be_broken_has_no_key(vector: Vector) -> None:
    """What such a rule asks for is worked out: the key by which it could be broken is unknown to the language."""
    charter, faults = model(patched(base(), vector.breaks))

    assert charter is None
    assert [("unknown-key", steps(vector.refused))] == [(fault.id, fault.path) for fault in faults]


def test_every_rule_has_a_vector_or_a_promise() -> None:
    """A rule that is searched for has a vector; one that cannot be broken names the key there is not; a live one, its promise."""
    broken_, refused = {vector.rule for vector in BROKEN}, {vector.rule for vector in REFUSED}
    known = facts().values()

    assert [] == [fact.id for fact in known if fact.way in SEARCHED and fact.id not in broken_]
    assert [] == [fact.id for fact in known if fact.way is Way.DERIVED and fact.id not in refused]
    assert [] == [fact.id for fact in known if fact.way is Way.LIVE and fact.promise not in KINDS]
    assert [] == [fact.id for fact in known if fact.promise and fact.promise not in KINDS]
    assert [] == sorted((broken_ | refused) - facts().keys())


def test_every_rule_is_a_fact_and_has_its_words() -> None:
    """Each rule of the tables is in the catalogue, and each of the catalogue has a title and a reason in both languages."""
    assert [] == sorted({rule.id for rule in RULES} - facts().keys())
    assert [] == [
        (id_, language, key)
        for id_ in facts()
        for language in LANGUAGES
        for key in ("title", "why")
        if not knows(f"rule.{id_}.{key}", language) or not say(f"rule.{id_}.{key}", language)
    ]


def test_a_rule_of_law_names_its_authority() -> None:
    """What is not a rule of the language says by whose authority, and since when."""
    nameless = [
        fact.id
        for fact in facts().values()
        if fact.way not in (Way.LANGUAGE, Way.WRITING) and not any(authority.since for authority in fact.authorities)
    ]

    assert [] == nameless
