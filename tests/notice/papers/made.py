"""Papers the tests read, each made once a session."""

from __future__ import annotations

import re
from functools import cache

from tests.notice.made import charter_of

from etanche.charter import Charter
from etanche.notice import Paper, html, markdown, papers
from etanche.terms import Language

READ = ("bookshop", "whole", "gmelius")
"""Almost nothing, everything of the language, and California: between them every paper and every block."""

PAGES = {name: f"/privacy/{name}" for name in (*papers.NAMES, "notice", "opt-out")}
"""Addresses as a served page would give them."""


@cache
def paper_of(charter: str, name: str, language: Language) -> Paper:
    """Return a paper of a charter."""
    return papers.paper(name, papers.Setting(charter=charter_of(charter), language=language, places=PAGES))


@cache
def text_of(charter: str, name: str, language: Language) -> str:
    """Return a paper as Markdown, with ordinary spaces."""
    return plain(markdown(paper_of(charter, name, language)))


@cache
def page_of(charter: str, name: str, language: Language) -> str:
    """Return a paper as a page of its own."""
    return html(paper_of(charter, name, language))


def written(charter: Charter, name: str, language: Language = "en") -> str:
    """Return a paper of a charter made for one test, as Markdown with ordinary spaces."""
    return plain(markdown(papers.paper(name, papers.Setting(charter=charter, language=language))))


def plain(words: str) -> str:
    """Return words with ordinary spaces."""
    return words.replace("\u00a0", " ").replace("\u202f", " ")


def part(text: str, anchor: str) -> str:
    """Return one part of a text: from an anchor to the next heading of the same level or a higher one."""
    found = re.search(rf'<a id="{re.escape(anchor)}"></a>\n\n(#+) (?:.|\n)*', text)
    if found is None:
        return ""
    level = len(found[1])
    after = re.split(rf'(?m)^(?:<a id="[^"]*"></a>\n\n)?#{{2,{level}}} ', found[0].partition("# ")[2])
    return after[0]
