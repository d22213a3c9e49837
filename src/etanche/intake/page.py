"""
What is kept of a URL, and of what somebody did: a path, and a short name for the deed.

    >>> page_of("https://jane:secret@shop.example/books/42;jsessionid=7?q=divorce#top")
    '/books/42'

Never kept: query, fragment, user, password, host, parameters of a path segment.
A segment that holds an `@` is somebody's name more often than a page's, and becomes `*`;
so does one that holds a full address, IPv4 or IPv6, percent-encoded or not (`/who/198.51.100.7`, `/who/2001:db8::7`).
Nobody can tell such an address from a version of four numbers: `/docs/1.2.3.4` is kept as `/docs/*` too.
Names of events are held to the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

LONGEST_PAGE: Final = 256
LONGEST_URL: Final = 4096
LONGEST_NAME: Final = 40

_END_OF_PATH = re.compile(r"[?#]|%3f|%23", re.IGNORECASE)
_SEGMENT_PARAMETERS = re.compile(r"(?:;|%3b)[^/]*", re.IGNORECASE)
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_IPV6 = re.compile(
    r"[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}"  # written out
    r"|[0-9a-f]{1,4}::[0-9a-f]{1,4}"  # shortened within
    r"|(?:[0-9a-f]{1,4}:){2}:"  # shortened at the end
    r"|::[0-9a-f]{1,4}:[0-9a-f]",  # shortened at the beginning
    re.IGNORECASE,
)
_DEEPEST_ENCODING: Final = 3
"""So many times over a segment is decoded to be looked at; what is kept of it is as it came."""
_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\s]+")


class Deed(StrEnum):
    """What a visitor did, in Matomo's terms; a page is viewed when nothing else is said."""

    VIEW = "view"
    DOWNLOAD = "download"
    OUTLINK = "outlink"
    SEARCH = "search"
    EVENT = "event"
    CONTENT = "content"
    GOAL = "goal"
    ORDER = "order"
    OTHER = "other"


_DEED_OF_PARAMETER: Final = {
    "download": Deed.DOWNLOAD,
    "link": Deed.OUTLINK,
    "search": Deed.SEARCH,
    "e_c": Deed.EVENT,
    "e_a": Deed.EVENT,
    "c_n": Deed.CONTENT,
    "c_i": Deed.CONTENT,
    "ec_id": Deed.ORDER,
    "idgoal": Deed.GOAL,
    "ca": Deed.OTHER,
}
DEED_PARAMETERS: Final = frozenset(_DEED_OF_PARAMETER)


def page_of(url: str) -> str:
    """Return the path of a URL or of a path, cleaned and bounded; empty if it is neither."""
    url = url[:LONGEST_URL]
    scheme = _SCHEME.match(url)
    rest = _END_OF_PATH.split(url[scheme.end() :] if scheme else url, maxsplit=1)[0]
    if rest.startswith("//"):
        rest = "/" + rest[2:].partition("/")[2]
    elif scheme or not rest.startswith("/"):
        return ""
    rest = _SEGMENT_PARAMETERS.sub("", _UNPRINTABLE.sub("", rest))
    return "/".join("*" if _personal(segment) else segment for segment in rest.split("/"))[:LONGEST_PAGE]


def action_of(parameters: Mapping[str, str]) -> str:
    """Return what was done: the deed, and for an event the names its author gave to category and action."""
    deed = next((deed for name, deed in _DEED_OF_PARAMETER.items() if parameters.get(name)), Deed.VIEW)
    if deed is Deed.EVENT:
        names = [name for name in (_name(parameters.get("e_c", "")), _name(parameters.get("e_a", ""))) if name]
        return " ".join([deed.value, " / ".join(names)]).strip()
    return deed.value


def visited_page(parameters: Mapping[str, str]) -> str:
    """Return the page of ours that the deed is about: a download's own path, else the page it happened on."""
    return page_of(parameters.get("download", "")) or page_of(parameters.get("url", ""))


def _name(text: str) -> str:
    """Return a name that a site's author chose, on one line and bounded; one with an `@` or an address is no such name."""
    return "" if _personal(text) else _UNPRINTABLE.sub(" ", text[: 4 * LONGEST_NAME]).strip()[:LONGEST_NAME]


def _personal(text: str) -> bool:
    """Say whether a segment or a name holds somebody's e-mail address, or the full address of a machine."""
    text = text[:LONGEST_URL]
    for _ in range(_DEEPEST_ENCODING):
        if "%" not in text:
            break
        text = unquote(text)
    plain = unicodedata.normalize("NFKC", text)
    return "@" in plain or _IPV4.search(plain) is not None or (":" in plain and _IPV6.search(plain) is not None)
