"""
What a user agent tells: browser with its major version, operating system, kind of device, and whether a person is behind it.

The parser is ua-parser's; its names are folded into the few words a charter uses for its choices.
The rest of the string (minor versions, build numbers, device models) is not passed on.
What was read of the latest 4,096 strings is remembered in memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import ua_parser

LONGEST_AGENT: Final = 512
"""What comes after is not looked at: no browser needs more."""

SYSTEMS: Final = frozenset({"windows", "macos", "linux", "android", "ios", "chromeos", "other"})
TERMINALS: Final = frozenset({"computer", "telephone", "tablet", "other"})

_LONGEST_BROWSER: Final = 40
_SYSTEM_OF: Final = {
    "Windows": "windows",
    "Mac OS X": "macos",
    "macOS": "macos",
    "iOS": "ios",
    "iPadOS": "ios",
    "Android": "android",
    "Chrome OS": "chromeos",
    "Linux": "linux",
    "Ubuntu": "linux",
    "Debian": "linux",
    "Fedora": "linux",
    "Red Hat": "linux",
    "SUSE": "linux",
    "Arch Linux": "linux",
    "Gentoo": "linux",
    "FreeBSD": "other",
}
_COMPUTERS: Final = frozenset({"windows", "macos", "linux", "chromeos"})
_CRAWLER = re.compile(
    r"bot\b|bot[-/_;0-9 ]|crawl|spider|slurp|archiv|scrap|monitor|preview|validator|checker|feed|rss|scann|synthetic|lighthouse|audit"
    r"|https?://|www\.|\w@[\w-]+\.[a-z]{2}|compatible;(?!.*(?:MSIE|Konqueror))",
    re.IGNORECASE,
)
_BROWSERS_BEGIN_SO = ("Mozilla/", "Opera/")
_PROGRAM = re.compile(r"headless|phantomjs|selenium|playwright|puppeteer", re.IGNORECASE)
_TABLET = re.compile(r"ipad|tablet|kindle|silk/|playbook|\bKF[A-Z]{2,}\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"mobile|iphone|ipod|phone|opera mini", re.IGNORECASE)
_TELEVISION = re.compile(
    r"smart-?tv|\btv\b|bravia|aft[a-z]{1,4} build|googletv|appletv|playstation|xbox|nintendo", re.IGNORECASE
)
_PLAIN = re.compile(r"[^A-Za-z0-9 ._/+-]")


class Behind(StrEnum):
    """Who is behind a user agent."""

    PERSON = "person"
    PROGRAM = "program"
    """A library or a headless browser: it may report a person's visit to our door, but is none in an access log."""
    CRAWLER = "crawler"


@dataclass(frozen=True, kw_only=True)
class Agent:
    """What is kept of a user agent."""

    browser: str
    """Name and major version, such as `Firefox 145`; empty when it cannot be told."""

    system: str
    terminal: str
    behind: Behind


def read_agent(text: str) -> Agent:
    """Read a user agent; whatever it says, there is an answer."""
    # A header can hold half a character; the parser takes whole ones.
    return _read(text[:LONGEST_AGENT].encode("utf-8", "replace").decode().strip())


@lru_cache(maxsize=4096)
def _read(text: str) -> Agent:
    """Read a user agent that was cut to length."""
    parsed = ua_parser.parse(text)
    system = _SYSTEM_OF.get(parsed.os.family, "other") if parsed.os else "other"
    spider = parsed.device is not None and parsed.device.family == "Spider"
    return Agent(
        browser=_browser(parsed.user_agent),
        system=system,
        terminal=_terminal(text, system),
        behind=_behind(text, spider=spider),
    )


def _behind(text: str, *, spider: bool) -> Behind:
    """Tell crawlers, which say so themselves, from programs and from people."""
    if spider or _CRAWLER.search(text):
        return Behind.CRAWLER
    if not text.startswith(_BROWSERS_BEGIN_SO) or _PROGRAM.search(text):
        return Behind.PROGRAM
    return Behind.PERSON


def _browser(found: ua_parser.UserAgent | None) -> str:
    """Return the browser's name and major version in plain letters, bounded: both come from the visitor's own text."""
    if found is None:
        return ""
    major = found.major if found.major and found.major.isascii() and found.major.isdigit() else ""
    name = _PLAIN.sub("", found.family)[:_LONGEST_BROWSER].strip()
    return f"{name} {major[:4]}".strip() if name and name != "Other" else ""


def _terminal(text: str, system: str) -> str:
    """Return the kind of device; an Android without `Mobile` is a tablet, as browsers have agreed."""
    if _TELEVISION.search(text):
        return "other"
    if _TABLET.search(text):
        return "tablet"
    if _TELEPHONE.search(text):
        return "telephone"
    if system == "android":
        return "tablet"
    return "computer" if system in _COMPUTERS else "other"
