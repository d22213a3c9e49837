"""
An Atom feed (RFC 4287), for whoever wants to be told of changes without giving an address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import escape

from etanche.terms import Language

_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One version of the notice: announced, in force, or taken back."""

    id: str
    title: str
    updated: datetime
    link: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The versions of the notice, as one feed in one language."""

    id: str
    """Never changes, wherever the feed is served."""

    title: str
    author: str
    language: Language
    page: str
    itself: str
    items: Sequence[FeedItem]
    updated: datetime | None = None
    """When it was, if there is nothing in it."""


def atom(feed: Feed) -> bytes:
    """Return a feed as it is written."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": feed.language})
    _say(root, "id", feed.id)
    _say(root, "title", feed.title)
    updated = max((item.updated for item in feed.items), default=feed.updated)
    if updated is not None:
        _say(root, "updated", updated.isoformat())
    SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.itself})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "hreflang": feed.language, "href": feed.page})
    _say(SubElement(root, "author"), "name", feed.author)
    for item in feed.items:
        entry = SubElement(root, "entry")
        _say(entry, "id", item.id)
        _say(entry, "title", item.title)
        _say(entry, "updated", item.updated.isoformat())
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item.link})
        listed = "".join(f"<li>{escape(line)}</li>" for line in item.lines)
        _say(entry, "content", f"<ul>{listed}</ul>" if listed else "", type="html")
    written: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()


def _say(parent: Element, name: str, text: str, **attributes: str) -> None:
    """Put words below an element; a character that XML has no way to write is replaced, so that the feed is read whoever wrote them."""
    SubElement(parent, name, attributes).text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
