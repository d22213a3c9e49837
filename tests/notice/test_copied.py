"""
No sentence of a source document stands in what we say: facts are taken over, words are our own.

The five pages are not part of the project. What is here are hashes of every eight words in a row of their sentences
(tests/vectors/source-sentences.txt), made once by `python tests/notice/shingles.py FOLDER`: a sentence that was copied
has one of them, and the hashes say nothing of the pages to anybody who does not have them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from tests.notice.made import EVERY, ROOT, text_of
from tests.notice.shingles import CONTROL, hashes, read, words_of

from etanche.terms import LANGUAGES, Language
from etanche.words import words

CHARTERS = sorted((ROOT / "charters").rglob("*.yaml"))


@cache
def sources() -> frozenset[bytes]:
    """Return the hashes of the sentences of the source pages."""
    return read(ROOT / "tests/vectors/source-sentences.txt")


def copied(text: str) -> list[str]:
    """Return the passages of eight words that stand in a source."""
    said = words_of(text)
    return [" ".join(said[start : start + 8]) for start, one in enumerate(hashes(said)) if one in sources()]


def test_a_copied_sentence_would_be_found() -> None:
    """The search finds a sentence that is among the sources, whatever its case and its marks, and no other."""
    assert 3000 < len(sources())
    assert copied(CONTROL.upper().replace(" ", ", "))
    assert [] == copied("A sentence that nobody ever wrote in a policy, and that stands here for that reason alone.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_the_catalogue_is_a_copy(language: Language) -> None:
    """Everything the product says is in words of its own."""
    found = {
        key: passages
        for key, entry in words(language).items()
        for form in entry.forms.values()
        if (passages := copied(form))
    }

    assert {} == found


@pytest.mark.parametrize("charter", CHARTERS, ids=lambda path: path.stem)
def test_no_text_of_a_charter_is_a_copy(charter: Path) -> None:
    """The worked examples are modelled on facts; their texts, comments included, are not those of the pages."""
    assert [] == copied(charter.read_text("utf-8"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_no_passage_of_a_notice_is_a_copy(name: str, language: Language) -> None:
    """Nor does a notice put our words together to theirs."""
    assert [] == copied(text_of(name, language))
