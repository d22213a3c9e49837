"""The notice as a document: all parts, in both languages, saying what the charter says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etanche.charter import Charter, promises
from etanche.notice import document, html, markdown
from etanche.terms import LANGUAGES, Language

GOLDEN = Path(__file__).parent / "golden"
SECTIONS = ["who", "data", "promises", "terms", "access", "recipients", "rights", "refusals", "limits", "history"]


def prose(charter: Charter, language: Language) -> str:
    """Return a notice as Markdown with ordinary spaces."""
    return markdown(document(charter, language)).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_of_the_sample_reads_as_approved(bookshop: Charter, language: Language) -> None:
    """
    The whole notice is the one a person has read and approved.

    After a change on purpose: `etanche notice charters/bookshop.yaml --lang fr > tests/notice/golden/bookshop.fr.md`.
    """
    approved = (GOLDEN / f"bookshop.{language}.md").read_text("utf-8")

    assert approved.rsplit("\n---\n", 1)[0] == markdown(document(bookshop, language)).rsplit("\n---\n", 1)[0]


def test_the_parts_are_the_same_in_every_language(charter: Charter) -> None:
    """Same anchors, same blocks, same number of rows and items; only the words differ."""
    french, english = (document(charter, language) for language in LANGUAGES)

    assert SECTIONS == [section.id for section in french.sections]
    assert [(part.id, [type(block) for block in part.blocks]) for part in french.sections] == [
        (part.id, [type(block) for block in part.blocks]) for part in english.sections
    ]
    assert markdown(french).count("\n") == markdown(english).count("\n")


def test_the_figures_are_the_same_in_every_language(charter: Charter) -> None:
    """No number, date or article differs between French and English."""
    french, english = (
        sorted(re.findall(r"\d+", prose(charter, language).replace("1er", "1"))) for language in LANGUAGES
    )

    assert french == english


def test_every_promise_stands_once_under_its_id(charter: Charter) -> None:
    """The notice holds all promises of the charter and no others."""
    made = sorted(promise.id for promise in promises(charter))

    assert made == sorted(said.id for said in document(charter, "fr").promises)


@pytest.mark.clause("C6")
def test_the_interest_behind_the_measure_is_stated(bookshop: Charter) -> None:
    """Legitimate interest is named, with which interest, and the date it was weighed."""
    text = prose(bookshop, "en")

    assert "Legitimate interest (GDPR, Art. 6(1)(f)): know which pages are read" in text
    assert "weighed against yours on 25 August 2025 (ref. BAL-2025-1)" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["entre 6 mois et 1 an après la création", "jamais le contenu d’une donnée"]),
        ("en", ["between 6 months and 1 year after creation", "never the content of the data"]),
    ],
)
def test_what_etanche_itself_keeps_is_declared(bookshop: Charter, language: Language, words: list[str]) -> None:
    """The journal has its row like any other data."""
    text = prose(bookshop, language).casefold()

    assert all(word.casefold() in text for word in words)


def test_rights_follow_from_the_bases(bookshop: Charter) -> None:
    """An interest gives the right to object; without consent or contract there is nothing to take away or withdraw."""
    text = prose(bookshop, "en")

    assert "Art. 21" in text
    assert "Art. 20" not in text
    assert "Art. 7(3)" not in text
    assert "French Data Protection Act, Art. 85" in text


def test_rights_are_not_passed_off_as_proved(charter: Charter) -> None:
    """People answer requests, and the notice says that nothing checks it."""
    assert "they are not among the promises checked above" in prose(charter, "en")
    assert "ne font pas partie des promesses vérifiées" in prose(charter, "fr")


def test_a_notice_without_an_address_says_where_to_look(bookshop: Charter) -> None:
    """The page to refuse on is a link when its address is known, and a path when it is not."""
    assert "`/opt-out`" in markdown(document(bookshop, "fr"))
    assert "](/opt-out)" in markdown(document(bookshop, "fr", refusals_at="/opt-out"))


def test_a_copy_without_the_control_says_so_and_a_known_address_is_a_link(bookshop: Charter) -> None:
    """Exported without an address the notice says where the control stands; with one, it leads there."""
    there = "https://visits.estran.example/opt-out"

    assert "This copy of the notice carries no control." in markdown(document(bookshop, "en"))
    assert f"]({there})" in markdown(document(bookshop, "en", refusals_at=there))
    assert f'href="{there}"' in html(document(bookshop, "en", refusals_at=there))


def test_the_clauses_of_an_older_text_are_no_reader_s_business(bookshop: Charter) -> None:
    """The promises carry their clauses for those who compare texts; the notice does not show them."""
    assert any(promise.clauses for promise in promises(bookshop))
    assert not re.search(r"\bC[4-6]\b", prose(bookshop, "fr") + prose(bookshop, "en"))


@pytest.mark.parametrize(
    ("language", "who", "journal"),
    [
        (
            "fr",
            "Le rôle « personne chargée du site » et le programme « courbe des visites par jour ».",
            "Le journal : entre",
        ),
        (
            "en",
            "The role “person in charge of the website” and the program “chart of visits per day”.",
            "The journal: betw",
        ),
    ],
)
def test_the_first_minute_leaves_nothing_out(bookshop: Charter, language: Language, who: str, journal: str) -> None:
    """Those who read no further know who sees, as roles and not as `Personne`, and that a journal is kept longer."""
    minute = prose(bookshop, language).split('<a id="who">')[0]

    assert who in minute
    assert journal in minute


@pytest.mark.parametrize(("language", "words"), [("fr", "Notre serveur web tient"), ("en", "Our web server writes")])
def test_a_server_s_own_log_is_a_limit_where_one_is_read(bookshop: Charter, language: Language, words: str) -> None:
    """Data taken over from a log: the whole address stands there, and refusals may not; without logs, neither is said."""
    visits = {
        name: category.model_copy(update={"from_": ("site-visits",)}) for name, category in bookshop.categories.items()
    }
    refusals = {"fr": "qui ne note pas les refus", "en": "that does not note refusals"}[language]

    assert words in prose(bookshop, language)
    assert refusals in prose(bookshop, language)
    assert words not in prose(bookshop.model_copy(update={"categories": visits}), language)
    assert refusals not in prose(bookshop.model_copy(update={"categories": visits}), language)


def test_visits_of_a_log_nobody_may_refuse_are_not_said_to_be_refused(bookshop: Charter) -> None:
    """Where no purpose can be refused, only the log itself is a limit."""
    purposes = {
        name: purpose.model_copy(update={"objection": None, "basis": "public-task"})
        for name, purpose in bookshop.purposes.items()
    }
    text = prose(bookshop.model_copy(update={"purposes": purposes}), "en")

    assert "Our web server writes" in text
    assert "does not note refusals" not in text


def test_letters_that_mean_something_to_markdown_mean_nothing(bookshop: Charter) -> None:
    """A title of the charter cannot open a link, a table cell or a heading."""
    written = bookshop.model_copy(
        update={"organisation": bookshop.organisation.model_copy(update={"name": "# A|B [x](y) <b> `c`"})}
    )

    text = markdown(document(written, "fr"))

    assert r"A\|B \[x\](y) \<b\> \`c\`" in text
    assert "<b>" not in text
