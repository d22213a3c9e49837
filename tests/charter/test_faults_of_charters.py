"""The faults of the language's first trial, put into charters that ship: each is found, once, on its line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from etanche.charter import Finding, read

TESTS = Path(__file__).parents[1]
CHARTERS = TESTS.parent / "src" / "etanche" / "charters"
VECTORS = TESTS / "vectors" / "faults-of-charters.yaml"


def _faults() -> Iterator[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    for charter, faults in YAML(typ="safe", pure=True).load(VECTORS.read_text("utf-8")).items():
        for fault in faults:
            yield charter, fault["of"], fault["rule"], tuple((old, new) for old, new in fault["edits"])


FAULTS = tuple(_faults())


@cache
def _text(charter: str) -> str:
    return (CHARTERS / f"{charter}.yaml").read_text("utf-8")


def _findings(text: str) -> tuple[Finding, ...]:
    return read(text.encode(), file="x").findings


@cache
def _found_before(charter: str) -> frozenset[tuple[str, str]]:
    return frozenset((finding.id, finding.what) for finding in _findings(_text(charter)))


def test_there_are_at_least_twenty_eight() -> None:
    """No fault of the first trial was lost."""
    assert len(FAULTS) >= 28


@pytest.mark.parametrize(
    ("charter", "of", "rule", "edits"), FAULTS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_each_fault_is_found_where_it_stands(
    charter: str, of: str, rule: str, edits: tuple[tuple[str, str], ...]
) -> None:
    """One fault more in a charter gives one finding more, under its rule, on its line."""
    text = _text(charter)
    for old, new in edits:
        assert 1 == text.count(old), f"{of}: {old}"
        text = text.replace(old, new)
    before, _, after = text.partition("▸")
    more = [
        finding for finding in _findings(before + after) if (finding.id, finding.what) not in _found_before(charter)
    ]

    assert [(rule, before.count("\n") + 1)] == [(finding.id, finding.place.line) for finding in more]
