"""The digest follows what a charter means: never how it is written, always what it says."""

from __future__ import annotations

import hashlib
import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from etanche.charter import Charter, canonical, compile_plan, digest, read

SMALL = Path(__file__).with_name("small.yaml").read_text("utf-8")
SECTIONS = YAML(typ="safe", pure=True).load(SMALL)
FIXED_ORDER = frozenset({"versions"})
"""Besides the sections themselves: the newest version comes first."""


@cache
def _charter(text: str) -> Charter:
    loaded = read(text.encode(), file="x")
    assert loaded.charter is not None, [str(finding) for finding in loaded.findings]
    return loaded.charter


def _shuffled(thing: object, chance: random.Random, name: str = "") -> object:
    if isinstance(thing, dict):
        keys = list(thing)
        if name not in FIXED_ORDER:
            chance.shuffle(keys)
        return {str(key): _shuffled(thing[key], chance, str(key)) for key in keys}
    if isinstance(thing, list):
        items = [_shuffled(item, chance) for item in thing]
        if name != "languages":
            chance.shuffle(items)
        return items
    return thing if isinstance(thing, bool | int | str) else str(thing)


def test_a_digest_is_a_sha_256_of_the_canonical_form() -> None:
    """Whoever has the canonical form can compute the digest without this package."""
    charter = _charter(SMALL)

    assert 64 == len(digest(charter))
    assert hashlib.sha256(canonical(charter)).hexdigest() == digest(charter)
    assert canonical(charter).startswith(b"etanche charter 2\n{")


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_names_and_lists_changes_nothing(chance: random.Random) -> None:
    """A charter written in another order, and in other brackets, has the same digest, promises and plan."""
    other = {section: _shuffled(body, chance, section) for section, body in SECTIONS.items()}
    shuffled = _charter(json.dumps(other, ensure_ascii=False, indent=1))

    assert digest(_charter(SMALL)) == digest(shuffled)
    assert compile_plan(_charter(SMALL)) == compile_plan(shuffled)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A charter for tests", "# Another comment"),
        ("    theme: audience\n", "\n\n    theme:    audience   # why\n\n"),
        ("name: Toile et Fils", 'name: "Toile et Fils"'),
        ("on: 2026-01-02", "on: '2026-01-02'"),
        ("  2026-01-05:", "  '2026-01-05':"),
        ("  region: concarneau\n", "  region: concarneau\n  keys: file\n"),
        ("  country: FR\n  contact", "  country: FR\n  time-zone: Europe/Paris\n  authority: CNIL\n  contact"),
        ("title: {fr: Visite, en: Visit}", "title:\n      en: Visit\n      fr: Visite"),
    ],
)
def test_the_way_of_writing_changes_nothing(old: str, new: str) -> None:
    """Comments, layout, quotation marks and a default written out leave the digest as it is."""
    assert 1 == SMALL.count(old)
    assert digest(_charter(SMALL)) == digest(_charter(SMALL.replace(old, new)))


CHANGES = (
    ("Atelier du Port", "Atelier des Ports"),
    ("contact@port.example", "autre@port.example"),
    ("en: Visits to our website", "en: Visits of our website"),
    ("languages: [fr, en]", "languages: [en, fr]"),
    ("  2026-01-05:", "  2026-01-06:"),
    ("en: Concarneau}, country: FR", "en: Concarneau}, country: BE"),
    ("unknown: drop", "unknown: refuse"),
    ("{kind: pseudonym, lasts: 1 day, ", "{kind: pseudonym, lasts: 1 day, findable: true, "),
    ("only: first-half}", "only: first-half, findable: true}"),
    ("values: [computer, other]", "values: [computer, phone, other]"),
    ("180 days", "181 days"),
    ("basis: legal-obligation\n    law: [GDPR 32]", "basis: contract"),
    ("theme: audience", "theme: improvement"),
    ("law: [GDPR 32]", "law: [GDPR 33]"),
    ("reference: BAL-1", "reference: BAL-2"),
    ("    sees: {}", "    sees: {failure: [repairs]}"),
    ("    title: {fr: vendeurs, en: sellers}\n", "    title: {fr: vendeurs, en: sellers}\n    is: program\n"),
    ("date: 2025-03-01", "date: 2025-03-02"),
    ("erasure-by: email", "erasure-by: portal"),
    ("  region: concarneau\n", "  region: concarneau\n  journal: {keep: 1 year after created}\n"),
    ("  country: FR\n  contact", "  country: FR\n  fiscal-year-end: 06-30\n  contact"),
    ('  C5: ["retention:audience/visit"]', '  C5: ["recipients:others"]'),
)


def test_every_change_of_meaning_changes_the_digest() -> None:
    """A name, a text, a day, a time, a grant or a clause changed gives a digest of its own."""
    digests = {digest(_charter(SMALL))}
    for old, new in CHANGES:
        assert 1 == SMALL.count(old), old
        digests.add(digest(_charter(SMALL.replace(old, new))))

    assert 1 + len(CHANGES) == len(digests)


def test_a_key_that_says_nothing_is_not_digested() -> None:
    """Keys that are left out, lists and mappings that are empty leave no trace in the canonical form."""
    form = canonical(_charter(SMALL)).decode()

    assert "null" not in form
    assert "{}" not in form
    assert '"was"' not in form
    assert canonical(_charter(SMALL)) == canonical(_charter(SMALL.replace("carries:\n", "attested: {}\ncarries:\n")))
