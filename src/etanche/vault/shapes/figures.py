"""
The shape of what is counted and measured: places, days, moments, numbers, yes and no, and the codes of languages and countries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from zoneinfo import available_timezones

from etanche.charter import FieldPlan, Only

_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:-[A-Za-z0-9]{2,8}){0,3})", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_AMOUNT = re.compile(r"([+-]?\d{1,15}(?:\.\d{1,6})?)(?: ([A-Z]{3}))?", re.ASCII)
_TRUE = frozenset({"true", "yes", "oui", "1"})
_FALSE = frozenset({"false", "no", "non", "0"})
_LARGEST_COUNT = 10**15


def location(_field: FieldPlan, value: object) -> str | None:
    """Keep latitude and longitude in degrees, to five places: about a metre (WGS 84)."""
    parts: Sequence[object] = value.split(",") if isinstance(value, str) else value if isinstance(value, tuple) else ()
    try:
        degrees = [Decimal(str(part).strip()) for part in parts]
    except InvalidOperation:
        return None
    if len(degrees) != 2 or not all(map(Decimal.is_finite, degrees)):  # noqa: PLR2004  # latitude and longitude
        return None
    latitude, longitude = degrees
    return f"{latitude:.5f},{longitude:.5f}" if abs(latitude) <= 90 and abs(longitude) <= 180 else None  # noqa: PLR2004  # degrees


def day(_field: FieldPlan, value: object) -> str | None:
    """Keep a day of the calendar; a moment is none."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value.isoformat()
    try:
        return (
            date.fromisoformat(value).isoformat()
            if isinstance(value, str) and len(value) == len("2026-11-22")
            else None
        )
    except ValueError:
        return None


def instant(field: FieldPlan, value: object) -> str | None:
    """Keep a moment in UTC to the second, or its day there; a moment without a time zone is none."""
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        there = moment.astimezone(UTC)
    except OverflowError:
        return None
    return there.date().isoformat() if field.only is Only.DAY else there.replace(microsecond=0).isoformat()


def count(_field: FieldPlan, value: object) -> str | None:
    """Keep a whole number that is not negative."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdecimal() and len(value) < len(str(_LARGEST_COUNT)) else None
    return str(value) if isinstance(value, int) and 0 <= value < _LARGEST_COUNT else None


def amount(_field: FieldPlan, value: object) -> str | None:
    """Keep a number with its currency, if one is told (ISO 4217): `12.50 EUR`."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    found = _AMOUNT.fullmatch(
        value.strip() if isinstance(value, str) else f"{value:f}" if isinstance(value, Decimal) else str(value)
    )
    if found is None:
        return None
    return f"{Decimal(found[1]):f} {found[2]}" if found[2] else f"{Decimal(found[1]):f}"


def yes_no(_field: FieldPlan, value: object) -> str | None:
    """Keep a yes or a no, in the words of either language of the house."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    word = value.strip().lower() if isinstance(value, str) else ""
    return "yes" if word in _TRUE else "no" if word in _FALSE else None


def language(_field: FieldPlan, value: object) -> str | None:
    """Keep the tag of a language (RFC 5646), in small letters."""
    found = _LANGUAGE.fullmatch(value.strip().replace("_", "-")) if isinstance(value, str) else None
    return None if found is None else found[1].lower() + found[2]


def time_zone(_field: FieldPlan, value: object) -> str | None:
    """Keep a zone that the time-zone database knows."""
    return value if isinstance(value, str) and value in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def country(_field: FieldPlan, value: object) -> str | None:
    """Keep the two letters of a country (ISO 3166-1)."""
    code = value.strip().upper() if isinstance(value, str) else ""
    return code if _COUNTRY.fullmatch(code) else None
