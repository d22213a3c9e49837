"""
Faults put into a charter by hand: each gives one finding, at its line and column, under its rule, with a hint.

They stand in `tests/vectors/faults/`, a file for each chapter of the language.
In what is put in, `▸` shows where the finding must point; it is taken out before the charter is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from etanche.charter import Finding, Loaded, Severity, read
from etanche.charter.rules.facts import facts

VECTORS = Path(__file__).parents[1] / "vectors" / "faults"


@dataclass(frozen=True)
class Fault:
    """One fault: what is done, the rule it breaks, a word of the hint, and the places that are changed."""

    name: str
    rule: str
    hint: str
    edits: tuple[tuple[str, str], ...]
    severity: Severity


def _faults() -> Iterator[Fault]:
    for file in sorted(VECTORS.glob("*.yaml")):
        for told in YAML(typ="safe", pure=True).load(file.read_text("utf-8")):
            yield Fault(
                name=f"{file.stem}: {told['name']}",
                rule=told["rule"],
                hint=told["hint"],
                edits=tuple((old, new) for old, new in told["edits"]),
                severity=Severity(told.get("severity", "error")),
            )


FAULTS = tuple(_faults())


def _broken(text: str, edits: Mapping[str, str] | tuple[tuple[str, str], ...]) -> str:
    for old, new in edits.items() if isinstance(edits, Mapping) else edits:
        assert 1 == text.count(old), old
        text = text.replace(old, new)
    return text


def _pointed(text: str) -> tuple[str, int, int]:
    """Return a text without its pointer, and the line and column where it stood."""
    before, pointer, after = text.partition("▸")
    assert pointer
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@cache
def _read(text: str) -> Loaded:
    return read(text.encode(), file="small.yaml")


def _only(text: str) -> Finding:
    findings = _read(text).findings
    assert 1 == len(findings), [str(finding) for finding in findings]
    return findings[0]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_one_fault_gives_one_finding_at_its_place(small: str, fault: Fault) -> None:
    """A fault is told once, at its line and column, under a rule of the catalogue, with a hint; a warning stops nothing."""
    text, line, column = _pointed(_broken(small, fault.edits))
    finding = _only(text)

    assert (line, column) == (finding.place.line, finding.place.column)
    assert (fault.rule, fault.severity) == (finding.id, finding.severity)
    assert fault.hint in finding.hint.replace("\u00a0", " ")
    assert finding.id in facts()
    assert (fault.severity is Severity.ERROR) is (_read(text).charter is None)


def test_every_fault_that_stands_apart_is_told_in_one_go(small: str) -> None:
    """Faults in different parts of a charter are all found by one reading, in the order of the file."""
    text = _broken(
        small,
        {"  sale: false": "  sale: no", "kind: url": "kind: urll", "180 days after collected": "180 days"},
    )

    assert ["answer", "word", "RET-03"] == [finding.id for finding in read(text.encode(), file="x").findings]


def test_what_is_said_of_clauses_waits_until_the_rest_is_right(small: str) -> None:
    """As long as another error stands, promises that clauses name are not called unknown: they may follow from its mending."""
    lost = _broken(small, {'["minimise:visit.address"]': '["minimise:visit.adress"]'})
    also = _broken(lost, {"    sees: {}": "    sees: {visit: [audience], failure: [audience]}"})
    unruly = _broken(lost, {"carries:\n": "rights: {by: [site-visits]}\ncarries:\n"})

    assert "carries" == _only(lost).id
    assert "sees" == _only(also).id
    assert "missing" == _only(unruly).id


def test_a_clause_that_no_promise_is_near_to_is_offered_five(small: str) -> None:
    """A promise unlike any is answered with five of those there are, not with all."""
    hint = _only(_broken(small, {'["minimise:visit.address"]': '["zzz:zzz"]'})).hint

    assert 5 == hint.count(":") - 1
    assert hint.endswith("…")


@pytest.mark.parametrize(
    "edits",
    [
        {"carries:\n": "zebra:\n"},
        {"    theme: security\n": "    theme: security\n    zebra: red\n"},
        {"      address: {kind: ip, ": "      address: {zebra: red, kind: ip, "},
    ],
)
def test_every_key_of_the_place_is_offered(small: str, edits: dict[str, str]) -> None:
    """The hint of an unknown key names all that can be written there, and leaves none out."""
    hint = _only(_broken(small, edits)).hint

    assert {"rights", "was"} & set(re.findall(r"`([a-z-]+)`", hint))
    assert "…" not in hint


def test_a_version_of_a_day_to_come_is_for_later(small: str) -> None:
    """Told what time it is, a check says of a version whose day has not begun where we are that it must wait."""
    eve = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    loaded = read(small.encode(), file="small.yaml", now=eve)

    assert [("later", 14, Severity.INFORMATION)] == [(it.id, it.place.line, it.severity) for it in loaded.findings]
    assert loaded.charter is not None
    assert () == read(small.encode(), file="small.yaml", now=eve + timedelta(minutes=1)).findings


def test_a_finding_is_one_line_that_editors_understand(small: str) -> None:
    """File, line, column, weight, sentence and rule stand on one line; the hint stands apart."""
    finding = _only(_broken(small, {"180 days after collected": "180 days"}))

    assert "small.yaml:56:11: error: `180 days` says how long, but not from when  [RET-03]" == str(finding)


def test_the_authors_words_are_quoted_on_one_line_and_not_at_length(small: str) -> None:
    """However long and wild a wrong word is, a finding stays one short line."""
    finding = _only(_broken(small, {"basis: legitimate-interest": "basis: '" + "wild `words`\n\n      " * 500 + "'"}))

    assert len(str(finding)) < 200
    assert "\n" not in str(finding) + finding.hint


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_finding_is_said_in_both_languages_in_the_way_of_the_house(small: str, fault: Fault) -> None:
    """Every finding has its sentence in French and English: lower case, no full stop, and a hint apart."""
    told = _only(_pointed(_broken(small, fault.edits))[0]).told

    assert told["fr"] != told["en"]
    for words in told.values():
        assert not words.what[0].isupper() or words.what.startswith("`")
        assert not words.what.endswith(".")
        assert words.hint
        assert not words.hint.endswith(".")
