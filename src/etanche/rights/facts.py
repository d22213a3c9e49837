"""
What the law says of requests and their clocks, as data with the days on which it holds: `clocks.toml`.

    >>> clock_of(Right.ERASURE, Duty.ANSWER, date(2026, 11, 22)).id
    'D01'

The day of receipt decides which law holds: a request is not timed by a law that came after it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from etanche.charter import Duration, Regime, parse_duration


class Right(StrEnum):
    """What somebody can ask for, under the names of `clocks.toml`."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    COMPLETION = "completion"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    MARKETING_OBJECTION = "marketing-objection"
    PORTABILITY = "portability"
    WITHDRAWAL = "withdrawal"
    HUMAN_REVIEW = "human-review"
    AFTER_DEATH = "after-death"
    KNOW = "know"
    CORRECT = "correct"
    DELETE = "delete"
    OPT_OUT = "opt-out"
    LIMIT = "limit"


DONE_BY_STOPPING: Final = frozenset({Right.MARKETING_OBJECTION, Right.WITHDRAWAL, Right.OPT_OUT, Right.LIMIT})
"""Rights of which nothing is left to be decided once the use has ended: the confirmation goes out by itself."""


class Duty(StrEnum):
    """What a request makes one owe."""

    ACKNOWLEDGE = "acknowledge"
    STOP = "stop"
    ANSWER = "answer"
    RECIPIENTS = "recipients"
    EVIDENCE = "evidence"


class Doubt(StrEnum):
    """What can stop a clock: who asks is in doubt, or so much is held that they are asked what they mean."""

    IDENTITY = "identity"
    SPECIFICATION = "specification"


class Because(StrEnum):
    """Why a request takes longer: the law knows two reasons (GDPR 12(3))."""

    COMPLEXITY = "complexity"
    NUMBER = "number"


class Ground(StrEnum):
    """Why a request is refused, or granted in part."""

    UNIDENTIFIED = "unidentified"
    UNFOUNDED = "unfounded"
    EXCESSIVE = "excessive"
    FRAUDULENT = "fraudulent"
    ACCURATE = "accurate"
    EXCEPTION = "exception"
    OTHERS_RIGHTS = "others-rights"
    COMPELLING_GROUNDS = "compelling-grounds"
    NOT_APPLICABLE = "not-applicable"


SAYS_NOTHING = frozenset({Ground.UNIDENTIFIED, Ground.UNFOUNDED, Ground.EXCESSIVE, Ground.FRAUDULENT})
"""Grounds that do not tell whether anything is held: the only ones given to somebody who did not show who they are."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """How one duty is timed for some rights, by one text, between two days."""

    id: str
    duty: Duty
    rights: frozenset[Right]
    length: Duration | None
    """From receipt (after an answer: from the answer); without one, the same day."""

    extended: Duration | None
    """The whole length once an extension was told in time; without one there is no extension."""

    refusals_extended: bool
    pauses: frozenset[Doubt]
    prompt: Duration | None
    waits: Duration | None
    working: bool
    rolls: bool
    places: tuple[str, ...]
    country: str | None
    minor: bool
    since: date
    until: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Return whether this is the law on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """What the law says of a right, apart from its clocks."""

    law: str
    regime: Regime
    promise: str
    """The promise that says it; empty where a charter promises nothing of the kind."""

    identity: bool
    """Whether somebody must have shown who they are before anything is told or done."""

    refusals: frozenset[Ground]


@dataclass(frozen=True, kw_only=True)
class Law:
    """Everything that `clocks.toml` says."""

    timings: tuple[Timing, ...]
    rights: Mapping[Right, Entitlement]
    remind: tuple[Duration, ...]

    def timing(
        self, right: Right, duty: Duty, day: date, *, country: str | None = None, minor: bool = False
    ) -> Timing | None:
        """
        Return how a duty is timed for a request received on a day, or nothing when the law of that day knows no such duty.

        What is written for a country, or for minors, goes before what is written for all.
        """
        found = [
            timing
            for timing in self.timings
            if right in timing.rights
            and timing.duty is duty
            and timing.holds(day)
            and timing.country in {None, country}
            and (minor or not timing.minor)
        ]
        return max(found, key=lambda timing: (timing.minor, timing.country is not None), default=None)


@cache
def law() -> Law:
    """Return the law as this version knows it."""
    return read_law(files("etanche.rights").joinpath("clocks.toml").read_text("utf-8"))


@lru_cache(maxsize=10_000)
def clock_of(right: Right, duty: Duty, day: date, *, country: str | None = None, minor: bool = False) -> Timing | None:
    """Return how a duty is timed for a request received on a day; see `Law.timing`."""
    return law().timing(right, duty, day, country=country, minor=minor)


def read_law(text: str) -> Law:
    """
    Read a file of clocks.

    Raises:
        ValueError: a word in it is none of ours; a key is missing or unknown.
    """
    facts = tomllib.loads(text)
    return Law(
        timings=tuple(_timing(dict(entry)) for entry in facts["clock"]),
        rights={Right(name): _entitlement(entry) for name, entry in facts["right"].items()},
        remind=tuple(parse_duration(written) for written in facts["remind"]),
    )


def _timing(entry: dict[str, Any]) -> Timing:
    def duration(key: str) -> Duration | None:
        written = entry.pop(key, None)
        return parse_duration(written) if written is not None else None

    counts, refusals = entry.pop("counts", "calendar"), entry.pop("refusals", "")
    if counts not in {"calendar", "working"} or refusals not in {"", "extended"}:
        raise ValueError(f"{entry['id']}: `counts` or `refusals` says something else than its words")
    timing = Timing(
        id=entry.pop("id"),
        duty=Duty(entry.pop("duty")),
        rights=frozenset(map(Right, entry.pop("rights"))),
        length=duration("length"),
        extended=duration("extended"),
        refusals_extended=refusals == "extended",
        pauses=frozenset(map(Doubt, entry.pop("pauses", ()))),
        prompt=duration("prompt"),
        waits=duration("waits"),
        working=counts == "working",
        rolls=entry.pop("rolls", False),
        places=tuple(entry.pop("places", ())),
        country=entry.pop("country", None),
        minor=entry.pop("minor", False),
        since=entry.pop("since"),
        until=entry.pop("until", None),
        source=entry.pop("source"),
    )
    if entry:
        raise ValueError(f"{timing.id}: unknown keys {sorted(entry)}")
    return timing


def _entitlement(entry: Mapping[str, Any]) -> Entitlement:
    return Entitlement(
        law=entry["law"],
        regime=Regime(entry["regime"]),
        promise=entry.get("promise", ""),
        identity=entry["identity"],
        refusals=frozenset(map(Ground, entry["refusals"])),
    )
