"""What a rule asks, why, and how it is broken and mended: `check --explain` and `check --rules`."""

from __future__ import annotations

import json

import pytest
from tests.cli.conftest import Run


def test_every_rule_is_explained_in_both_languages(run: Run) -> None:
    """`--rules` lists every rule, and `--explain` has for each a title, a reason, who asks for it, how it is checked."""
    told = json.loads(run("check --rules --json").out)
    listed = run("check --rules").out

    assert all(f"\n{rule['id']} " in listed for rule in told)
    for rule in told:
        assert all(rule["title"].values()), rule["id"]
        assert all(rule["why"].values()), rule["id"]
        assert all(rule["checked"].values()), rule["id"]
        searched = rule["way"] in ("static", "cross", "document", "language")
        assert not searched or (rule["failing"] is not None and rule["repaired"]), rule["id"]
        assert rule["authority"] or rule["way"] in ("language", "writing"), rule["id"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--explain ret-14", "keep: 5 years after last-contact"),
        ("--explain Ret-14", "  CNIL, référentiel gestion commerciale, since 3 February 2022"),
        (
            "--explain RET-14 --lang fr",
            "Corrigé par\n  purposes:\n    newsletter:\n      keep: 3 years after last-contact",
        ),
        ("--explain RET-01", "    # keep: left out"),
        ("--explain RGT-01", "the language has no such key: `rights.list`"),
        ("--explain RET-27", "with the promises `retention:…`"),
        ("--explain RGT-03 --lang fr", "RGPD 12(3), depuis le 25 mai 2018"),
        ("--explain TRF-04", "error; warning where it is told as “whether … is certified was looked up on …"),
        ("--explain Comma", "while the charter is read"),
        ("--explain carries", "on the charter: a rule of the language itself"),
    ],
)
def test_a_rule_is_explained_whatever_the_case_of_its_letters(run: Run, line: str, said: str) -> None:
    """What a rule asks, who asks for it since when, how it is checked, what breaks it and what mends it."""
    told = run(f"check {line}")

    assert 0 == told.code
    assert said in told.out


def test_an_unknown_rule_is_answered_with_the_nearest(run: Run) -> None:
    """A wrong id ends with exit 2 and the id that was probably meant, or the list."""
    swapped, wild = run("check --explain RTE-14"), run("check --explain zebra --lang fr")

    assert (2, 2) == (swapped.code, wild.code)
    assert "did you mean `RET-14`?" in swapped.err
    assert "--rules" in wild.err
    assert "aucune règle" in wild.err
