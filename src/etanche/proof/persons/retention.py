"""
How long data of persons stay: nothing past its term is there, and what has ended opens no more.

Observed on records from both ends of every category, by the charter's own rules, without the vault.
Attempted on a made-up person whose time is told to be over: what could be read a moment before is refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from etanche.charter import (
    STATES,
    After,
    Basis,
    Between,
    Duration,
    FirstOf,
    Keep,
    LastOf,
    Status,
    Unit,
    While,
    spans,
)
from etanche.clock import day_of
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons.asking import reader_of, reads
from etanche.proof.persons.scene import played, probing
from etanche.proof.persons.survey import sample
from etanche.proof.reach import Reach, starts
from etanche.proof.run import ProofRun
from etanche.standing import Record, Told, end_of, in_order, lives, person_subject, record_subject
from etanche.store import RecordRow

UNKNOWN_DAYS: Final = 90
"""After so many days a start that nobody supplied is no excuse any longer (DESIGN §1)."""

_AT_ONCE: Final = 500
_OF_ITSELF: Final = frozenset({"collected", "created", "fiscal-year-end"})
_DAYS: Final = {Unit.HOUR: 1, Unit.MINUTE: 1, Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 31, Unit.YEAR: 366}


@dataclass(kw_only=True)
class Standing:
    """How some records of a category stand by the rules of the charter."""

    looked: int = 0
    overdue: int = 0
    late: int = 0
    """Days by which the one that is longest overdue is."""

    unknown: Counter[str] = field(default_factory=Counter)
    """Purpose → records of which nobody knows when its time begins."""

    waited: Counter[str] = field(default_factory=Counter)
    """Purpose → days for which that has been so of the oldest of them."""


def check(run: ProofRun, purpose: str, category: str) -> Outcome:
    """Observe the records, then let a time be over."""
    seen = standing_of(run, category)
    if seen.overdue:
        return broken("retention.persons-overdue", records=seen.overdue, late=seen.late)
    if seen.waited[purpose] > UNKNOWN_DAYS:
        return broken("retention.persons-unknown-too-long", records=seen.unknown[purpose], waited=seen.waited[purpose])
    if seen.unknown[purpose]:
        return unproven("retention.persons-unknown", records=seen.unknown[purpose], waited=seen.waited[purpose])
    tried = _over(run, purpose, category)
    if tried is False:
        return broken("retention.outlived")
    return kept("retention.persons-in-time" if tried else "retention.persons-observed", looked=seen.looked)


def standing_of(run: ProofRun, category: str) -> Standing:
    """Return how the records looked at of a category stand, once a run."""

    def look() -> Standing:
        found = Standing()
        rows = [row for row in sample(run, category) if not row.canary]
        for begin in range(0, len(rows), _AT_ONCE):
            _judge(run, category, rows[begin : begin + _AT_ONCE], found)
        return found

    return run.once(("standing of persons", category), look)


def _judge(run: ProofRun, category: str, rows: Sequence[RecordRow], found: Standing) -> None:
    bench, plan = run.bench, run.reach.plan
    today = day_of(run.at, plan.zone)
    subjects = [
        (person_subject(row.person or b""), record_subject(row.person or b"", row.category, row.day, row.id))
        for row in rows
    ]
    with bench.store.reading() as connection:
        told = bench.standing.persons.told(connection, (one for pair in subjects for one in pair))
    remembered: dict[tuple[str, tuple[Told, ...]], tuple[date | None, tuple[str, ...]]] = {}
    for row, (person, record) in zip(rows, subjects, strict=True):
        events = in_order(told[person], told[record])
        key = (row.day, tuple(events))
        if key not in remembered:
            remembered[key] = _stands(run, Record(category, date.fromisoformat(row.day), run.at), events)
        over, unknown = remembered[key]
        found.looked += 1
        if over is not None and over < today:
            found.overdue += 1
            found.late = max(found.late, (today - over).days)
        for purpose in unknown:
            found.unknown[purpose] += 1
            waited = (today - date.fromisoformat(row.day)).days
            found.waited[purpose] = max(found.waited[purpose], waited)


def _stands(run: ProofRun, record: Record, events: Sequence[Told]) -> tuple[date | None, tuple[str, ...]]:
    """Return since when a record is over for good, if it is, and the purposes of which nobody knows where they stand."""
    plan = run.reach.plan
    end = end_of(plan, record, events, now=run.at, applied=run.applied)
    over = end.since if end is not None and end.waits_until is None else None
    statuses = zip(plan.purposes_of(record.category), lives(plan, record, events, run.at), strict=True)
    return over, tuple(name for name, one in statuses if one.status is Status.UNKNOWN)


# — a time that is over


def _over(run: ProofRun, purpose: str, category: str) -> bool | None:
    """Let the time of somebody be over; tell whether it is read no more, or nothing if it cannot be tried."""
    reader = reader_of(run.reach, purpose, category)
    told = ends(run.reach, purpose, day_of(run.at, run.reach.plan.zone))
    if reader is None or told is None:
        return None
    somebody = played(run, purpose, long_ago=True)
    if not reads(run, reader, somebody):
        return None
    for event, effective in told:
        probing(run).tell(somebody.person, event, effective=effective)
    return not reads(run, reader, somebody)


def ends(reach: Reach, purpose: str, today: date) -> tuple[tuple[str, date], ...] | None:
    """
    Return the (event, day) that end a purpose for somebody, by its rule in the charter; nothing where the calendar alone ends it.

    An event that began it can be told anew, of an earlier day, unless it only moves forward.
    """
    found = _ends(reach.charter.purposes[purpose].keep, today)
    begun = {event for event, _ in starts(reach.charter, purpose)}
    if found is None or any(event.startswith("last-") and event in begun for event, _ in found):
        return None
    if reach.charter.purposes[purpose].basis is Basis.CONSENT and any(event == "consent-given" for event, _ in found):
        return None
    return found


def endings(keeps: Iterable[Keep], today: date) -> Mapping[str, date]:
    """
    Return every event that ends something that some rules name, with the day on which it must have happened.

    Several rules may count from one event, each its own time: it is of the day before the longest of them began.
    """
    found: dict[str, date] = {}
    for event, effective in (one for keep in keeps for span in spans(keep) for one in _ends(span, today) or ()):
        found[event] = min(effective, found.get(event, effective))
    return found


def _ends(keep: Keep, today: date) -> tuple[tuple[str, date], ...] | None:
    match keep:
        case While(state=state):
            return ((STATES[state].ends, today),)
        case After(duration=duration, event=event) | Between(ceiling=duration, event=event):
            return None if event in _OF_ITSELF else ((event, today - _long(duration)),)
        case FirstOf(rules=rules):
            return next((one for rule in rules if (one := _ends(rule, today)) is not None), None)
        case LastOf(rules=rules):
            every = [_ends(rule, today) for rule in rules]
            return None if any(one is None for one in every) else tuple(it for one in every if one for it in one)
    return None


def _long(duration: Duration) -> timedelta:
    """Return a little more than a duration."""
    return timedelta(days=duration.number * _DAYS[duration.unit] + 2)
