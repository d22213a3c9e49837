"""
What is known of each rule: how it is checked, how much a breach weighs, and by whose authority since when.

The facts stand in `charter/facts/rules/*.toml`, one file a family, so that a change of the law is a change of data.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from etanche.charter.findings import Severity


class Way(StrEnum):
    """How a rule is checked."""

    STATIC = "static"
    """On one thing of the charter at a time."""

    CROSS = "cross"
    """Between parts of the charter."""

    DOCUMENT = "document"
    """On the published document."""

    LIVE = "live"
    """On the running system, by proof."""

    LANGUAGE = "language"
    """A rule of the charter language itself."""

    DERIVED = "derived"
    """Cannot be broken: what it asks is worked out and has no key."""


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who asks for it, where it is written, and since when it holds."""

    instrument: str
    ref: str = ""
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One rule of the catalogue."""

    id: str
    way: Way
    severity: Severity
    authorities: tuple[Authority, ...] = ()


@cache
def facts() -> Mapping[str, Fact]:
    """Return the whole catalogue, by id."""
    folder = files("etanche.charter").joinpath("facts", "rules")
    found: dict[str, Fact] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for id_, known in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found[id_] = _fact(id_, known)
    return found


def _fact(id_: str, known: Mapping[str, object]) -> Fact:
    written = known.get("authority", ())
    authorities = tuple(Authority(**each) for each in written) if isinstance(written, list) else ()
    return Fact(
        id=id_,
        way=Way(str(known["way"])),
        severity=Severity(str(known.get("severity", "error"))),
        authorities=authorities,
    )


def fact(id_: str) -> Fact:
    """
    Return what is known of a rule.

    Raises:
        KeyError: the catalogue has no such rule.
    """
    return facts()[id_]
