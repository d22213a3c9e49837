"""
What follows from a country: its time zone, its supervisory authority, whether it is in the European Economic Area.

The zones come from the time zone database; the rest from `facts/countries.toml`, which says when it was checked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from etanche.terms import Language

_SAMPLE_YEAR = 2026
"""Two zones that show the same time in every month of this year are one for us: a country's exclave is no second zone."""


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the data file says."""

    eea: frozenset[str]
    authority: dict[str, str]
    elsewhere: dict[str, str]
    also: dict[str, list[str]]
    language: dict[str, Language]
    consent_age: dict[str, int]


@cache
def countries() -> frozenset[str]:
    """Return the two-letter codes of all countries."""
    return frozenset(line.split("\t")[0] for line in _table("iso3166.tab"))


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())


@cache
def zone_of(country: str) -> str | None:
    """Return the time zone of a country, or nothing when it has several."""
    names = [zone for code, _, zone, *_ in (line.split("\t") for line in _table("zone.tab")) if code == country]
    return names[0] if len({_shown(name) for name in names}) == 1 else None


def _shown(zone: str) -> tuple[timedelta | None, ...]:
    """Return how far a zone is from universal time in each month."""
    months = (datetime(_SAMPLE_YEAR, month, 1, tzinfo=UTC) for month in range(1, 13))
    return tuple(month.astimezone(ZoneInfo(zone)).utcoffset() for month in months)


def authority_of(country: str) -> str | None:
    """Return the authority that supervises data protection in a country, where there is exactly one."""
    return _facts().authority.get(country)


@cache
def authorities() -> Mapping[str, frozenset[str]]:
    """Return the countries of each authority that is known by name, whichever of its names, without regard to capitals."""
    found: dict[str, set[str]] = {}
    for country, name in (*_facts().authority.items(), *_facts().elsewhere.items()):
        for called in (name, *_facts().also.get(name, ())):
            found.setdefault(called.casefold(), set()).add(country)
    return {name: frozenset(countries) for name, countries in found.items()}


def language_of(country: str) -> Language | None:
    """Return the language that the people of a country read, where it is one of the house's and they read one."""
    return _facts().language.get(country)


def consent_age(country: str) -> int | None:
    """Return from which age a child consents alone to an online service in a country of the European Economic Area."""
    return _facts().consent_age.get(country)


def in_eea(country: str) -> bool:
    """Return whether a country is in the European Economic Area."""
    return country in _facts().eea


@cache
def _facts() -> _Facts:
    text = files("etanche.charter").joinpath("facts", "countries.toml").read_text("utf-8")
    facts = tomllib.loads(text)
    return _Facts(
        eea=frozenset(facts["eea"]),
        authority=facts["authority"],
        elsewhere=facts["authority-elsewhere"],
        also=facts["authority-also"],
        language=facts["language"],
        consent_age=facts["consent-age"],
    )


@cache
def _table(name: str) -> tuple[str, ...]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
