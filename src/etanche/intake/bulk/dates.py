"""
Days, moments, and yes or no, as files of other programs write them; nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from etanche.clock import at_an_end

_EARLIEST = 1900
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YES = frozenset({"yes", "oui", "true", "vrai", "1", "y", "o", "x"})
_NO = frozenset({"no", "non", "false", "faux", "0", "n", ""})


class Dates(StrEnum):
    """How the days of a file are written; ISO 8601 is read with each."""

    ISO = "ISO"
    DAY_FIRST = "DD/MM/YYYY"
    MONTH_FIRST = "MM/DD/YYYY"


class NoDate(ValueError):
    """Something is no day and no moment; the value is not repeated."""


def when(value: object, dates: Dates, zone: ZoneInfo) -> date | datetime | None:
    """
    Return the day or the moment that a value is, nothing if it is empty; a moment without a time zone is one of `zone`.

    Raises:
        NoDate: it is something else.
    """
    found = value
    if isinstance(value, str):
        text = value.strip()
        found = _read(text, dates) if text else None
    if found is None:
        return None
    if not isinstance(found, date) or found.year < _EARLIEST or (isinstance(found, datetime) and at_an_end(found)):
        raise NoDate
    return found.replace(tzinfo=zone) if isinstance(found, datetime) and found.tzinfo is None else found


def _read(text: str, dates: Dates) -> date | datetime:
    slashed = _SLASHED.fullmatch(text) if dates is not Dates.ISO else None
    try:
        if slashed is not None:
            first, second, year = map(int, slashed.groups())
            return date(year, second, first) if dates is Dates.DAY_FIRST else date(year, first, second)
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError:
        raise NoDate from None


def agreed(value: object) -> bool | None:
    """Return a yes or a no, or nothing of what is neither."""
    if value is None or isinstance(value, bool):
        return bool(value)
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None
