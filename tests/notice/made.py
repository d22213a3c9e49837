"""Notices the tests read, in every form: each is made once a session, for the wide ones cost something."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from etanche.charter import Charter, load
from etanche.notice import Paper, document, html, markdown, pdf
from etanche.terms import Language, Text
from etanche.words import fine

HERE = Path(__file__).parent
ROOT = HERE.parent.parent

WIDE = ("clever-cloud", "play-sql", "gmelius", "whaller", "ableton", "whole")
"""Charters of every sort: the five worked examples, and one that uses every section and key of the language."""

EVERY = ("bookshop", "cooperative", *WIDE)


@cache
def charter_of(name: str) -> Charter:
    """Return a charter by the name of its file."""
    places = {"cooperative": HERE / "cooperative.yaml", "whole": ROOT / "tests/vectors/rules/charter.yaml"}
    return load(places.get(name, ROOT / f"charters/{name}.yaml"))


@cache
def paper_of(name: str, language: Language) -> Paper:
    """Return the notice of a charter."""
    return document(charter_of(name), language)


@cache
def page_of(name: str, language: Language) -> str:
    """Return the notice of a charter as a page."""
    return html(paper_of(name, language))


@cache
def text_of(name: str, language: Language) -> str:
    """Return the notice of a charter as Markdown, with ordinary spaces."""
    return markdown(paper_of(name, language)).replace("\u00a0", " ").replace("\u202f", " ")


@cache
def pdf_of(name: str, language: Language) -> bytes:
    """Return the notice of a charter on paper."""
    return pdf(paper_of(name, language), on=max(charter_of(name).versions))


def part(name: str, language: Language, anchor: str) -> str:
    """Return one part of a notice, from its anchor to the next part."""
    found = re.search(
        rf'<a id="{anchor}"></a>\n\n## .*?(?=<a id="[a-z-]+"></a>\n\n## |\Z)', text_of(name, language), re.DOTALL
    )
    return found[0] if found else ""


def plain(words: str) -> str:
    """Return words with ordinary spaces."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def missing(texts: Iterable[Text], language: Language, where: str) -> list[str]:
    """Return the texts of a charter that a passage does not say; a capital at the head and a final point are no difference."""
    said = where.casefold()
    return [
        text.in_(language)
        for text in texts
        if plain(fine(text.in_(language), language)).removesuffix(".").casefold() not in said
    ]
