"""`keep` rules in words: the table of LANGUAGE §8.1, and the same figures in both languages for every rule there is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etanche.charter import STANDING_ENDED, After, Between, Duration, FirstOf, Keep, LastOf, Unit, While, parse_keep
from etanche.charter.vocabulary import EVENTS as EVENTS_OF_THE_LANGUAGE
from etanche.charter.vocabulary import STATES as STATES_OF_THE_LANGUAGE
from etanche.notice import keep_words, until_words
from etanche.notice.keeping import STATE_OF_END
from etanche.terms import LANGUAGES, Language

EVENTS = sorted(EVENTS_OF_THE_LANGUAGE)
STATES = sorted(STATES_OF_THE_LANGUAGE)

durations = st.builds(Duration, number=st.integers(min_value=1, max_value=99), unit=st.sampled_from(Unit))
spans: st.SearchStrategy[Keep] = st.one_of(
    st.builds(After, duration=durations, event=st.sampled_from(EVENTS)),
    st.builds(Between, floor=durations, ceiling=durations, event=st.sampled_from(EVENTS)),
    st.builds(While, state=st.sampled_from(STATES)),
)
keeps = st.recursive(
    spans,
    lambda inner: st.one_of(
        st.builds(FirstOf, rules=st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(LastOf, rules=st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=4,
)


def plainly(text: str) -> str:
    """Return a text with ordinary spaces, to compare it with a page of the language."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        ("180 days after collected", "180 jours après la collecte", "180 days after collection"),
        (
            "2 years after contract-end",
            "tant que dure le contrat, puis 2 ans",
            "while the contract lasts, then for 2 years",
        ),
        ("while contract", "tant que dure le contrat", "while the contract lasts"),
        (
            "between 7 days and 1 year after created",
            "entre 7 jours et 1 an après la création",
            "between 7 days and 1 year after creation",
        ),
        (
            "first of (while case, 90 days after collected)",
            "jusqu’au premier de ces termes : la clôture du dossier ; 90 jours après la collecte",
            "until the earliest of: the closing of the case; 90 days after collection",
        ),
        (
            "last of (while contract, 3 years after last-contact)",
            "jusqu’au dernier de ces termes : la fin du contrat ; 3 ans après le dernier contact",
            "until the latest of: the end of the contract; 3 years after the last contact",
        ),
        (
            "first of (last of (while contract, 1 month after created), 2 years after created)",
            "jusqu’au premier de ces termes : le dernier de ces termes (la fin du contrat ; 1 mois après la création) ; 2 ans après la création",
            "until the earliest of: the latest of (the end of the contract; 1 month after creation); 2 years after creation",
        ),
        ("1 hour after last-login", "1 heure après la dernière connexion", "1 hour after the last login"),
    ],
)
def test_rules_are_said_as_the_language_page_says_them(written: str, french: str, english: str) -> None:
    """Every line of the table of LANGUAGE §8.1, and a choice within a choice."""
    keep = parse_keep(written)

    assert french == plainly(keep_words(keep, "fr"))
    assert english == plainly(keep_words(keep, "en"))


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        ("180 days after collected", "jusqu’à 180 jours après la collecte", "until 180 days after collection"),
        (
            "between 6 months and 1 year after created",
            "au moins 6 mois et au plus 1 an après la création",
            "for at least 6 months and at most 1 year after creation",
        ),
        ("while account", "tant que le compte est ouvert", "while the account is open"),
    ],
)
def test_rules_stand_inside_a_sentence(written: str, french: str, english: str) -> None:
    """After “we keep these data …” a rule reads on."""
    keep = parse_keep(written)

    assert french == plainly(until_words(keep, "fr"))
    assert english == plainly(until_words(keep, "en"))


@given(keeps, st.sampled_from([keep_words, until_words]))
def test_every_rule_has_the_same_figures_in_both_languages(keep: Keep, said: object) -> None:
    """Whatever the rule, French and English say it, with the same numbers in the same order."""
    assert callable(said)
    french, english = (re.findall(r"\d+", said(keep, language)) for language in LANGUAGES)

    assert french == english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES)
def test_every_state_and_its_end_has_words(state: str, language: Language) -> None:
    """No state of the closed list is left without words, alone or as a term among others."""
    alone = keep_words(While(state=state), language)
    among = keep_words(
        FirstOf(rules=(While(state=state), After(duration=Duration(number=1, unit=Unit.DAY), event="collected"))),
        language,
    )

    assert alone
    assert alone not in among


def test_ends_belong_to_the_states_of_the_language() -> None:
    """The ends of states known here are those of the charter's own list, and that of consents and refusals."""
    ends = {state.ends: name for name, state in STATES_OF_THE_LANGUAGE.items()}

    assert {**ends, STANDING_ENDED: "standing"} == STATE_OF_END
