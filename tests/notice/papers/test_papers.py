"""What goes for every paper: which there are, the same in both languages, accessible, escaped, in every form."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from pydantic import BaseModel
from tests.notice.made import charter_of
from tests.notice.papers.made import READ, page_of, paper_of, plain, text_of
from tests.notice.test_copied import copied

from etanche.charter import Charter
from etanche.cli.paper import Name
from etanche.errors import NotFound, Unreadable
from etanche.notice import html, markdown, papers
from etanche.terms import LANGUAGES, Language, Text

EVERY = [(charter, name) for charter in READ for name in papers.names(charter_of(charter))]
HOSTILE = "<script>alert('&\"')</script> [x](y) `c` | # " + "W" * 300


@pytest.mark.parametrize(
    ("name", "without"),
    [("bookshop", {"agreement", "california"}), ("whole", {"california"}), ("gmelius", set())],
)
def test_a_charter_has_the_papers_that_concern_it(name: str, without: set[str]) -> None:
    """An agreement where we act for somebody, California where it applies, the others always."""
    had = papers.names(charter_of(name))

    assert set(papers.NAMES) - without == set(had)


def test_the_command_line_knows_every_paper() -> None:
    """Its list of names is the list of papers."""
    assert list(papers.NAMES) == [name.value for name in Name]


def test_what_a_charter_has_not_is_not_made_up() -> None:
    """A paper without anything on it does not exist, and a form that a paper has not is refused by naming those it has."""
    setting = papers.Setting(charter=charter_of("bookshop"), language="en")

    with pytest.raises(NotFound, match="no `agreement`"):
        papers.paper("agreement", setting)
    with pytest.raises(Unreadable) as refused:
        papers.written("access", "svg", setting)

    assert refused.value.hint == "it can be: markdown, html, pdf, csv"


@pytest.mark.parametrize(("charter", "name"), EVERY)
def test_the_figures_are_the_same_in_every_language(charter: str, name: str) -> None:
    """Same parts, same blocks, same numbers, dates and articles."""
    french, english = (paper_of(charter, name, language) for language in LANGUAGES)
    figures = [
        sorted(re.findall(r"\d+", text_of(charter, name, language).replace("1er", "1"))) for language in LANGUAGES
    ]

    assert [(part.id, [type(block) for block in part.blocks]) for part in french.sections] == [
        (part.id, [type(block) for block in part.blocks]) for part in english.sections
    ]
    assert figures[0] == figures[1]


@pytest.mark.parametrize(("charter", "name"), EVERY)
def test_a_paper_is_a_page_for_everybody(charter: str, name: str) -> None:
    """It stands alone, runs nothing, skips no heading, uses no id twice, and every inner link arrives."""
    page = page_of(charter, name, "fr")
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert not re.search(r"<(script|link|img|iframe|object)\b|\son\w+=|\sstyle=", page)
    assert 1 == levels.count(1)
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert sorted(set(ids)) == sorted(ids)
    assert [] == sorted(set(re.findall(r'href="#([^"]+)"', page)) - set(ids))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("charter", READ)
def test_no_passage_of_a_paper_is_a_copy(charter: str, language: Language) -> None:
    """What we say is in words of our own, on papers too."""
    found = {name: copied(text_of(charter, name, language)) for name in papers.names(charter_of(charter))}

    assert {name: [] for name in found} == found


def hostile(value: object) -> object:
    """Return a part of a charter in which every text that people read is an attack."""
    if isinstance(value, Text):
        return Text(fr=HOSTILE, en=HOSTILE)
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: hostile(getattr(value, name)) for name in type(value).model_fields})
    if hasattr(value, "items"):
        return {name: hostile(one) for name, one in value.items()}
    return value


def test_hostile_titles_are_shown_and_not_obeyed() -> None:
    """Whatever a charter says is text on the page, in Markdown and in a drawing."""
    charter = hostile(charter_of("gmelius"))
    assert isinstance(charter, Charter)
    for name in papers.names(charter):
        setting = papers.Setting(charter=charter, language="fr")
        doc = papers.paper(name, setting)
        page, text = html(doc), markdown(doc)

        assert "<script" not in page
        assert "<script" not in text.replace("\\<script", "")
        assert "[x](y)" not in text.replace("\\[x\\](y)", "")
        for form in set(papers.forms(name)) & {"svg"}:
            drawing = papers.written(name, form, setting)
            assert isinstance(drawing, str)
            assert "script" not in {element.tag.rpartition("}")[2] for element in ET.fromstring(drawing).iter()}  # noqa: S314  # our own drawing


@pytest.mark.parametrize("charter", READ)
@pytest.mark.parametrize("name", ["map", "terms"])
def test_a_drawing_is_a_file_that_any_program_opens(charter: str, name: str) -> None:
    """One well-formed SVG with a title and a description, its colours written out, asking nothing of anybody."""
    for language in LANGUAGES:
        drawing = papers.written(name, "svg", papers.Setting(charter=charter_of(charter), language=language))
        assert isinstance(drawing, str)
        root = ET.fromstring(drawing)  # noqa: S314  # our own drawing
        named = [root.find("{http://www.w3.org/2000/svg}" + tag) for tag in ("title", "desc")]

        assert all(found is not None and found.text for found in named)
        assert "var(--" not in drawing
        assert not re.search(r"url\((?!#)|href=|@import", drawing)


def test_a_link_to_a_page_nobody_knows_the_address_of_is_words_alone() -> None:
    """A file that stands alone leads to no page of a server; with addresses the same words lead there."""
    alone = markdown(papers.paper("processors", papers.Setting(charter=charter_of("gmelius"), language="en")))

    assert "](/privacy" not in alone
    assert "[the whole notice](/privacy/notice)" in text_of("gmelius", "processors", "en")


@pytest.mark.parametrize(("charter", "name"), EVERY)
def test_every_paper_says_whose_it_is_and_of_when(charter: str, name: str) -> None:
    """The organisation, the version and the charter's digest stand on each."""
    newest = max(charter_of(charter).versions)
    for language in LANGUAGES:
        text = text_of(charter, name, language)
        assert plain(paper_of(charter, name, "fr").organisation) in text
        assert str(newest.year) in text
        assert "Étanche" in text.rsplit("\n---\n", 1)[1]


@pytest.mark.parametrize("name", papers.names(charter_of("gmelius")))
def test_every_paper_can_be_printed(name: str) -> None:
    """Each is typeset to a PDF, drawings, lists and places to sign included."""
    made = papers.written(name, "pdf", papers.Setting(charter=charter_of("gmelius"), language="fr"))

    assert isinstance(made, bytes)
    assert made.startswith(b"%PDF-")
