"""Fine typography, on texts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.terms import LANGUAGES, Language
from etanche.words import fine


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("L'adresse : la moitié ; le reste ? rien !", "L’adresse\u00a0: la moitié\u202f; le reste\u202f? rien\u202f!"),
        ("« Visite du site »", "«\u00a0Visite du site\u00a0»"),
        ("gardé 180 jours, puis 1 an", "gardé 180\u00a0jours, puis 1\u00a0an"),
        ("le 21 novembre 2026 à 6 h 02", "le 21\u00a0novembre 2026 à 6\u00a0h\u00a002"),
        ("RGPD, art. 6 § 1 f", "RGPD, art.\u00a06\u00a0§\u00a01\u00a0f"),
        ("https://exemple.example/a?b=c:d", "https://exemple.example/a?b=c:d"),
        ("en 2026 ans", "en 2026\u00a0ans"),
        ("3 anses", "3 anses"),
    ],
)
def test_french_as_typed_becomes_french_as_printed(typed: str, printed: str) -> None:
    """Apostrophes curl, punctuation keeps its distance and never begins a line, figures stay with their units."""
    assert printed == fine(typed, "fr")


def test_english_keeps_its_own_spaces() -> None:
    """English has no space before punctuation, and gets none."""
    assert "What’s kept: 180\u00a0days; Art.\u00a06(1)(f)…" == fine("What's kept: 180 days; Art. 6(1)(f)...", "en")


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_fine_text_comes_back_unchanged(text: str, language: Language) -> None:
    """Setting a text twice is setting it once."""
    once = fine(text, language)

    assert once == fine(once, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_for_typing_in_again_stays_as_it_is(language: Language) -> None:
    """A rule shown between backticks has plain spaces, so that copying it into a charter works; the words around are set."""
    code = "`{keep: 30 days after collected}`"

    assert f"l’usage {code} : 30\u00a0days".replace(" :", "\u00a0:" if language == "fr" else " :") == fine(
        f"l'usage {code} : 30 days", language
    )
