"""
Readers of the words with a form of their own: days, countries, addresses, durations, numbers, `keep` rules.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection
from datetime import date

from etanche.charter.countries import countries
from etanche.charter.keep import Duration, Keep
from etanche.charter.phrase import choice, guess, quoted
from etanche.charter.reading import KeepFault, parse_duration, parse_keep
from etanche.charter.saying import Saying
from etanche.charter.vocabulary import EVENTS, TOLD_EVENTS
from etanche.charter.words import fault, found, listed, spoken

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ADDRESS = re.compile(r"https://[^\s]+")
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+")
COLUMN = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")
TABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?")
CLAUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
RULE = re.compile(r"[A-Z]{2,4}-[0-9]{2}|[a-z]+(-[a-z]+)*")
MOST_NUMBER = 1_000_000
LAST_PORT = 65_535
VERSION = 1
"""The version of the language that is read here."""

_MONTHS = 12
_SAID = {
    **dict.fromkeys(("true", "yes", "y", "on", "oui", "vrai"), "true"),
    **dict.fromkeys(("false", "no", "n", "off", "non", "faux"), "false"),
}
"""What people write for the two answers."""


def day(value: object) -> date:
    """Return a day, written as one or as words in its form."""
    found_day = _as_day(value) if isinstance(value, str) else value
    if not isinstance(found_day, date):
        kind, blanks = _calendar(value) if isinstance(value, str) else ("day", {})
        raise fault(kind, rule="day", told=blanks, found=found(value))
    return found_day


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _calendar(text: str) -> tuple[str, dict[str, object]]:
    """Return what the calendar says against a day that is written well and is none."""
    year, month = (int(text[:4]), int(text[5:7])) if ISO_DAY.fullmatch(text) else (0, 0)
    if not year:
        return "day", {}
    if not 1 <= month <= _MONTHS:
        return "no-month", {}
    days = calendar.monthrange(year, month)[1]
    name = Saying(key=f"calendar.{month}")
    return "short-month", {"month": name, "days": days, "year": str(year)}


def truth(value: object) -> bool:
    """Return `true` or `false`."""
    if not isinstance(value, bool):
        said = value.lower() if isinstance(value, str) else ""
        if said == value and said in ("true", "false"):
            raise fault("quoted-answer", rule="answer", found=found(value), answer=said)
        kind = "answer-in-words" if said in _SAID else "answer"
        raise fault(kind, rule="answer", found=found(value), answer=_SAID.get(said, ""))
    return value


def country(value: object) -> str:
    """Return the two letters of a country."""
    text = spoken(value)
    if text not in countries():
        upper = text.upper()
        kind = "small-country" if upper in countries() else "country"
        raise fault(kind, rule="country", text=quoted(text), country=upper)
    return text


def email(value: object) -> str:
    """Return an e-mail address."""
    text = spoken(value)
    if not EMAIL.fullmatch(text):
        raise fault("email", rule="RGT-15")
    return text


def page_address(value: object) -> str:
    """Return the address of a page."""
    text = spoken(value)
    if not ADDRESS.fullmatch(text):
        raise fault("page", rule="address", text=quoted(text))
    return text


def month_day(value: object) -> tuple[int, int]:
    """Return a month and a day."""
    match = MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        day = date(2000, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise fault("month-day", rule="day", found=found(value))
    return day.month, day.day


def keep_rule(value: object) -> Keep:
    """Return a `keep` rule."""
    if not isinstance(value, str):
        raise fault("no-rule", rule="RET-03", found=found(value))
    try:
        return parse_keep(value)
    except KeepFault as error:
        raise fault(error.says, rule=error.rule, column=error.column - 1, told=error.blanks) from None


def duration(*, minutes: bool = False) -> Callable[[object], Duration]:
    """Return a reader of a duration; of minutes too, where sessions and alarms are meant."""
    example = "30 minutes" if minutes else "180 days"

    def read(value: object) -> Duration:
        if not isinstance(value, str):
            raise fault("no-duration", rule="duration", found=found(value), example=example)
        try:
            return parse_duration(value, minutes=minutes)
        except KeepFault as error:
            raise fault(error.says, rule="duration", column=error.column - 1, told=error.blanks) from None

    return read


def number(least: int, most: int = MOST_NUMBER) -> Callable[[object], int]:
    """Return a reader of a whole number within bounds."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            quoted_number = isinstance(value, str) and value.isdecimal()
            says = "quoted-number" if quoted_number else "no-number"
            raise fault(
                says, rule="number", found=found(value), least=str(least), digits=value if quoted_number else ""
            )
        if not least <= value <= most:
            raise fault("out-of-bounds", rule="number", number=str(value), least=str(least), most=str(most))
        return value

    return read


def ports(value: object) -> tuple[int, ...]:
    """Return ports, as numbers."""
    one = number(1, LAST_PORT)
    return tuple(one(item) for item in listed(value))


def matching(pattern: re.Pattern[str], says: str) -> Callable[[object], str]:
    """Return a reader of words that have one form; `says` is the sentence for others."""

    def read(value: object) -> str:
        text = spoken(value)
        if not pattern.fullmatch(text):
            raise fault(says, text=quoted(text))
        return text

    return read


def told_event(value: object) -> str:
    """Return an event that somebody has to tell."""
    text = spoken(value)
    if text in EVENTS - TOLD_EVENTS:
        raise fault("seen-event", rule="RET-04", event=text, those=choice(sorted(TOLD_EVENTS)))
    return _one_of(text, TOLD_EVENTS)


def event(value: object) -> str:
    """Return any event."""
    return _one_of(spoken(value), EVENTS)


def _one_of(text: str, known: Collection[str]) -> str:
    if text not in known:
        raise fault("no-event", rule="RET-03", text=quoted(text), guess=guess(text, sorted(known)))
    return text


def version_of_language(value: object) -> int:
    """Return the version of the language; there is one so far."""
    if isinstance(value, int) and value > VERSION:
        raise fault("newer-version", rule="version", version=str(value), known=str(VERSION))
    if isinstance(value, bool) or value != VERSION:
        raise fault("version", rule="version", found=found(value), known=str(VERSION))
    return VERSION
