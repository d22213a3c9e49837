"""`etanche check`: findings for people, for programs and for code review, and how it ends."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from etanche.cli.terminal import out

DAY = "--on 2025-12-01"
"""A day on which nobody has forgotten to look at the sample charter again."""

COLOUR = re.compile(r"\x1b\[[0-9;]*3\d")


def test_findings_are_told_in_the_language_asked_for(run: Run, stood_by: Path) -> None:
    """`--lang` chooses; the weight of a finding, its sentence, its hint and the sum are all in that language."""
    french, english = run(f"check {DAY} --lang fr stood-by.yaml").out, run(f"check {DAY} --lang en stood-by.yaml").out

    assert ": avertissement : " in french
    assert "\n  conseil : " in french
    assert "aucune erreur, 1 avertissement, 1 justifié ; " in french
    assert ": warning: " in english
    assert "\n  hint: " in english
    assert "no error, 1 warning, 1 justified; " in english


def test_what_is_justified_is_told_with_its_reason_and_without_a_hint(run: Run, stood_by: Path) -> None:
    """A justified warning shows who stands by it, until when and why; past its review it warns again, with its hint."""
    now, later = run(f"check {DAY} stood-by.yaml"), run("check --on 2026-11-03 stood-by.yaml")

    assert "justified by founder until 2 November 2026: The season" in now.out
    assert "shorten the time" not in now.out
    assert "; this was justified until 2 November 2026  [CK-04]" in later.out
    assert "shorten the time" in later.out
    assert (0, 0) == (now.code, later.code)


def test_programs_get_both_languages_the_authorities_and_the_justification(run: Run, stood_by: Path) -> None:
    """`--json` gives for each finding its rule, weight, state, place, both sentences, who asks for it and who stands by it."""
    told = json.loads(run(f"check {DAY} --json stood-by.yaml").out)
    found = next(each for each in told if each["id"] == "CK-04")

    assert ["LB-08", "CK-04"] == [each["id"] for each in told]
    assert ("warning", "justified", "stood-by.yaml") == (found["severity"], found["state"], found["file"])
    assert "purposes.audience.keep" == found["path"]
    assert {"fr", "en"} == set(found["what"]) == set(found["hint"])
    assert {"instrument": "CNIL 2020-092", "ref": "", "since": "2020-09-17"} in found["authority"]
    reason = {
        "why": {"fr": "La saison", "en": "The season"},
        "by": "founder",
        "on": "2025-11-02",
        "review": "2026-11-02",
    }
    assert reason == found["justification"]
    assert [None] == [each["justification"] for each in told if each["id"] == "LB-08"]


def test_several_charters_are_checked_in_one_go(run: Run, room: Path, stood_by: Path) -> None:
    """Each file has its sum; the worst of them decides how the command ends, and one that cannot be read stops no other."""
    (room / "faulty.yaml").write_text(stood_by.read_text("utf-8").replace("sale: false", "sale: no"), encoding="utf-8")
    two, three = run(f"check {DAY} charter.yaml faulty.yaml"), run(f"check {DAY} faulty.yaml nowhere.yaml charter.yaml")

    assert (1, 2) == (two.code, three.code)
    assert ["charter.yaml", "faulty.yaml"] == [
        line.split(":")[0] for line in two.out.splitlines() if "promises" in line or "error," in line
    ]
    assert "nowhere.yaml:1:1: error: " in three.err
    assert "charter.yaml: nothing to say against it" in three.out
    told = json.loads(run(f"check {DAY} --json faulty.yaml nowhere.yaml").out)
    assert {"faulty.yaml", "nowhere.yaml"} == {each["file"] for each in told}


def test_a_charter_can_come_by_standard_input(run: Run, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input, and the findings name it so."""
    text = (room / "charter.yaml").read_bytes().replace(b"sale: false", b"sale: no")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    said = run(f"check {DAY} -")

    assert 1 == said.code
    assert re.search(r"^-:\d+:\d+: error: ", said.out)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("check", "--explain"),
        ("check --json --sarif charter.yaml", "choose one"),
        ("check --on tomorrow charter.yaml", ""),
    ],
)
def test_options_that_ask_for_nothing_or_for_two_things_are_refused(run: Run, line: str, hint: str) -> None:
    """Misuse ends with exit 2 and prints no result."""
    said = run(line)

    assert (2, "") == (said.code, said.out)
    assert hint in said.err


@pytest.mark.parametrize(
    ("env", "coloured"), [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False), ({}, False)]
)
def test_colour_is_for_a_terminal_that_wants_it(
    run: Run, stood_by: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str], coloured: bool
) -> None:
    """A terminal sees the weight of a finding in colour; a file, a pipe or NO_COLOR does not."""
    for name, value in {"TERM": "xterm-256color", **env}.items():
        monkeypatch.setenv(name, value)
    out.cache_clear()
    said = run(f"check {DAY} stood-by.yaml")
    out.cache_clear()

    assert coloured is bool(COLOUR.search(said.out))
