"""
A served page as a reader meets it: its text without marks, its anchors and its links.

Charter and page are compared by words, whatever the typography: no-break spaces and curly apostrophes
are folded to the plain ones on both sides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from etanche.keyring import digest

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_FOLDED = str.maketrans({"’": "'", "…": "..."})
_BEFORE_MARKS = re.compile(r" (?=[;:!?»])|(?<=«) ")
_UNSEEN = frozenset({"style", "script", "title"})


@dataclass(frozen=True, kw_only=True)
class Page:
    """The words of a page, folded; the anchors that lead into it; the addresses it links to; the digest of its bytes."""

    digest: bytes
    text: str
    anchors: frozenset[str]
    links: frozenset[str]

    def says(self, words: str) -> bool:
        """Tell whether the page says these words."""
        return folded(words) in self.text


def folded(text: str) -> str:
    """Return a text without the differences that typography makes."""
    return _BEFORE_MARKS.sub("", _SPACES.sub(" ", text.translate(_FOLDED)).strip())


def page_of(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(
        digest=digest(html.encode()),
        text=folded("".join(reader.parts)),
        anchors=frozenset(reader.anchors),
        links=frozenset(reader.links),
    )


class _Reader(HTMLParser):
    """Gathers what is shown; what is in styles and scripts is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif name == "href" and value:
                self.links.add(value)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
