"""
A served page as a reader meets it: its text without marks, its anchors and its links.

Charter and page are compared by words, whatever the typography: no-break spaces and curly apostrophes
are folded to the plain ones on both sides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from etanche.keyring import digest

_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_FOLDED = str.maketrans({"’": "'", "…": "..."})
_BEFORE_MARKS = re.compile(r" (?=[;:!?»])|(?<=«) ")
_UNSEEN = frozenset({"style", "script", "title"})
_VOID = frozenset(
    {"br", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "area", "base", "col", "embed"}
)
_FETCHED = ("src", "srcset", "action", "formaction", "data", "poster", "ping", "background")
"""Attributes by which a page makes a browser call somebody."""

_LED_TO = frozenset({"alternate", "canonical", "license", "help", "author"})
"""What a `link` may be that nothing is fetched for."""

_MARK = "#m-"


@dataclass(frozen=True, kw_only=True)
class Page:
    """The words of a page, folded; the anchors that lead into it; the addresses it links to and calls; the digest of its bytes."""

    digest: bytes
    text: str
    anchors: frozenset[str]
    links: frozenset[str]

    calls: frozenset[str] = frozenset()
    """The addresses that a browser fetches by itself, or sends a form to."""

    words: Counter[str] = field(default_factory=Counter)
    """Every piece of text of the main part that is the charter's, with how often it is there; how promises stand is left out."""

    states: Mapping[str, str] = field(default_factory=dict)
    """Promise → the state that the page shows beside it; the first, where it shows several."""

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
        calls=frozenset(reader.calls),
        words=Counter(reader.words),
        states=reader.states,
    )


class _Reader(HTMLParser):
    """Gathers what is shown; what is in styles and scripts is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.calls: set[str] = set()
        self.words: list[str] = []
        self.states: dict[str, str] = {}
        self._unseen = 0
        self._open: list[tuple[str, bool]] = []
        """The elements around what is read, the outermost first, and whether each is live."""

        self._promise = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        said = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, "data-live" in said))
        self._gather(tag, said)
        if tag == "li" and ":" in said.get("id", ""):
            self._promise = said["id"]
        elif tag == "use" and said.get("href", "").startswith(_MARK) and self._promise:
            self.states.setdefault(self._promise, said["href"].removeprefix(_MARK))

    def _gather(self, tag: str, said: Mapping[str, str]) -> None:
        """Gather where an element can be led to, leads to, and what it fetches."""
        if said.get("id"):
            self.anchors.add(said["id"])
        if said.get("href"):
            fetched = tag == "link" and not _LED_TO & set(said.get("rel", "").split())
            (self.calls if fetched or tag in {"use", "image"} else self.links).add(said["href"])
        self.calls |= {said[name] for name in _FETCHED if said.get(name)}

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        while self._open and any(tag == name for name, _ in self._open):
            name, _ = self._open.pop()
            if name == tag:
                break
        if tag == "li":
            self._promise = ""

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self.parts.append(data)
        words = folded(data)
        if words and any(tag == "main" for tag, _ in self._open) and not any(live for _, live in self._open):
            self.words.append(words)
