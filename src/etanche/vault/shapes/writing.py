"""
The shape of words: lines, texts, addresses of pages, one of several choices, links to other records.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from etanche.charter import FieldPlan, Only
from etanche.vault.payment import holds_payment_number

LONGEST_URL = 1_024
LONGEST_TEXT = 256
LONGEST_LONG_TEXT = 262_144
"""Characters of a long text; a longer one is dropped whole, never cut in the middle of what it says."""

_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_PRINTED_IN_LINES = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,+_()!/-]{0,63}", re.ASCII)
_REFERENCE = re.compile(r"([a-z][a-z0-9-]{0,63})/\d{4}-\d{2}-\d{2}/[0-9a-f]{32}", re.ASCII)
HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)


def line(longest: int, value: object) -> str | None:
    """Keep one line of text, cut to a length."""
    if not isinstance(value, str):
        return None
    plain = value if value.isprintable() else _NOT_PRINTED.sub(" ", value)
    return plain.strip()[:longest].rstrip() or None


def text(_field: FieldPlan, value: object) -> str | None:
    """Keep one line, cut to the length of a short text."""
    return line(LONGEST_TEXT, value)


def lines(longest: int, _field: FieldPlan, value: object) -> str | None:
    """Keep a text of several lines, or nothing of one that is too long."""
    if not isinstance(value, str):
        return None
    plain = value
    if not value.isprintable():
        plain = _NOT_PRINTED_IN_LINES.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    text = plain.strip()
    return text if 0 < len(text) <= longest else None


def login(_field: FieldPlan, value: object) -> str | None:
    """Keep a name without a space."""
    text = line(LONGEST_TEXT, value)
    return None if text is None or " " in text else text


def version(_field: FieldPlan, value: object) -> str | None:
    """Keep what looks like a name and a version of a program."""
    return value if isinstance(value, str) and _VERSION.fullmatch(value) else None


def matching(pattern: re.Pattern[str], _field: FieldPlan, value: object) -> str | None:
    """Keep what has exactly the form of a pattern."""
    return value if isinstance(value, str) and pattern.fullmatch(value) else None


def choice(field: FieldPlan, value: object) -> str | None:
    """Keep one of the values that the charter lists."""
    return value if isinstance(value, str) and value in field.values else None


def link(field: FieldPlan, value: object) -> str | None:
    """Keep the address of a record of the category that the link leads to."""
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return found[0] if found and found[1] == field.to else None


def url(field: FieldPlan, value: object) -> str | None:
    """Keep the path: queries and fragments carry searches, tokens and addresses, and the host may carry a password."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(_NOT_PRINTED.sub("", value))
        host = parts.hostname
    except ValueError:
        return None
    if field.only is Only.DOMAIN:
        return host if host and HOST.fullmatch(host) else None
    if holds_payment_number(unquote(parts.path)):
        return None
    return "/" + parts.path.lstrip("/")[: LONGEST_URL - 1]
