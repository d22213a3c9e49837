r"""
The combined log format of Apache and nginx, one line at a time, and whether a line is a page somebody looked at.

    >>> line = b'198.51.100.7 - - [10/Oct/2026:13:55:36 +0200] "GET /books?q=x HTTP/1.1" 200 2326 "-" "Mozilla/5.0"'
    >>> parse(line).page
    '/books'

A page view is a `GET` answered 200 or 304 for something that is no asset (style, script, image, font, feed …).
Everything else is counted under one word (`Skipped`) and goes no further.
The address is masked as the line is taken apart; `identd`, user name, referrer, size and query are not looked at.

`combined-choice` is the same format with two more quoted fields, so that a refusal is heard in a log as well: in nginx,

    map $http_cookie $etanche_choice { default ""; "~(?:^|; ?)etanche-opt-out=(?<c>[01])" $c; }
    log_format combined-choice '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                               '"$http_referer" "$http_user_agent" "$http_sec_gpc" "$etanche_choice"';
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

from etanche.intake.address import mask
from etanche.intake.page import page_of

LONGEST_LINE: Final = 16_384
"""A longer line is a bad one; servers cut their requests far below."""

_LINE = re.compile(
    rb"(?P<address>\S+) \S+ .*?\[(?P<at>\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    rb'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?:\d+|-) "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)"(?P<rest>.*)',
    re.DOTALL,
)
_CHOICE = re.compile(rb'\s*"([^"]*)"\s*"([^"]*)".*')
_ESCAPE = re.compile(rb"\\(?:x([0-9A-Fa-f]{2})|(.))")
_MONTHS: Final = {
    name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
_SEEN: Final = frozenset({b"200", b"304"})
_ASSET = re.compile(
    r"\.(?:avif|bmp|css|csv|eot|gif|ico|jpe?g|js|json|map|mjs|mp3|mp4|ogg|otf|png|rss|atom|svgz?|ttf|txt|wasm|wav|webm|webmanifest|webp|woff2?|xml|xsl)$"
    r"|/(?:favicon\.ico|robots\.txt|feed/?)$|^/(?:matomo|piwik)\.php$|^/\.well-known/",
    re.IGNORECASE,
)


class LogFormat(StrEnum):
    """What an access log is written as."""

    COMBINED = "combined"
    COMBINED_CHOICE = "combined-choice"


class Skipped(StrEnum):
    """Why a line that could be read is no visit; one word per rule, in the order they are asked."""

    METHOD = "method"
    """Not a `GET`."""

    STATUS = "status"
    """Not answered with 200 or 304: errors, redirects, parts of a file."""

    ASSET = "asset"
    """A part of a page, a feed, or the tracker itself, which counts by its own door."""

    ROBOT = "robot"
    """A crawler or a program."""

    CHOICE = "choice"
    """The visitor had refused, and the log says so."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line as far as it may be known: the address is masked already."""

    address: str
    at: datetime
    page: str
    agent: str
    skipped: Skipped | None = None


def parse(line: bytes, form: LogFormat = LogFormat.COMBINED) -> Line | None:
    """Take one line apart; nothing if it is not of the format. What it holds is never quoted."""
    if len(line) > LONGEST_LINE:
        return None
    found = _LINE.fullmatch(line.rstrip(b"\r\n"))
    if found is None:
        return None
    # A server that writes names instead of addresses writes them here: what is no address is none, and the line still counts.
    address = mask(found["address"].decode("ascii", "replace"))
    at = _moment(found["at"])
    refused = form is LogFormat.COMBINED_CHOICE and _refuses(found["rest"])
    if at is None or refused is None:
        return None
    method, _, target = found["request"].partition(b" ")
    page = page_of(_plain(target.partition(b" ")[0]))
    return Line(
        address=address,
        at=at,
        page=page,
        agent=_agent(found["agent"]),
        skipped=Skipped.CHOICE if refused else _skipped(method, found["status"], page),
    )


def _skipped(method: bytes, status: bytes, page: str) -> Skipped | None:
    """Say by which rule a line is no page view, if by any; who asked is looked at later."""
    if method != b"GET":
        return Skipped.METHOD
    if status not in _SEEN:
        return Skipped.STATUS
    return Skipped.ASSET if not page or _ASSET.search(page) else None


def _refuses(rest: bytes) -> bool | None:
    """Say whether the two fields after the user agent refuse; nothing if they are not there."""
    found = _CHOICE.fullmatch(rest)
    if found is None:
        return None
    signal, cookie = found[1], found[2]
    return cookie == b"1" or (signal == b"1" and cookie != b"0")


def _moment(text: bytes) -> datetime | None:
    """Read `10/Oct/2026:13:55:36 +0200` in whatever language the machine speaks; nothing if there is no such moment."""
    month = _MONTHS.get(text[3:6])
    if month is None:
        return None
    offset = timedelta(hours=int(text[22:24]), minutes=int(text[24:26]))
    try:
        zone = timezone(-offset if text[21:22] == b"-" else offset)
        return datetime(
            int(text[7:11]),
            month,
            int(text[0:2]),
            int(text[12:14]),
            int(text[15:17]),
            min(int(text[18:20]), 59),
            tzinfo=zone,
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _agent(text: bytes) -> str:
    """Return the user agent; the dash that servers write for none is none."""
    agent = _plain(text)
    return "" if agent == "-" else agent


def _plain(text: bytes) -> str:
    r"""Undo `\"`, `\\` and `\x22`, and read UTF-8; what is none becomes the replacement character."""
    if b"\\" in text:
        text = _ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]) if escape[1] else escape[2], text)
    return text.decode("utf-8", "replace")
