"""
What follows from a country: its time zone, its supervisory authority, whether it is in the European Economic Area.

The zones come from the time zone database; the rest from `facts/countries.toml`, which says when it was checked.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

_SAMPLE_YEAR = 2026
"""Two zones that show the same time in every month of this year are one for us: a country's exclave is no second zone."""


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What the data file says."""

    eea: frozenset[str]
    authority: dict[str, str]


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


def in_eea(country: str) -> bool:
    """Return whether a country is in the European Economic Area."""
    return country in _facts().eea


@cache
def _facts() -> _Facts:
    text = files("etanche.charter").joinpath("facts", "countries.toml").read_text("utf-8")
    facts = tomllib.loads(text)
    return _Facts(eea=frozenset(facts["eea"]), authority=facts["authority"])


@cache
def _table(name: str) -> tuple[str, ...]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
