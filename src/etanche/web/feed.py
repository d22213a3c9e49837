"""
An Atom feed (RFC 4287), for whoever wants to be told of changes without giving an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import escape

from etanche.terms import Language

_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class FeedItem:
    """One change of the notice."""

    id: str
    title: str
    updated: datetime
    link: str
    lines: tuple[str, ...]


def atom(*, title: str, language: Language, page: str, itself: str, items: Sequence[FeedItem]) -> bytes:
    """Return a feed; its address is its identifier, so that a reader knows it again."""
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    SubElement(root, "id").text = itself
    SubElement(root, "title").text = title
    SubElement(root, "updated").text = max(item.updated for item in items).isoformat()
    SubElement(root, "link", {"rel": "self", "href": itself})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    author = SubElement(root, "author")
    SubElement(author, "name").text = title
    for item in items:
        entry = SubElement(root, "entry")
        SubElement(entry, "id").text = item.id
        SubElement(entry, "title").text = item.title
        SubElement(entry, "updated").text = item.updated.isoformat()
        SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": item.link})
        listed = "".join(f"<li>{escape(line)}</li>" for line in item.lines)
        SubElement(entry, "content", {"type": "html"}).text = f"<ul>{listed}</ul>" if listed else ""
    written: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{written}\n'.encode()
