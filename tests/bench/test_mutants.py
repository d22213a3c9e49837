"""Mutants are judged by every test that is named, or by none: with one left out fewer would be noticed, and nobody would know why."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from bench.mutants import __main__ as mutants


def test_tests_that_are_named_and_are_not_there_stop_the_run_before_it_forgets_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test file that was renamed is told by name, and what an earlier run knew is kept."""
    facts, seen = tmp_path / "facts", tmp_path / "seen"
    facts.write_text("{}\n")
    seen.write_bytes(b"seen")
    monkeypatch.setattr(mutants, "FACTS", facts)
    monkeypatch.setattr(mutants, "KEPT", seen)
    monkeypatch.setattr(mutants, "ROOMS", {})
    monkeypatch.setattr(mutants, "write", lambda *_: pytest.fail("a run without these tests was told of"))
    monkeypatch.setattr(mutants, "TESTS", ("tests/gate", "tests/gate/test_renamed.py"))
    monkeypatch.setattr(sys, "argv", ["bench.mutants"])

    with pytest.raises(SystemExit, match=r"tests/gate/test_renamed\.py"):
        mutants.main()

    assert facts.exists()
    assert seen.exists()


def test_every_test_that_is_to_judge_is_there() -> None:
    """Whoever moves a test file moves its name there too."""
    assert mutants.named_tests() == mutants.TESTS
