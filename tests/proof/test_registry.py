"""Every promise has its check, every check its drills, and every finding its words: held by structure, not by care."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.proof.conftest import BOOKSHOP, CHARTERS

import etanche.proof
from etanche.charter import Charter, load, promises
from etanche.journal import FaultKind
from etanche.notice import kinds
from etanche.proof.awake import ASLEEP
from etanche.proof.registry import CHECKS, SAID_ONLY, later, unchecked
from etanche.proof.rota import DRILLS, drills_of
from etanche.proof.verdict import NEVER
from etanche.terms import LANGUAGES, Language
from etanche.words import knows, say, words

HOUSE = Path(etanche.proof.__file__).parent
FINDINGS = {"kept", "attested", "broken", "unproven"}


def modules(room: str) -> set[str]:
    """Return the names of the modules of a room of the proof, without its tools."""
    return {path.stem for path in (HOUSE / room).glob("*.py")} - {"__init__", "saboteur"}


def findings() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield (state, key, what is measured) for every finding that a check can give, as its source says."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FINDINGS:
                measured = frozenset(keyword.arg or "" for keyword in node.keywords)
                for key in keys_of(node.args[0]):
                    yield node.func.id, key, measured


def keys_of(node: ast.expr) -> list[str]:
    """Return the keys that an expression stands for; either of two, and the kinds of a chain's fault spelled out."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.IfExp):
        return keys_of(node.body) + keys_of(node.orelse)
    if isinstance(node, ast.Name):
        return [etanche.proof.proving.IN_PART]
    return [f"logs.chain-{kind}" for kind in FaultKind]


@pytest.fixture(params=CHARTERS, ids=lambda path: path.stem)
def charter(request: pytest.FixtureRequest) -> Charter:
    """A charter."""
    return load(request.param)


def test_every_promise_is_of_a_kind_that_is_checked_or_only_said(charter: Charter) -> None:
    """No promise of a charter is of a kind that nobody decided about."""
    assert set() == {promise.kind for promise in promises(charter)} - CHECKS.keys() - SAID_ONLY


def test_a_kind_that_is_only_said_has_no_check() -> None:
    """The list of kinds that are only said, and the table of checks, share nothing: a check takes its kind off the list."""
    assert set() == SAID_ONLY & CHECKS.keys()


def test_every_promise_that_is_checked_is_drilled(charter: Charter) -> None:
    """A check without a drill fails the build, be it that it sees a part of its promise; what nobody looks at is not drilled."""
    drilled = {drill.promise for drill in drills_of(charter)}

    assert {promise.id for promise in promises(charter)} - later(charter) == drilled


def test_the_four_faces_bear_the_same_name() -> None:
    """A kind that is checked has a check and drills under its own file name, and no other file stands beside them; all are said."""
    assert set(CHECKS) == set(DRILLS) == modules("checks") == modules("drills")
    assert set(kinds()) == CHECKS.keys() | SAID_ONLY


def test_what_the_sample_says_and_nobody_checks_is_known() -> None:
    """Of the sample's promises, exactly these wait for a room that keeps them; a new one joins this list or gets a check."""
    waiting = {
        "minimise:standing",
        "retention:standing",
    }

    assert waiting == unchecked(load(BOOKSHOP)) == later(load(BOOKSHOP))


def test_every_way_to_be_broken_is_drilled() -> None:
    """A check gives no red finding that no saboteur ever brought about: a branch that cannot fail is removed."""
    found = {drill.finds for charter in CHARTERS for drill in drills_of(load(charter))}

    assert set() == {key for state, key, _ in findings() if state == "broken"} - found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(language: Language) -> None:
    """Each finding has a sentence in each language, and measures whatever the sentence leaves blank."""
    catalogue = words(language)
    lacking = []
    for _, key, measured in findings():
        entry = catalogue.get(f"verdict.{key}")
        if entry is None or not entry.blanks <= measured:
            lacking.append(key)

    assert [] == lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_every_kind_that_can_break_it_is_said_who_is_touched(language: Language) -> None:
    """A broken promise of any kind that is checked can be told on the proof page."""
    assert [] == [kind for kind in CHECKS if not knows(f"proof.touched.{kind}", language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sabotage_has_words(language: Language) -> None:
    """Each sabotage is told in each language."""
    told = {drill.sabotage for charter in CHARTERS for drill in drills_of(load(charter))}

    assert [] == [name for name in sorted(told) if not knows(f"drill.{name}", language)]
    assert all(say(f"drill.{name}", language) for name in told)


def test_no_word_of_the_proof_is_idle() -> None:
    """A sentence of a verdict or a drill that nobody gives any more is taken out of the catalogue."""
    given = {f"verdict.{key}" for _, key, _ in findings()} | {
        f"verdict.{it}" for it in ("not-checked", "unworded", "later-spheres", ASLEEP, NEVER)
    }
    given |= {f"drill.{drill.sabotage}" for charter in CHARTERS for drill in drills_of(load(charter))}
    held = {key for key in words("en") if key.startswith(("verdict.", "drill."))}

    assert set() == held - given
