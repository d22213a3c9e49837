"""The notice as a document: all parts, in both languages, saying what the charter says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from tests.notice.made import EVERY, charter_of, paper_of, text_of

from etanche.charter import Charter, promises
from etanche.notice import Paper, document, html, markdown
from etanche.notice.document.blocks import Block, Folds, Grid, Promises, Table, unfolded
from etanche.terms import LANGUAGES, Language, Text
from etanche.words import begun_small

GOLDEN = Path(__file__).parent / "golden"
ALWAYS = [
    *("who", "data", "categories", "promises", "terms", "access", "recipients", "places"),
    *("rights", "refusals", "trouble", "limits", "history"),
]
"""Parts that no notice is without."""


def prose(charter: Charter, language: Language) -> str:
    """Return a notice as Markdown with ordinary spaces."""
    return markdown(document(charter, language)).replace("\u00a0", " ").replace("\u202f", " ")


def parts(paper: Paper) -> Iterator[tuple[str, str, tuple[Block, ...]]]:
    """Yield every part of a notice with its anchor, its title and its blocks, those inside folds included."""
    for section in (*((paper.summary,) if paper.summary else ()), *paper.sections):
        yield section.id, section.title, tuple(unfolded(section.blocks))


def shape(block: Block) -> tuple[object, ...]:
    """Return what a block is made of, without its words."""
    match block:
        case Table():
            return ("table", len(block.head), [(row.id, len(row.cells)) for row in block.rows])
        case Grid():
            return ("grid", len(block.head), [[cell.granted for cell in cells] for _, cells in block.rows])
        case Folds():
            return ("folds", [(fold.id, fold.open, len(fold.blocks)) for fold in block.folds])
        case Promises():
            return ("promises", [(group.kind, group.folded, len(group.parts)) for group in block.groups])
        case _:
            return (type(block).__name__,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_of_the_sample_reads_as_approved(bookshop: Charter, language: Language) -> None:
    """
    The whole notice is the one a person has read and approved.

    After a change on purpose: `etanche notice charters/bookshop.yaml --lang fr --output tests/notice/golden/bookshop.fr.md`.
    """
    from etanche.proof import unchecked

    approved = (GOLDEN / f"bookshop.{language}.md").read_text("utf-8")
    made = markdown(document(bookshop, language, unchecked=unchecked(bookshop)))

    assert approved.rsplit("\n---\n", 1)[0] == made.rsplit("\n---\n", 1)[0]


@pytest.mark.parametrize("name", EVERY)
def test_the_parts_are_the_same_in_every_language(name: str) -> None:
    """Same anchors, same blocks, same rows and folds in the same order; only the words differ."""
    french, english = (paper_of(name, language) for language in LANGUAGES)

    assert [(part, [shape(block) for block in blocks]) for part, _, blocks in parts(french)] == [
        (part, [shape(block) for block in blocks]) for part, _, blocks in parts(english)
    ]


@pytest.mark.parametrize("name", EVERY)
def test_the_figures_are_the_same_in_every_language_block_by_block(name: str) -> None:
    """No number, date or article of any block differs between French and English."""
    french, english = (
        [sorted(re.findall(r"\d+", piece.replace("1er", "1"))) for piece in text_of(name, language).split("\n\n")]
        for language in LANGUAGES
    )

    assert french == english


@pytest.mark.parametrize("name", EVERY)
def test_every_notice_has_the_parts_that_none_is_without(name: str) -> None:
    """Whatever a charter leaves out, these parts are there, in this order."""
    there = [part for part, _, _ in parts(paper_of(name, "fr"))]

    assert ALWAYS == [part for part in there if part in ALWAYS]


@pytest.mark.parametrize("name", EVERY)
def test_every_promise_stands_once_under_its_id(name: str) -> None:
    """The notice holds all promises of the charter and no others, and each has exactly one anchor."""
    made = sorted(promise.id for promise in promises(charter_of(name)))
    anchors = re.findall(r'<a id="([a-z]+:[^"]+)"></a>', text_of(name, "en"))

    assert made == sorted(said.id for said in paper_of(name, "fr").promises)
    assert made == sorted(anchors)


@pytest.mark.parametrize("name", EVERY)
def test_every_link_of_a_notice_leads_somewhere(name: str) -> None:
    """What a link names within the notice is an anchor of it, and no anchor stands twice."""
    anchors = re.findall(r'<a id="([^"]+)"></a>', text_of(name, "fr"))

    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", text_of(name, "fr"))) <= set(anchors)


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
    """The journal and its sisters stand there like any other data."""
    text = prose(bookshop, language).casefold()

    assert all(word.casefold() in text for word in words)


def test_rights_follow_from_the_bases(bookshop: Charter) -> None:
    """An interest gives the right to object; without consent or contract there is nothing to take away or withdraw."""
    text = prose(bookshop, "en")

    assert "Art. 21" in text
    assert "Art. 20" not in text
    assert "Art. 7(3)" not in text
    assert "French Data Protection Act, Art. 85" in text


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


def test_a_log_kept_whole_is_not_said_to_be_halved() -> None:
    """Where the charter keeps the whole address of a log, nobody says that Étanche does not keep these addresses."""
    assert "Étanche reads it and does not keep these addresses" not in text_of("clever-cloud", "en")


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_says_again_what_the_next_one_begins_with(language: Language) -> None:
    """A count beside a folded table and the caption of that table, one below the other, are said once."""
    lines = [line for line in text_of("clever-cloud", language).splitlines() if line]

    assert [] == [line for line, after in pairwise(lines) if after.startswith(line)]


@pytest.mark.parametrize("name", ["cooperative", "gmelius"])
def test_a_title_typed_small_heads_its_line_like_any_other(name: str) -> None:
    """Whether titles of categories and purposes were typed small or large, the notice is the same to the letter."""

    def small(text: Text) -> Text:
        return Text(fr=begun_small(text.fr), en=begun_small(text.en))

    charter = charter_of(name)
    categories = {
        one: found.model_copy(update={"title": small(found.title)}) for one, found in charter.categories.items()
    }
    purposes = {one: found.model_copy(update={"title": small(found.title)}) for one, found in charter.purposes.items()}
    typed = charter.model_copy(update={"categories": categories, "purposes": purposes})

    for language in LANGUAGES:
        assert prose(charter, language).splitlines()[:-1] == prose(typed, language).splitlines()[:-1]


def minute(name: str, language: Language) -> str:
    """Return the part that is read in one minute, with ordinary spaces."""
    return prose(charter_of(name), language).partition("## 2")[0]


@pytest.mark.parametrize(
    ("name", "language", "words"),
    [
        ("others/town-hall", "fr", "La plus longue de toutes : 5 ans au plus."),
        ("others/town-hall", "en", "The longest of all: at most 5 years."),
        ("others/clinic", "fr", "La durée fixe la plus courte : 6 mois au plus."),
        ("others/clinic", "en", "The shortest fixed term: at most 6 months."),
    ],
)
def test_a_choice_between_terms_is_said_by_its_bound_where_one_figure_has_to_do(
    name: str, language: Language, words: str
) -> None:
    """In one minute nobody reads a list of terms: the most there can be is said, and each rule in full further down."""
    assert words in minute(name, language)


def test_who_has_no_contract_with_anybody_speaks_of_no_relationship() -> None:
    """A case, a claim or a consent that lasts is no relationship; an account is."""
    assert "relation avec vous" not in minute("others/town-hall", "fr")
    assert "relation avec vous" in minute("clever-cloud", "fr")


def test_grown_up_people_are_not_called_minors(bookshop: Charter) -> None:
    """Of those who may use a service from an age, only the ages below eighteen are named where minors are spoken of."""
    (name,) = bookshop.people
    people = bookshop.people[name]
    young = people.model_copy(update={"from_age": 12, "title": Text(fr="enfants du club", en="children of the club")})
    old = people.model_copy(update={"from_age": 18})
    answers = bookshop.answers.model_copy(update={"children": True})
    charter = bookshop.model_copy(update={"people": {name: old, "child": young}, "answers": answers})
    (line,) = [one for one in prose(charter, "en").splitlines() if "Minors use this service" in one]

    assert "children of the club" in line
    assert "18" not in line
