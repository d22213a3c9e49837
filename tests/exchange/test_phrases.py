"""Understanding what registers say: what is said in full, and nothing else."""

from __future__ import annotations

import pytest

from etanche.charter import FieldKind, RecipientKind, print_keep
from etanche.exchange.drafting.phrases import country_of, keep_of, part_of, says_nothing, word_for


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("3 ans à compter du dernier contact", "3 years after last-contact"),
        ("180 jours après la collecte", "180 days after collected"),
        ("Conservation : 1 an après la fermeture du compte", "1 year after account-closed"),
        ("10 ans à compter de la clôture de l’exercice", "10 years after fiscal-year-end"),
        ("un mois après le départ du salarié", "1 month after contract-end"),
        ("Pendant la durée de la relation contractuelle", "while contract"),
        ("two years after the last login", "2 years after last-login"),
        ("6 months from collection", "6 months after collected"),
        ("first of (while case, 90 days after collected)", "first of (while case, 90 days after collected)"),
    ],
)
def test_a_time_said_in_full_is_a_rule(said: str, rule: str) -> None:
    """A number, a unit and an event that we know, and nothing more, are a rule."""
    keep = keep_of(said)

    assert keep is not None
    assert rule == print_keep(keep)


@pytest.mark.parametrize(
    "said",
    [
        "Le temps nécessaire",
        "3 ans",
        "3 ans puis 5 ans en archive à compter du dernier contact",
        "au moins 3 ans après la collecte",
        "3 ans après la collecte, sauf litige",
        "0 an après la collecte",
        "3 ans après le dernier festin",
        "as long as the law requires",
        "3 ans après la collecte " * 100,
    ],
)
def test_a_time_said_in_part_is_left_to_people(said: str) -> None:
    """A vague time, two times, a floor, an exception or an unknown event is no rule: nobody's retention is guessed."""
    assert keep_of(said) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Nom", "name"),
        ("Adresse mél", "email"),
        ("adresse e-mail", "email"),
        ("Adresse IP", "ip"),
        ("Adresse", "postal-address"),
        ("n° de téléphone", "phone"),
        ("Date de naissance", "birth-date"),
        ("civilité", "text"),
        ("pointure", None),
    ],
)
def test_a_kind_of_field_is_guessed_from_its_title(title: str, kind: str | None) -> None:
    """The longest phrase found in a title counts; a title that says nothing of its kind has none."""
    assert kind == word_for("kind", title)


def test_every_word_of_the_phrases_is_a_word_of_the_language() -> None:
    """What is understood is always something that a charter can say."""
    assert word_for("recipient", "Sous-traitant") in set(RecipientKind)
    assert word_for("kind", "photo") in set(FieldKind)
    assert "legitimate-interest" == word_for("basis", "Intérêt légitime (RGPD, art. 6 § 1 f)")
    assert "scc" == word_for("instrument", "Clauses contractuelles types (2021/914)")


def test_countries_are_known_in_both_languages() -> None:
    """A country is found by its name in French or English, or by its letters."""
    assert ["US", "US", "IE", "FR"] == [country_of(name) for name in ("États-Unis", "United States", "Irlande", "FR")]
    assert country_of("Atlantis") is None
    assert country_of("ZQ") is None


def test_empty_words_are_nothing() -> None:
    """A dash, `néant` and `none` say that there is nothing."""
    assert all(says_nothing(text) for text in ("", " - ", "Néant", "AUCUN", "n/a", "none"))
    assert not says_nothing("Nom")


def test_the_part_that_is_kept_is_taken_off_a_title() -> None:
    """What a sheet says of the part that is kept goes back to where a charter says it."""
    assert ("adresse IP", "first-half", "") == part_of("adresse IP (première moitié seulement)")
    assert ("pseudonymous identifier", "", "1 day") == part_of("pseudonymous identifier (renewed every day)")
    assert ("name (full)", "", "") == part_of("name (full)")
