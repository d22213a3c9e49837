"""The notice on paper: a PDF that can be read aloud, searched, cited and made again to the byte."""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from datetime import date
from functools import cache

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from tests.notice.made import charter_of, paper_of, pdf_of, text_of

from etanche.charter import Charter
from etanche.errors import MissingExtra, Unprintable
from etanche.notice import document, papers, pdf
from etanche.notice.document.drawn import Timeline
from etanche.terms import LANGUAGES, Language, Text

READ = [("bookshop", "fr"), ("play-sql", "en")]
"""A small one and a wide one, each in one language: what is printed comes from the blocks, which are compared elsewhere."""


@cache
def reader_of(name: str, language: Language) -> PdfReader:
    """Return a notice on paper, opened."""
    return PdfReader(io.BytesIO(pdf_of(name, language)))


@cache
def pages_of(name: str, language: Language) -> tuple[str, ...]:
    """Return the words of every page; taking them out of a file is what costs."""
    return tuple(page.extract_text().strip() for page in reader_of(name, language).pages)


def words_of(name: str, language: Language) -> str:
    """Return all words of a notice on paper, without what stands at the foot of each page."""
    return "\n".join(re.sub(r"page \d+ (?:sur|of) \d+$", "", page) for page in pages_of(name, language))


def inside(holder: DictionaryObject, *path: str) -> DictionaryObject:
    """Return what lies below some names of a PDF's own structure."""
    for name in path:
        found = holder[name].get_object()
        assert isinstance(found, DictionaryObject)
        holder = found
    return holder


def titles(outline: object) -> list[str]:
    """Return the titles of all bookmarks."""
    if isinstance(outline, list):
        return [title for one in outline for title in titles(one)]
    return [str(outline["/Title"])] if isinstance(outline, dict) else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_says_its_title_language_and_author(language: Language) -> None:
    """What a reader program shows or speaks before the first page."""
    reader = reader_of("bookshop", language)
    told = reader.metadata
    assert told is not None

    assert f"{paper_of('bookshop', language).title} · Librairie de l’Estran (exemple)" == told.title
    assert "Librairie de l’Estran (exemple)" == told.author
    assert language == str(reader.root_object["/Lang"])[:2]


def test_a_pdf_is_tagged_and_claims_to_be_readable_by_everybody() -> None:
    """The structure is in the file, and it names the standard it was held to (PDF/UA-1)."""
    root = reader_of("bookshop", "fr").root_object

    assert "True" == str(inside(root, "/MarkInfo")["/Marked"])
    assert "True" == str(inside(root, "/ViewerPreferences")["/DisplayDocTitle"])
    assert b"pdfuaid:part" in pdf_of("bookshop", "fr")


@pytest.mark.parametrize(("name", "language"), READ)
def test_every_part_has_its_bookmark_and_every_page_its_number(name: str, language: Language) -> None:
    """One finds a part from the outline, and cites a page by its number."""
    marks = titles(reader_of(name, language).outline)
    pages = pages_of(name, language)

    assert [] == [
        section.title
        for section in paper_of(name, language).sections
        if not any(section.title in mark for mark in marks)
    ]
    assert [] == [
        number
        for number, page in enumerate(pages, start=1)
        if not re.search(rf"page {number} (?:sur|of) {len(pages)}$", page)
    ]


@pytest.mark.parametrize(("name", "language"), READ)
def test_paper_says_the_same_figures_as_markdown(name: str, language: Language) -> None:
    """No number, date or article is lost or made between the two; only the contents and the drawing's scale come on top."""
    paper = paper_of(name, language)
    written = re.sub(r"<a id=[^>]*>|\]\([^)]*\)", " ", text_of(name, language))
    on_paper, in_text = (Counter(re.findall(r"\d+", text)) for text in (words_of(name, language), written))
    counted = range(1, max(len(pages_of(name, language)), len(paper.sections)) + 1)
    scale = [label for block in paper.blocks if isinstance(block, Timeline) for _, label in block.ticks]

    assert Counter() == in_text - on_paper
    assert set(on_paper - in_text) <= {*map(str, counted), *re.findall(r"\d+", " ".join(scale))}


