"""
How every promise stands, for any page: its sentence, its verdict, and nothing green by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from etanche.notice import (
    PromiseGroup,
    SaidPromise,
    ShownVerdict,
    later_words,
    moment_words,
    promise_groups,
    shown,
    tally,
)
from etanche.proof import Verdict, later
from etanche.terms import Language, PromiseId
from etanche.web.view import View
from etanche.words import say

LOOKED_AT_LEAST = timedelta(days=1)
"""Promises are looked at each hour; after a day without a look somebody has to be told."""


@dataclass(frozen=True, kw_only=True)
class Stood:
    """One promise with its verdict; `verdict` is missing when nobody has checked yet."""

    said: SaidPromise
    kind: str
    shown: ShownVerdict
    verdict: Verdict | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """All promises with their verdicts."""

    groups: tuple[tuple[PromiseGroup, tuple[Stood, ...]], ...]
    at: datetime | None
    """The oldest look among all that are counted: each was looked at then, or since."""

    checked: str
    """The same in words; empty before the first run."""

    last: str
    """When the last run was, in words; `seconds` is how long it took."""

    seconds: str
    asleep: bool
    """Whether nobody has looked at anything for a day."""

    tally: tuple[tuple[str, str], ...]

    @property
    def later(self) -> tuple[Stood, ...]:
        """Return those that this version only says: no check looks at them."""
        return tuple(stood for stood in self.all if stood.shown.later)

    @property
    def looked_at(self) -> tuple[Stood, ...]:
        """Return those that a check looks at."""
        return tuple(stood for stood in self.all if not stood.shown.later)

    @property
    def all(self) -> tuple[Stood, ...]:
        """Return every promise."""
        return tuple(stood for _, group in self.groups for stood in group)

    @property
    def broken(self) -> tuple[Stood, ...]:
        """Return the broken ones, which every page tells first."""
        return tuple(stood for stood in self.all if stood.shown.state == "broken")

    @property
    def shown(self) -> dict[PromiseId, ShownVerdict]:
        """Return the verdicts in words, by promise."""
        return {stood.said.id: stood.shown for stood in self.all}


def standing(view: View) -> Standing:
    """Return how every promise of the charter stands now."""
    instance, language, zone = view.site.instance, view.language, view.site.zone
    latest = instance.verdicts()
    found = {verdict.id: verdict for verdict in latest.verdicts}
    # Before the first run, too, what no check will look at is told apart from what waits for one.
    waiting = later(instance.charter) if latest.at is None else frozenset()
    groups = tuple(
        (
            group,
            tuple(
                Stood(
                    said=said,
                    kind=group.kind,
                    shown=_unlooked(said.id, language)
                    if said.id in waiting
                    else shown(found.get(said.id), language, zone),
                    verdict=found.get(said.id),
                )
                for said in group.promises
            ),
        )
        for group in promise_groups(instance.charter, language)
    )
    return Standing(
        groups=groups,
        at=latest.oldest,
        checked=moment_words(latest.oldest, zone, language) if latest.oldest else "",
        last=moment_words(latest.at, zone, language) if latest.at else "",
        seconds=_seconds(latest.seconds, view),
        asleep=latest.at is not None and instance.clock.now() - latest.at > LOOKED_AT_LEAST,
        tally=_tally([stood for _, group in groups for stood in group], language),
    )


def _unlooked(promise: PromiseId, language: Language) -> ShownVerdict:
    """Return how a promise is shown that this version does not check."""
    word, because = say("state.unproven.word", language), later_words(promise, language)
    return ShownVerdict(state="unproven", word=word, because=because, later=True)


def counts(stoods: Sequence[Stood], view: View) -> str:
    """Return how many of some promises are in each state, in words."""
    return ", ".join(words for _, words in _tally(stoods, view.language))


def _tally(stoods: Sequence[Stood], language: Language) -> tuple[tuple[str, str], ...]:
    """Return how many there are of each state, the bad news first; what is not checked is counted apart, after the rest."""
    found = tally([stood.shown.state for stood in stoods if not stood.shown.later], language)
    later = sum(stood.shown.later for stood in stoods)
    return (*found, ("unproven", say("proof.later-count", language, n=later))) if later else found


def _seconds(seconds: float, view: View) -> str:
    """Return how long the run took, in whole seconds."""
    if seconds < 1:
        return say("time.instantly", view.language)
    return say("time.seconds", view.language, n=round(seconds))
