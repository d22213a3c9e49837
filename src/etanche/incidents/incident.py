"""
An incident, as frozen nouns: what happened in it, in order, and what follows from that.

Nothing is changed afterwards: a correction is one more thing that happened. The register of breaches (GDPR 33(5)) is the list of them, those
nobody had to be told of included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from etanche.incidents.story import NAME, Happening


class Kind(StrEnum):
    """What happened in an incident."""

    OPENED = "opened"
    FACT = "fact"
    AWARE = "aware"
    """Somebody is reasonably certain that personal data are concerned: the clock of 72 hours begins (EDPB 9/2022, 31), once; said again it begins no later."""

    SEVERITY = "severity"
    CONSEQUENCES = "consequences"
    MEASURE = "measure"
    SCOPE = "scope"
    """Which lines of the journal it is about, and how many people and records that is."""

    TOLD = "told"
    NOT_TOLD = "not-told"
    """Somebody decided, with reasons, that people or controllers are not told (GDPR 34(3))."""

    ANNOUNCED = "announced"
    CLOSED = "closed"


class Severity(StrEnum):
    """How much the rights of people are at risk: it decides who is told (GDPR 33(1), 34(1))."""

    UNKNOWN = "unknown"
    NONE = "none"
    """Unlikely to result in a risk: nobody has to be told; it stays in the register."""

    RISK = "risk"
    HIGH = "high"


class Whom(StrEnum):
    """Who is told."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    CONTROLLERS = "controllers"
    """Those for whom we process (GDPR 33(2))."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which lines of the journal an incident is about: those that meet every condition given."""

    actor: str | None = None
    case: str | None = None
    category: str | None = None
    role: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def said(self) -> Mapping[str, str]:
        """What it says, by name, as it is kept."""
        given = {name: getattr(self, name) for name in _SCOPED}
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in given.items()
            if value is not None
        }

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Scope:
        """Return what was kept."""
        moments = {name: datetime.fromisoformat(said[name]) for name in ("since", "until") if name in said}
        words = {name: said[name] for name in _SCOPED if name in said and name not in moments}
        return cls(**words, **moments)  # type: ignore[arg-type]  # two kinds of fields, by their names


_SCOPED: Final = ("actor", "case", "category", "role", "since", "until")


Happened = Happening[Kind]


@dataclass(frozen=True, kw_only=True)
class Incident:
    """One incident, as it stands."""

    id: bytes
    title: str
    opened: datetime
    by: str
    detector: str = ""
    """What noticed it, if a detector did."""

    subject: str = ""
    """Whom or what it noticed: an actor, a promise."""

    aware: datetime | None = None
    severity: Severity = Severity.UNKNOWN
    facts: tuple[str, ...] = ()
    consequences: str = ""
    measures: tuple[str, ...] = ()
    scope: Scope | None = None
    counted: bool = False
    """Whether somebody computed how many people and records that is: a detector names a scope, and counts nothing."""

    unsaid: int = 0
    """How many people it concerns since others were told, and who were not."""

    persons: int = 0
    records: int = 0
    categories: tuple[str, ...] = ()
    told: tuple[Happened, ...] = ()
    not_told: tuple[Happened, ...] = ()
    announced: tuple[Happened, ...] = ()
    closed: datetime | None = None
    report: str = ""
    story: tuple[Happened, ...] = ()

    @property
    def name(self) -> str:
        """What commands and addresses call it: the first twelve digits of its id."""
        return self.id.hex()[:NAME]

    def told_to(self, whom: Whom) -> tuple[Happened, ...]:
        """Return when somebody was told, in phases if there were several."""
        return tuple(one for one in self.told if one.said.get("whom") == whom)

    def spared(self, whom: Whom) -> Happened | None:
        """Return the last decision not to tell somebody, with its reasons; nothing if there is none."""
        return next((one for one in reversed(self.not_told) if one.said.get("whom") == whom), None)


def folded(id_: bytes, story: Iterable[Happened]) -> Incident | None:
    """Return what an incident is after all that happened in it; nothing without its beginning."""
    found: Incident | None = None
    for one in story:
        if one.what is Kind.OPENED:
            found = Incident(
                id=id_,
                title=one.words,
                opened=one.at,
                by=one.by,
                detector=one.said.get("detector", ""),
                subject=one.said.get("subject", ""),
                scope=Scope.of(one.said) if one.said.get("scoped") else None,
            )
        elif found is not None:
            found = _after(found, one)
        if found is not None:
            found = replace(found, story=(*found.story, one))
    return found


def _after(incident: Incident, one: Happened) -> Incident:
    changes: dict[Kind, dict[str, object]] = {
        Kind.FACT: {"facts": (*incident.facts, one.words)},
        Kind.AWARE: {
            "aware": _first(incident.aware, datetime.fromisoformat(one.said.get("since", one.at.isoformat())))
        },
        Kind.SEVERITY: {"severity": Severity(one.said.get("is", Severity.UNKNOWN))},
        Kind.CONSEQUENCES: {"consequences": one.words},
        Kind.MEASURE: {"measures": (*incident.measures, one.words)},
        Kind.SCOPE: {
            "scope": Scope.of(one.said),
            "counted": True,
            "unsaid": one.numbers.get("unsaid", 0),
            "persons": one.numbers.get("persons", 0),
            "records": one.numbers.get("records", 0),
            "categories": tuple(one.said.get("categories", "").split()),
        },
        Kind.TOLD: {
            "told": (*incident.told, one),
            "unsaid": 0 if one.said.get("whom") == Whom.PEOPLE else incident.unsaid,
        },
        Kind.NOT_TOLD: {"not_told": (*incident.not_told, one)},
        Kind.ANNOUNCED: {"announced": (*incident.announced, one)},
        Kind.CLOSED: {"closed": one.at, "report": one.words},
    }
    return replace(incident, **changes.get(one.what, {}))  # type: ignore[arg-type]  # by their names


def _first(known: datetime | None, said: datetime) -> datetime:
    return said if known is None else min(known, said)
