"""
What is known of each rule: how it is checked, how much a breach weighs, and by whose authority since when.

The facts stand in `charter/facts/rules/*.toml`, one file a family, so that a change of the law is a change of data.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from etanche.charter.findings import Severity

LONGEST = 40
"""No id is longer; what is longer need not be compared."""

SURE = 0.6
"""How like an id a wrong one must be to be taken for it."""


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

    WRITING = "writing"
    """How a charter is written: told by the reader, before any rule is asked."""

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
    weighs: Mapping[str, Severity] = field(default_factory=dict)
    """How much those of its sentences weigh that weigh otherwise."""

    promise: str = ""
    """The kind of promise by which proof judges it on the running system, where it does."""

    def weight(self, says: str) -> Severity:
        """Return how much a breach weighs that is told in one of the rule's sentences."""
        return self.weighs.get(says, self.severity)


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
        weighs={says: Severity(str(weight)) for says, weight in _table(known.get("weighs")).items()},
        promise=str(known.get("promise", "")),
    )


def _table(written: object) -> Mapping[str, object]:
    return written if isinstance(written, dict) else {}


def fact(id_: str) -> Fact:
    """
    Return what is known of a rule.

    Raises:
        KeyError: the catalogue has no such rule.
    """
    return facts()[id_]


def nearest(id_: str) -> str | None:
    """Return the rule whose id was probably meant, whatever the case of its letters; swapped letters count for little."""
    ids = {known.casefold(): known for known in facts()}
    wanted = id_.strip().casefold()[:LONGEST]
    near = difflib.get_close_matches(wanted, ids, n=len(ids), cutoff=SURE)
    swapped = [known for known in near if sorted(known) == sorted(wanted)]
    return next((ids[known] for known in (*swapped, *near)), None)
