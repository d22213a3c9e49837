"""The catalogue: both languages say the same things, and half a sentence is never said."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etanche.terms import LANGUAGES, Language
from etanche.words import Code, Link, WordsFault, phrase, say, words

SOURCE = Path(__file__).parents[2] / "src/etanche"
NARROW, NO_BREAK = "\u202f", "\u00a0"

VAGUE = {
    "fr": r"peut être amené|notamment|le cas échéant|le temps nécessaire|nous prenons .* au sérieux|conforme|oups|!",
    "en": r"\bmay be used\b|\bmight\b|as long as necessary|we take .* seriously|compliant|oops|!",
}


def everything(language: Language) -> list[tuple[str, str]]:
    """Return every text of a language with its key."""
    return [(key, form) for key, entry in words(language).items() for form in entry.forms.values()]


def prose(language: Language) -> list[tuple[str, str]]:
    """Return every text without what it shows for typing in, between backticks."""
    return [(key, re.sub(r"`[^`]*`", "`", text)) for key, text in everything(language)]


def asked_for() -> Iterator[str]:
    """Return a pattern for every key that the sources can ask for: what is computed can be any word."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
                )
    for path in SOURCE.rglob("*.html"):
        for call in re.findall(r"""(?:say|phrase_of)\(((?:["'][a-z0-9.-]+["']|[ ~\w]|\.)+)""", path.read_text("utf-8")):
            parts = [part.strip() for part in call.split("~")]
            yield "".join(re.escape(part.strip("\"'")) if part[:1] in {'"', "'"} else ".+" for part in parts)


def test_no_word_is_left_over() -> None:
    """Everything in the catalogue can be said by some page, sentence or command."""
    patterns = [re.compile(pattern) for pattern in {one for one in asked_for() if re.match(r"[a-z-]+(\\\.|\\-)", one)}]
    unused = [key for key in words("en") if not any(pattern.fullmatch(key) for pattern in patterns)]

    assert unused == []


def test_both_languages_have_the_same_keys_in_the_same_order() -> None:
    """What can be said in French can be said in English, and the two files read side by side."""
    french, english = list(words("fr")), list(words("en"))

    assert french == english


def test_both_languages_have_the_same_blanks() -> None:
    """A fact told in one language is told in the other."""
    differing = [key for key, entry in words("fr").items() if entry.blanks != words("en")[key].blanks]

    assert [] == differing


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_says_something(language: Language) -> None:
    """No text is empty, begins or ends with a space, or is a note to ourselves."""
    wrong = [key for key, text in everything(language) if not text.strip() or text != text.strip(" ") or "TODO" in text]

    assert [] == [key for key in wrong if key not in {"keep.separator", "site.colon"}]


def test_french_is_set_with_its_own_spaces() -> None:
    """Before ; ! ? a narrow no-break space, before : and inside « » a no-break space, and never a straight apostrophe."""
    faults = re.compile(
        rf"(?<![{NARROW}]);(?!\w)|(?<![{NARROW}])[!?](?!\w)|(?<![{NO_BREAK}]):(?![\w/])|«(?!{NO_BREAK})|(?<!{NO_BREAK})»|'|\.\.\."
    )
    wrong = {key: text for key, text in prose("fr") if faults.search(text)}

    assert {} == wrong


def test_english_has_curly_marks() -> None:
    """No straight quotation mark or apostrophe is left in English."""
    wrong = {key: text for key, text in prose("en") if re.search(r"['\"]|\.\.\.| [;:!?]", text)}

    assert {} == wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_vague_or_boasts(language: Language) -> None:
    """The words that notices hide behind are not in ours, nor a claim of compliance, nor an exclamation mark."""
    wrong = {key: text for key, text in prose(language) if re.search(VAGUE[language], text, re.IGNORECASE)}

    assert {} == wrong


def test_an_unknown_key_is_refused() -> None:
    """A key nobody wrote raises, so that no page shows a hole."""
    with pytest.raises(WordsFault, match=r"no words for `nothing\.here`"):
        say("nothing.here", "fr")


def test_a_blank_left_empty_is_refused() -> None:
    """A fact that the words need and nobody gave raises."""
    with pytest.raises(WordsFault, match="missing"):
        say("keep.after", "fr", duration="180 jours")


def test_a_blank_nobody_asked_for_is_refused() -> None:
    """A fact given and not said raises: the sentence was meant to say it."""
    with pytest.raises(WordsFault, match="not asked for"):
        say("word.yes", "en", n=3)


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("fr", 0, f"0{NO_BREAK}jour"),
        ("fr", 1, f"1{NO_BREAK}jour"),
        ("fr", 2, f"2{NO_BREAK}jours"),
        ("fr", 1214, f"1{NARROW}214{NO_BREAK}jours"),
        ("en", 0, f"0{NO_BREAK}days"),
        ("en", 1, f"1{NO_BREAK}day"),
        ("en", 1214, f"1,214{NO_BREAK}days"),
    ],
)
def test_numbers_agree_in_the_manner_of_the_language(language: Language, number: int, said: str) -> None:
    """Zero is singular in French and plural in English; thousands are separated as each language does."""
    assert said == say("unit.day", language, n=number)


def test_nothing_at_all_has_words_of_its_own() -> None:
    """An entry with a `zero` form says none rather than 0."""
    assert "aucun" in say("opt-out.limit-count", "fr", n=0)
    assert "none" in say("opt-out.limit-count", "en", n=0)


def test_dates_are_written_out() -> None:
    """The first of the month is `1er` in French; day and month stay together."""
    assert f"1er{NO_BREAK}mars 2026" in say("promise.documents.date", "fr", date=date(2026, 3, 1))
    assert f"1{NO_BREAK}March 2026" in say("promise.documents.date", "en", date=date(2026, 3, 1))


def test_a_moment_without_a_zone_to_write_it_in_is_refused() -> None:
    """A moment is not a date: which day it is depends on where."""
    with pytest.raises(WordsFault, match="time zone"):
        say("promise.documents.date", "fr", date=datetime(2026, 3, 1, tzinfo=UTC))


def test_a_number_that_chooses_must_be_a_number() -> None:
    """Words that change with a number refuse a text in its place."""
    with pytest.raises(WordsFault, match="is not a number"):
        say("unit.day", "fr", n="trois")


def test_a_blank_can_lead_somewhere() -> None:
    """A phrase keeps its links and its code apart from its words."""
    found = phrase("notice.refusals.page", "en", link=Link(text="there", href="/opt-out"))

    assert ("You do it here: ", Link(text="there", href="/opt-out"), ". It works without JavaScript.") == found
    assert Code(text="/opt-out") in phrase("notice.refusals.page-unknown", "fr", path=Code(text="/opt-out"))


def test_a_name_that_ends_with_a_full_stop_ends_the_sentence() -> None:
    """“Inc.” at the end of a sentence needs no second stop, as words or as a link; inside a sentence it keeps its own."""
    link = Link(text="Ordi Inc.", href="#ordi")

    assert "Behind this address: Ordi." == say("promise.egress.held-by", "en", recipient="Ordi")
    assert "Behind this address: Ordi Inc." == say("promise.egress.held-by", "en", recipient="Ordi Inc.")
    assert ("Nothing else: ", link) == phrase("notice.minute.what-every", "en", link=link)
    assert "“Ordi Inc.”" == say("word.quote", "en", text="Ordi Inc.")
