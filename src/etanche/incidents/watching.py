"""
Looking at the journal again and again: what came since the last look, and no line twice.

What was seen is kept under a mark: who writes into the data file and has no key makes no detector look away; a bookmark that is not ours is an
incident itself, and looking begins anew from the lines of the last hour. What is over its limit raises one incident, which stands until it is
closed: what goes on meanwhile is told by no second one. Whoever is to be told is told in the transaction that opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Final

import msgspec

from etanche.incidents.detectors import LIMITS, Found
from etanche.incidents.incident import Incident, Scope
from etanche.incidents.keeping import Incidents
from etanche.incidents.story import ITSELF
from etanche.incidents.window import Raised, State, look
from etanche.journal import Line
from etanche.keyring import bind
from etanche.store import Connection, facts
from etanche.terms import Language
from etanche.words import say

Tell = Callable[[Connection, Incident], None]
"""Tells who is to be told at once, in the transaction that opens an incident."""

BOOKMARK: Final = "incidents.seen"
_AT_ONCE: Final = 5_000
_BACK: Final = timedelta(hours=1)
_SCOPED: Final = frozenset({Found.MASS_READING, Found.EXPORT_SPIKE, Found.FORGED_PROBE})
"""What says by itself which lines it is about."""


@dataclass(frozen=True, kw_only=True)
class Watching:
    """The detectors of one organisation."""

    incidents: Incidents
    language: Language
    """In which titles are written down."""

    tell: Tell

    def look(self) -> tuple[Incident, ...]:
        """Look at what came since the last time; return the incidents that were raised."""
        raised: list[Incident] = []
        while True:
            state, ours = self._state()
            lines = list(islice(self._lines(state), _AT_ONCE))
            after, found = look(state, lines, self.incidents.clock.now())
            raised += self._raise(found if ours else (*found, self._tampered()))
            if after != state or not ours or not state.seen:
                self._keep(after)
            if len(lines) < _AT_ONCE:
                return tuple(raised)

    def _lines(self, state: State) -> Iterator[Line]:
        journal, now = self.incidents.journal, self.incidents.clock.now()
        return journal.lines(after=state.seen) if state.seen else journal.lines(since=now - _BACK)

    # — what is over its limit

    def _raise(self, found: Sequence[Raised]) -> list[Incident]:
        """Write down what is over its limit, unless an incident about the same stands open."""
        if not found:
            return []
        stands = {(one.detector, one.subject) for one in self.incidents.all() if one.closed is None}
        return [self._one(each) for each in found if (each.found, each.subject) not in stands]

    def _one(self, each: Raised) -> Incident:
        return self.incidents.open(
            say(f"incident.detector.{each.found}", self.language),
            by=ITSELF,
            severity=LIMITS[each.found].severity,
            detector=each.found.value,
            subject=each.subject,
            scope=Scope(actor=each.subject, since=each.since) if each.found in _SCOPED else None,
            tell=self.tell,
        )

    def _tampered(self) -> Raised:
        return Raised(Found.CHAIN_FAULT, "bookmark", 1, self.incidents.clock.now())

    # — the bookmark

    def _state(self) -> tuple[State, bool]:
        """Return what was seen, and whether the bookmark is ours; without one, or with a forged one, nothing was."""
        found = bookmark_of(self.incidents)
        return (State(), False) if found is None else (found, True)

    def _keep(self, state: State) -> None:
        it = self.incidents
        text = msgspec.json.encode(state).decode()
        with it.store.writing() as connection:
            first = facts.get(connection, it.organisation, BOOKMARK) is None
            facts.put(connection, it.organisation, BOOKMARK, f"{_mark(it, text)} {text}")
            if first:
                it.note(connection, _BEGUN, ITSELF)


def bookmark_of(incidents: Incidents) -> State | None:
    """Return what the detectors have seen: nothing yet before the first look of all; None if somebody moved the bookmark, or took it away."""
    with incidents.store.reading() as connection:
        told = facts.get(connection, incidents.organisation, BOOKMARK)
    if told is None:
        return None if incidents.journal.entries(act=_BEGUN, last=1) else State()
    mark, _, text = told.partition(" ")
    return msgspec.json.decode(text, type=State) if mark == _mark(incidents, text) else None


def _mark(incidents: Incidents, text: str) -> str:
    return incidents.keyring.fingerprint(incidents.organisation, [bind("incidents seen", 1, text)]).hex()


_BEGUN: Final = "watch-begun"
