"""What the notice says of a time and the day the program computes are the same: the sentence is read back and counted again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.charter.second_evaluator import BEGINS_AND_ENDS, answer
from tests.charter.test_second_evaluator import days, names, rules

from etanche.charter import Keep, evaluate, print_keep
from etanche.charter.vocabulary import EVENTS
from etanche.notice import keep_words
from etanche.terms import LANGUAGES, Language
from etanche.words import say

UNITS: Mapping[Language, Mapping[str, str]] = {
    "en": {"day": "day", "week": "week", "month": "month", "year": "year"},
    "fr": {"jour": "day", "semaine": "week", "mois": "month", "an": "year"},
}
FORMS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "after": r"(?P<time>\d+ \w+) after (?P<event>.+)",
        "between": r"between (?P<floor>.+?) and (?P<ceiling>\d+ \w+) after (?P<event>.+)",
        "then": r"(?P<state>.+), then for (?P<time>\d+ \w+)",
        "choice": r"until the (?P<which>earliest|latest) of: (?P<terms>.+)",
        "inner": r"the (?P<which>earliest|latest) of \((?P<terms>.+)\)",
    },
    "fr": {
        "after": r"(?P<time>\d+ \w+) après (?P<event>.+)",
        "between": r"entre (?P<floor>.+?) et (?P<ceiling>\d+ \w+) après (?P<event>.+)",
        "then": r"(?P<state>.+), puis (?P<time>\d+ \w+)",
        "choice": r"jusqu’au (?P<which>premier|dernier) de ces termes : (?P<terms>.+)",
        "inner": r"le (?P<which>premier|dernier) de ces termes \((?P<terms>.+)\)",
    },
}
FIRST = ("earliest", "premier")


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _phrases(kind: str, words: tuple[str, ...], language: Language) -> dict[str, str]:
    return {_plain(say(f"{kind}.{word}", language)): word for word in words}


EVENT = {language: _phrases("event", tuple(EVENTS), language) for language in LANGUAGES}
STATE = {language: _phrases("while", tuple(BEGINS_AND_ENDS), language) for language in LANGUAGES}
ENDED = {ends: state for state, (_, ends) in BEGINS_AND_ENDS.items()}


def understood(sentence: str, language: Language) -> str:
    """Return the rule that a reader takes from a published sentence."""
    forms = FORMS[language]
    for form in ("choice", "inner"):
        if match := re.fullmatch(forms[form], sentence):
            members = (understood(term, language) for term in _terms(match["terms"]))
            return f"{'first' if match['which'] in FIRST else 'last'} of ({', '.join(members)})"
    if sentence in STATE[language]:
        return f"while {STATE[language][sentence]}"
    if sentence in EVENT[language]:
        return f"while {ENDED[EVENT[language][sentence]]}"
    if match := re.fullmatch(forms["then"], sentence):
        return f"{_time(match['time'], language)} after {BEGINS_AND_ENDS[STATE[language][match['state']]][1]}"
    if match := re.fullmatch(forms["between"], sentence):
        floor, ceiling = (_time(match[part], language) for part in ("floor", "ceiling"))
        return f"between {floor} and {ceiling} after {EVENT[language][match['event']]}"
    match = re.fullmatch(forms["after"], sentence)
    assert match is not None, sentence
    return f"{_time(match['time'], language)} after {EVENT[language][match['event']]}"


def _terms(inside: str) -> list[str]:
    """Split at the semicolons that stand outside brackets, whatever space is before them."""
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth == 0:
            parts.append(inside[start:place].strip())
            start = place + 1
    return [*parts, inside[start:].strip()]


def _time(words: str, language: Language) -> str:
    number, unit = words.split(" ")
    word = UNITS[language].get(unit) or UNITS[language][unit.removesuffix("s")]
    return f"{number} {word}{'s' if number != '1' else ''}"


@pytest.mark.parametrize("language", LANGUAGES)
@given(keep=rules, events=st.dictionaries(names, days, max_size=6), on=days)
def test_the_sentence_and_the_date_agree(language: Language, keep: Keep, events: dict[str, date], on: date) -> None:
    """Whoever counts from the published sentence comes to the day and the status that the program computes."""
    sentence = _plain(keep_words(keep, language))
    term = evaluate(keep, events, on, zone="Europe/Paris")
    counted = answer(
        understood(sentence, language), {name: day.isoformat() for name, day in events.items()}, on.isoformat()
    )

    assert counted == (
        term.status.value.replace("-", " "),
        term.not_before and term.not_before.isoformat(),
        term.not_after and term.not_after.isoformat(),
    )


@given(keep=rules)
def test_a_reader_of_either_language_takes_the_same_rule(keep: Keep) -> None:
    """French and English sentences are read back as one rule, the one of the charter."""
    assert [print_keep(keep)] * 2 == [
        understood(_plain(keep_words(keep, language)), language) for language in LANGUAGES
    ]
