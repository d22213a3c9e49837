"""The schema for editors is the model's, takes every charter there is, and sees the faults that it can see."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from etanche.charter import parse_keep, print_keep, published_schema
from etanche.charter.language import SECTIONS
from etanche.charter.schema import DIALECT, ID, written
from etanche.charter.tree import Mapping, Node, Sequence, plant

ROOT = Path(__file__).parents[2]
CHARTERS = sorted((ROOT / "src" / "etanche" / "charters").rglob("*.yaml"))
SMALL = Path(__file__).with_name("small.yaml")

SCHEMA: dict[str, Any] = json.loads(published_schema())
CHECKER = Draft202012Validator(SCHEMA)


def plain(node: Node) -> Any:
    """Return a charter as an editor sees it: days are words."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return str(node.value) if isinstance(node.value, date) else node.value


def faults(text: str) -> list[str]:
    """Return the paths at which the schema refuses a charter."""
    data = plain(plant(text, file="x"))
    return ["/".join(map(str, error.absolute_path)) for error in CHECKER.iter_errors(data)]


def test_the_schema_is_the_one_of_the_model() -> None:
    """What is shipped is what the model makes; if not: `python docs/reference.py`."""
    assert written().encode() == published_schema()


def test_the_schema_says_what_it_is() -> None:
    """It is a valid schema of its dialect, with a version in its name and the sections in the order of the language."""
    Draft202012Validator.check_schema(SCHEMA)

    assert (DIALECT, ID) == (SCHEMA["$schema"], SCHEMA["$id"])
    assert ID.endswith("etanche-charter-1.json")
    assert list(SECTIONS) == list(SCHEMA["properties"])


def _keys(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from part.get("properties", {}).items()
    for inner in part.get("$defs", {}).values():
        yield from _keys(inner)


def test_each_key_says_what_it_means() -> None:
    """No key is left without a sentence, and each sentence ends as one."""
    silent = [key for key, told in _keys(SCHEMA) if key not in ("fr", "en") and not told.get("description")]
    ragged = [key for key, told in _keys(SCHEMA) if key not in ("fr", "en") and told["description"][-1] not in ".?`"]

    assert [] == silent
    assert [] == ragged


@pytest.mark.parametrize("path", [*CHARTERS, SMALL], ids=lambda path: path.stem)
def test_every_charter_fits_the_schema(path: Path) -> None:
    """An editor finds nothing to underline in a sound charter, days as keys and values included."""
    assert [] == faults(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("etanche: 1", "etanche: 2", "etanche"),
        ("  sale: false\n", "", "answers"),
        ("  sale: false\n", "  sale: no\n", "answers/sale"),
        ("    unknown: drop\n", "    unknwon: drop\n", "categories/visit"),
        ("    unknown: drop\n", "    unknown: throw\n", "categories/visit/unknown"),
        ("carries:\n", "zebra:\n", ""),
        ("kind: url", "kind: urll", "categories/failure/fields/page/kind"),
        ("uses: [visit]", "uses: visit", "purposes/audience/uses"),
        ("uses: [visit]", "uses: []", "purposes/audience/uses"),
        ("uses: [visit]", "uses: [visit, visit]", "purposes/audience/uses"),
        ("180 days after collected", "180 days", "purposes/audience/keep"),
        ("180 days after collected", "1 days after collected", "purposes/audience/keep"),
        ("180 days after collected", "P180D", "purposes/audience/keep"),
        ("180 days after collected", "while contract-end", "purposes/audience/keep"),
        ("lasts: 1 day", "lasts: 30 minutes", "categories/visit/fields/visitor-id/lasts"),
        ("en: Fit the site}", "en: Fit the site, only}", "purposes/audience/interest"),
        ("  seller:\n", "  Seller:\n", "roles"),
        ("  2026-01-05:", "  05/01/2026:", "versions"),
        ("on: 2026-01-02", "on: January", "purposes/audience/balance/on"),
        ("  country: FR\n  contact", "  country: France\n  contact", "organisation/country"),
        ("{email: contact@port.example}", "{email: contact}", "organisation/contact/email"),
        ("carries:\n", "hosts:\n  x: {address: 'https://x.example', ports: [443]}\ncarries:\n", "hosts/x/address"),
        ("carries:\n", "events: {collected: {from: [site-visits]}}\ncarries:\n", "events"),
        ("name: Toile et Fils", "name: 2026", "recipients/webmaster/name"),
    ],
)
def test_a_fault_of_writing_is_seen_by_an_editor(old: str, new: str, at: str) -> None:
    """A word, a shape or a key that the language has not is refused at its place."""
    small = SMALL.read_text("utf-8")
    assert 1 == small.count(old), old

    assert at in faults(small.replace(old, new))


@pytest.mark.parametrize(
    "rule",
    [
        "72 hours after collected",
        "between 7 days and 1 year after created",
        "while identity-check",
        "first of (while case, 90 days after collected)",
        "last of (while contract, first of (1 week after updated, while consent), 9999 years after left)",
    ],
)
def test_the_schema_takes_the_rules_that_the_language_takes(rule: str) -> None:
    """Every form of a rule, choices inside choices too, is read by both."""
    text = SMALL.read_text("utf-8").replace("180 days after collected", rule)

    assert rule == print_keep(parse_keep(rule))
    assert [] == faults(text)
