"""Errors in French: the sentences that are raised, with what they name, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from etanche.words.errors import BLANK, sentences, told_in

SOURCE = Path(__file__).parents[2] / "src/etanche"


def raised() -> Iterator[str]:
    """Yield every text of the sources, with a blank wherever something is named."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(str(one.value) if isinstance(one, ast.Constant) else BLANK for one in node.values)


def test_every_sentence_is_one_that_is_raised() -> None:
    """No French sentence is left over: each has its English one in the sources."""
    known = set(raised())

    assert [] == [one for one in sentences() if one not in known]


def test_what_is_named_in_one_language_is_named_in_the_other() -> None:
    """Each blank of a sentence is filled in both, and what stands between backticks and holds no blank is the same in both."""
    blanks = {one: (one.count(BLANK), len(re.findall(r"\{\d?\}", said))) for one, said in sentences().items()}
    shown = {
        one: {name for name in re.findall(r"`([^`]*)`", one) if not re.search(r"\{\}|[A-Z]{3}|<", name)}
        for one in sentences()
    }

    assert {} == {one: pair for one, pair in blanks.items() if pair[0] != pair[1]}
    assert [] == [one for one, said in sentences().items() if not all(name in said for name in shown[one])]


def test_no_french_sentence_has_straight_marks_or_a_final_stop() -> None:
    """One lower-case line, without a stop, with the marks of French."""
    said = {one: re.sub(r"`[^`]*`", "`", french) for one, french in sentences().items()}

    assert {} == {one: text for one, text in said.items() if "'" in text or text.endswith(".") or "..." in text}


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("there is no such person", "il n’y a pas de telle personne"),
        ("there is no file `it's.json`", "il n’y a pas de fichier `it's.json`"),
        ("`a` cannot be read (OSError)", "`a` ne peut pas être lu (OSError)"),
        ("a sentence that nobody wrote", "a sentence that nobody wrote"),
        ("", ""),
    ],
)
def test_an_error_is_told_with_what_it_names(english: str, french: str) -> None:
    """The names go over as they were typed; what has no French stays English."""
    assert (french, english) == (told_in(english, "fr"), told_in(english, "en"))
