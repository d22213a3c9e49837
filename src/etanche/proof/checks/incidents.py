"""
`incidents:breach`, `incidents:watch`, `incidents:announce`: the clocks of breaches are kept, detectors are awake and somebody is told, and the
status page says what was announced.

What this does *not* see: an incident that nobody wrote down and no detector noticed; whether somebody reads a letter; and, of what went on
between two looks of a detector, how long each took.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Final

from etanche.charter import Promise
from etanche.charter.lengths import shortest
from etanche.errors import OutOfReach
from etanche.incidents import Clock, Incident, announcements, bookmark_of, clocks_of
from etanche.proof.door import Asked
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.told_of import fewer

GRACE: Final = timedelta(minutes=1)
"""Rounds are made every twenty seconds, and a line is committed before it is seen."""

_TELLS: Final = frozenset({"email", "webhook"})
_OK: Final = 200


def sees(_reach: Reach, subject: str) -> Sight:
    """See all three."""
    return Sight.WHOLE if subject in {"breach", "watch", "announce"} else Sight.NONE


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Look at what the promise is about."""
    if promise.subject == "watch":
        return _watch(run)
    return _announce(run) if promise.subject == "announce" else _breach(run)


def _breach(run: ProofRun) -> Outcome:
    """See that every incident is as it was written down, and that nobody is told too late without it being said why."""
    found = run.bench.incidents.all()
    changed = fewer(
        run,
        {one.name: len(one.story) for one in found},
        object="incident",
        name=lambda line: line.facts.get("incident"),
        forgotten="incident-forgotten",
    )
    if changed:
        return broken("incidents.changed", incidents=changed)
    late = sum(
        1
        for one in found
        if any(each.late(run.at) and not _said_why(one, each) for each in clocks_of(one, run.bench.charter))
    )
    if late:
        return broken("incidents.late", incidents=late)
    return kept("incidents.in-time", incidents=len(found), open=sum(1 for one in found if one.closed is None))


def _said_why(incident: Incident, clock: Clock) -> bool:
    """Tell whether somebody was told late, and why (GDPR 33(1)); of whom somebody decided that they are not nothing is late."""
    told = incident.told_to(clock.whom)
    return bool(told) and bool(told[0].said.get("late"))


def _watch(run: ProofRun) -> Outcome:
    """See that the bookmark of the detectors is ours and near the end of the journal, and that somebody is told."""
    bench = run.bench
    watch = bench.charter.incidents.watch
    if watch is None:
        return unproven("incidents.no-watch")
    ways = {one.value for one in watch.alert} & _TELLS
    if not ways <= bench.tells():
        return unproven("incidents.nobody-told")
    state = bookmark_of(run.bench.incidents)
    if state is None:
        return broken("incidents.watch-moved")
    if not state.seen:
        return unproven("incidents.no-watch")
    within = max(timedelta(minutes=shortest(watch.within)), GRACE) + GRACE
    unseen = next(iter(bench.journal.lines(after=state.seen, most=1)), None)
    if unseen is not None and run.at - unseen.entry.at > within:
        return broken("incidents.watch-late", minutes=(run.at - unseen.entry.at) // timedelta(minutes=1))
    return kept("incidents.watched", ways=len(ways))


def _announce(run: ProofRun) -> Outcome:
    """See that the status page says what was announced, as a stranger reads it."""
    bench = run.bench
    if bench.door is None or bench.status_at is None:
        return unproven("incidents.no-door")
    said = {one.id: (one.fr, one.en) for one in announcements(run.bench.incidents)}
    try:
        answer = bench.door.ask(Asked(path=bench.status_at))
        shown = json.loads(answer.text) if answer.status == _OK else {}
        there = {str(one["id"]): (one["fr"], one["en"]) for one in shown.get("announcements", [])}
    except (OutOfReach, ValueError, TypeError, KeyError, AttributeError):
        return broken("incidents.status-silent")
    if answer.status != _OK:
        return broken("incidents.status-silent")
    missing = sum(1 for id_, words in said.items() if there.get(id_) != words)
    if missing:
        return broken("incidents.unsaid", announcements=missing)
    return kept("incidents.announced", announcements=len(said))