@pytest.mark.parametrize(("name", "language"), READ)
def test_paper_holds_every_promise_with_its_name(name: str, language: Language) -> None:
    """Each promise is printed under its id, and can be searched for."""
    words = re.sub(r"\s+", "", words_of(name, language))

    assert [] == [said.id for said in paper_of(name, language).promises if said.id not in words]


def test_links_lead_out_and_within() -> None:
    """An address opens a letter or a page; a reference within the notice leads to its place."""
    reader = reader_of("bookshop", "fr")
    links = [
        annotation.get_object()
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    outside = {str(link["/A"]["/URI"]) for link in links if "/A" in link and "/URI" in link["/A"]}

    assert {"mailto:vie-privee@estran.example", "https://www.cnil.fr/fr/plaintes"} <= outside
    assert len(links) > len(outside)


def test_a_pdf_is_the_same_whenever_it_is_made(bookshop: Charter) -> None:
    """The same charter gives the same bytes: the only date in the file is the one of the document."""
    on = max(bookshop.versions)
    told = PdfReader(io.BytesIO(pdf_of("bookshop", "fr"))).metadata
    assert told is not None

    assert pdf(document(bookshop, "fr"), on=on) == pdf_of("bookshop", "fr")
    assert on == told.creation_date.date() if told.creation_date else False


def test_letters_come_from_the_typesetter_alone() -> None:
    """No font of the machine is in the file, so that another machine prints the same."""
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader_of("bookshop", "fr").pages
        for font in inside(page, "/Resources", "/Font").values()
    }

    assert fonts
    assert [] == [font for font in fonts if not font.startswith(("LibertinusSerif", "DejaVuSansMono"))]


def test_what_a_charter_says_is_printed_and_not_obeyed(bookshop: Charter) -> None:
    """Letters that mean something to the typesetter are letters."""
    name = '#panic("x") $ \\ *a* @b <c> `d`'
    written = bookshop.model_copy(update={"organisation": bookshop.organisation.model_copy(update={"name": name})})

    first = PdfReader(io.BytesIO(pdf(document(written, "fr"), on=date(2026, 1, 1)))).pages[0].extract_text()

    assert "#panic(" in first
    assert "*a* @b <c> `d`" in first


@pytest.mark.parametrize("name", ["Estran 😀", "漢字書店"])
def test_letters_that_no_font_has_are_named(bookshop: Charter, name: str) -> None:
    """A picture or Chinese writing is no fault: the letters are told, and that a page or Markdown shows them."""
    written = bookshop.model_copy(update={"organisation": bookshop.organisation.model_copy(update={"name": name})})

    with pytest.raises(Unprintable) as refused:
        pdf(document(written, "en"), on=date(2026, 1, 1))

    assert [letter for letter in name if not letter.isascii() or not letter.isprintable()] == re.findall(
        r"`(.)`", refused.value.what
    )
    assert "`--as html`" in refused.value.hint


def test_letters_of_a_drawing_are_named_too(bookshop: Charter) -> None:
    """What stands in a drawing goes through the same typesetter, and is told in the same words."""
    purpose = bookshop.purposes["audience"]
    pictured = purpose.model_copy(update={"title": Text(fr=purpose.title.fr, en="Measure 😀")})
    named = bookshop.model_copy(update={"purposes": {**bookshop.purposes, "audience": pictured}})

    with pytest.raises(Unprintable, match="`😀`"):
        papers.written("map", "pdf", papers.Setting(charter=named, language="en"))


def test_without_the_typesetter_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without the extra says so, and which one is missing."""
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(MissingExtra) as missing:
        pdf(paper_of("bookshop", "fr"), on=max(charter_of("bookshop").versions))

    assert "documents" == missing.value.extra
    assert "pip install 'etanche[documents]'" in missing.value.hint


def test_everything_the_language_can_say_can_be_printed() -> None:
    """A charter that uses every section and key of the language goes through the typesetter whole."""
    assert pdf_of("whole", "fr").startswith(b"%PDF-")
