"""Every promise of every charter there is, read as a careful reader would: a sentence each, alike in both languages."""

from __future__ import annotations

import re

import pytest
from tests.notice.made import EVERY, ROOT, charter_of

from etanche.charter import Charter, Promise, promises
from etanche.notice import kinds, sentence
from etanche.terms import LANGUAGES, Language

CHARTERS = (*EVERY, *(f"others/{path.stem}" for path in sorted((ROOT / "charters/others").glob("*.yaml"))))

QUOTED = {"fr": re.compile(r"«[^»]*»"), "en": re.compile(r"“[^”]*”")}
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})

VOWEL = "aàâeéèêëiîïoôuùûœAÀÂEÉÈÊËIÎÏOÔUÙÛŒ"
FAULTS = {
    "fr": {
        "elision": rf"\b(?:[Dd]e|[Qq]ue|[Nn]e|[Ss]e|[Jj]e|[Ll]e|[Ll]a|[Jj]usque|[Ll]orsque|[Pp]uisque|[Pp]arce que) (?=[{VOWEL}])",
        "contraction": r"\b(?:[Dd]e les?(?! \w+er\b)|[Àà] les?|[Ss]i ils?)\b",
        "spaces": r"[^\u00a0]:(?!//)|[^\u202f][;!?]|«[^\u00a0]|[^\u00a0]»|[«“”]\s*[»“”]",
    },
    "en": {
        "article": r"\b[Aa] (?=[aeioAEIO]|u(?!ni|s))|\b[Aa]n (?=[bcdfgjklmnpqrstvwxyz])",
        "spaces": r"\s[;:!?]|['\"]",
    },
}
BOTH = {
    "doubled": r"  |[ \u00a0\u202f][ \u00a0\u202f]|\.\.|,,|;;| [.,]|\b(?!vous)(\w{3,}) \1\b",
    "blank": r"[{}]|\bNone\b|->|_",
}


@pytest.fixture(scope="module", params=CHARTERS)
def each(request: pytest.FixtureRequest) -> Charter:
    """Each charter in turn."""
    return charter_of(request.param)


def said(charter: Charter, language: Language) -> dict[Promise, str]:
    """Return every promise with its sentence."""
    return {promise: sentence(charter, promise, language) for promise in promises(charter)}


def figures(text: str) -> list[str]:
    """Return the numbers of a text, in whatever order the language puts them."""
    return sorted(re.findall(r"\d+", text.translate(SPACES)))


def own_words(text: str, language: Language) -> str:
    """Return a sentence without what stands between quotation marks: those words are the charter's."""
    return QUOTED[language].sub(
        lambda found: f"{found[0][0]}\u00a0X\u00a0{found[0][-1]}" if language == "fr" else "“X”", text
    )


def test_both_languages_promise_the_same_figures(each: Charter) -> None:
    """No figure stands in one language that the other lacks."""
    french, english = said(each, "fr"), said(each, "en")

    assert [] == [promise.id for promise in french if figures(french[promise]) != figures(english[promise])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_promises_are_said_alike(each: Charter, language: Language) -> None:
    """Each sentence of a charter is said once, begins like a sentence and ends like one."""
    sentences = list(said(each, language).values())

    assert sorted(set(sentences)) == sorted(sentences)
    assert [] == [text for text in sentences if not text.endswith(".") or text[0].islower()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_written_as_its_language_is(each: Charter, language: Language) -> None:
    """Elision, contraction, articles, spaces and marks are right, and no blank was left."""
    wrong = [
        (name, promise.id, found[0])
        for promise, text in said(each, language).items()
        for name, pattern in {**FAULTS[language], **BOTH}.items()
        if (found := re.search(pattern, own_words(text, language)))
    ]

    assert [] == wrong


def test_every_kind_of_the_language_is_said_by_some_charter() -> None:
    """The charters together make promises of all twenty kinds, and no kind can be said that none makes."""
    made = {promise.kind for name in CHARTERS for promise in promises(charter_of(name))}

    assert 20 == len(made)
    assert set(kinds()) == made
