"""
Verdicts as people read them: a word, a sentence, a date; the notice knows nothing of how they were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from etanche.clock import day_of
from etanche.terms import Language, PromiseId
from etanche.words import date_words, entry, hour_words, knows, quoted, say

STATES = ("broken", "unproven", "attested", "kept")
"""The order in which verdicts are told: the bad news first."""

LATER = "later"
"""The reason of a promise that this version has no check for."""

_OF_SPHERES = ("spheres:", "rights:leaving")
"""Promises on what this version does not have at all: not only the check is missing."""


class VerdictLike(Protocol):
    """What the room of proofs hands over, as far as words need it."""

    @property
    def id(self) -> PromiseId:
        """The promise."""

    @property
    def state(self) -> str:
        """One of the four states."""

    @property
    def because(self) -> str:
        """The key of the sentence, under `verdict`."""

    @property
    def measured(self) -> Mapping[str, str | int | float | bool]:
        """What the check measured; fills the blanks of the sentence."""

    @property
    def at(self) -> datetime:
        """When the check ran."""


@dataclass(frozen=True, kw_only=True)
class ShownVerdict:
    """One verdict in words: shape and colour come from the state, the rest is here."""

    state: str
    word: str
    because: str
    at: str = ""
    at_iso: str = ""
    later: bool = False
    """Whether this version has no check for the promise: said everywhere, but nothing that happened."""


def because_words(verdict: VerdictLike, language: Language) -> str:
    """
    Return the sentence that explains a verdict.

    A verdict kept from an older version can have a reason this version has no words for: then it says that.

    Raises:
        WordsFault: the check did not measure what its sentence needs.
    """
    if verdict.because == LATER:
        return later_words(verdict.id, language)
    key = f"verdict.{verdict.because}"
    if not knows(key, language):
        return say("verdict.unworded", language, because=quoted(verdict.because, language))
    blanks = entry(key, language).blanks
    return say(key, language, **{name: value for name, value in verdict.measured.items() if name in blanks})


def later_words(promise: PromiseId, language: Language) -> str:
    """Say why no check of this version looks at a promise."""
    return say(f"verdict.{LATER}-spheres" if promise.startswith(_OF_SPHERES) else f"verdict.{LATER}", language)


def moment_words(moment: datetime, zone: str, language: Language) -> str:
    """Return a moment in a time zone: `21 novembre 2026 à 6 h 02`, `21 November 2026 at 06:02`."""
    return say(
        "time.moment",
        language,
        date=date_words(day_of(moment, zone), language),
        hour=hour_words(moment, zone, language),
    )


def shown(verdict: VerdictLike | None, language: Language, zone: str) -> ShownVerdict:
    """Return a verdict in words; a promise nobody has checked yet is unproven, and says so."""
    if verdict is None:
        return ShownVerdict(
            state="unproven", word=say("state.unproven.word", language), because=say("verdict.not-checked", language)
        )
    return ShownVerdict(
        state=verdict.state,
        word=say(f"state.{verdict.state}.word", language),
        because=because_words(verdict, language),
        later=verdict.because == LATER,
        at=moment_words(verdict.at, zone, language),
        at_iso=verdict.at.astimezone(UTC).isoformat(timespec="minutes"),
    )


def tally(states: Iterable[str], language: Language) -> tuple[tuple[str, str], ...]:
    """Return how many verdicts there are of each state that occurs, in words, the bad news first."""
    counted = Counter(states)
    return tuple((state, say(f"state.{state}.count", language, n=counted[state])) for state in STATES if counted[state])
