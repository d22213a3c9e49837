"""
The kinds of word with a form of their own: days, countries, addresses, durations, `keep` rules.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated

from pydantic import PlainValidator

from etanche.charter.countries import countries
from etanche.charter.keep import Duration, Keep
from etanche.charter.phrase import quoted
from etanche.charter.reading import KeepFault, parse_duration, parse_keep
from etanche.charter.words import fault, found, spoken

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"https://[^\s]+")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SAID = {
    **dict.fromkeys(("true", "yes", "y", "on", "oui", "vrai"), "true"),
    **dict.fromkeys(("false", "no", "n", "off", "non", "faux"), "false"),
}
"""What people write for the two answers."""


def _day(value: object) -> date:
    day = _as_day(value) if isinstance(value, str) else value
    if not isinstance(day, date):
        hint = (_calendar(value) if isinstance(value, str) else None) or "write it as `2026-11-21`"
        raise fault(f"expected a day, found {found(value)}", hint, rule="day")
    return day


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None


def _calendar(text: str) -> str | None:
    """Return what the calendar says against a day that is written well and is none."""
    if not _ISO_DAY.fullmatch(text):
        return None
    year, month = int(text[:4]), int(text[5:7])
    if not 1 <= month <= len(_MONTHS) or not year:
        return "a year has months `01` to `12`" if year else None
    days = calendar.monthrange(year, month)[1]
    leap = f" in {year}" if _MONTHS[month - 1] == "February" else ""
    return f"{_MONTHS[month - 1]} has {days} days{leap}"


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        word = value.lower() if isinstance(value, str) else ""
        hint = f"write `{_SAID[word]}`" if word in _SAID else "write one of the two"
        marks = " without quotation marks" if word == value and word in ("true", "false") else ""
        raise fault(f"expected `true` or `false`, found {found(value)}", f"{hint}{marks}", rule="answer")
    return value


def _country(value: object) -> str:
    text = spoken(value)
    if text not in countries():
        upper = text.upper()
        hint = f"write `{upper}`" if upper in countries() else "write its two letters, such as `FR`"
        raise fault(f"{quoted(text)} is no country", hint, rule="country")
    return text


def _email(value: object) -> str:
    text = spoken(value)
    if not _EMAIL.fullmatch(text):
        raise fault(f"{quoted(text)} is no e-mail address", "write it as `privacy@example.org`", rule="RGT-15")
    return text


def _address(value: object) -> str:
    text = spoken(value)
    if not _ADDRESS.fullmatch(text):
        raise fault(f"{quoted(text)} is no address of a page", "it begins with `https://`", rule="address")
    return text


def _month_day(value: object) -> tuple[int, int]:
    match = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        day = date(2000, int(match[1]), int(match[2])) if match else None
    except ValueError:
        day = None
    if day is None:
        raise fault(f"expected a month and a day, found {found(value)}", "write it as `12-31`", rule="day")
    return day.month, day.day


def _keep(value: object) -> Keep:
    if not isinstance(value, str):
        raise fault(f"expected a rule, found {found(value)}", "write it as `180 days after collected`", rule="RET-03")
    try:
        return parse_keep(value)
    except KeepFault as error:
        raise fault(error.what, error.hint, rule=error.rule, column=error.column - 1) from None


def _duration(value: object) -> Duration:
    if not isinstance(value, str):
        raise fault(f"expected a duration, found {found(value)}", "write it as `180 days`", rule="duration")
    try:
        return parse_duration(value)
    except KeepFault as error:
        raise fault(error.what, error.hint, rule="duration", column=error.column - 1) from None


def version_of_language(value: object) -> int:
    """Return the version of the language; there is one so far."""
    if isinstance(value, bool) or value != 1:
        raise fault(
            f"{found(value)} is no version of the language that is known here", "write `etanche: 1`", rule="version"
        )
    return 1


Day = Annotated[date, PlainValidator(_day)]
Truth = Annotated[bool, PlainValidator(_truth)]
Country = Annotated[str, PlainValidator(_country)]
Email = Annotated[str, PlainValidator(_email)]
PageAddress = Annotated[str, PlainValidator(_address)]
MonthDay = Annotated[tuple[int, int], PlainValidator(_month_day)]
KeepRule = Annotated[Keep, PlainValidator(_keep)]
Time = Annotated[Duration, PlainValidator(_duration)]
