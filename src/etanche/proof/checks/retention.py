"""
`retention:<purpose>/<category>`: what is past its term is destroyed, keys first, and nothing stays behind.

Observed on the living: no living day past its term, no key of a dead day, no row without a key that opens it,
every day dated as it was collected. Proved on a shifted clock: the purpose is alive on the last day and not on the next.
Living data are never moved. Where the last sweep is two days past, or its moment is not ours, the next one stops, and the promise
with it. What was destroyed lives on in a copy until that is destroyed: that no copy is older than was said is looked at here, how
copies are made and tried in `continuity:backups`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from threading import Event
from typing import Final
from zoneinfo import ZoneInfo

from etanche.charter import End, Promise, Status, evaluate
from etanche.clock import day_of
from etanche.proof.checks.continuity import outliving
from etanche.proof.days_known import DaysKnown, look
from etanche.proof.outcome import Outcome, broken, kept, unproven
from etanche.proof.persons import retention as persons
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.proof.survey import numbers
from etanche.proof.verdict import State
from etanche.standing import COLLECTED, GuardReason, Life, clock_guard, life
from etanche.store import days, moment_of

GRACE: Final = timedelta(minutes=15)
"""How long rows may outlive the key of their day: they open no more, and a sweep deletes them in small bites."""

SLACK: Final = timedelta(minutes=5)
"""How far ahead of now a moment may be said to be: a clock that is put right by a few minutes was not gone ahead."""

SETTLES_SECONDS: Final = 0.5
"""A key is durable before its day is written down; so long a key alone is given before it is told."""

UNKNOWN_DAYS: Final = 90
"""After so many days a start that nobody supplied is no excuse any longer (DESIGN §1)."""


def sees(reach: Reach, subject: str) -> Sight:
    """See what the vault keeps until a day that follows from the collection, and how old the copies are; not what else than an erasure ends it."""
    purpose, _, category = subject.partition("/")
    if category not in reach.persons and (category not in reach.held or not reach.plain(purpose)):
        return Sight.NONE
    return Sight.WHOLE if reach.charter.purposes[purpose].then is End.ERASE else Sight.PART


def check(run: ProofRun, promise: Promise) -> Outcome:
    """Observe every day of the category; shift the clock over today's."""
    purpose, category = promise.subject.split("/")
    if run.bench.plan.terms.get((purpose, category)) != run.bench.charter.purposes[purpose].keep:
        return broken("retention.other-rule")
    found = _living(run, purpose, category)
    # What lives on in the house is told before what lives on in a copy of it: both end with the one who sweeps.
    if found.state is not State.BROKEN and (copies := outliving(run)):
        return broken("retention.in-backups", copies=copies)
    return found if found.state is State.BROKEN else _unswept(run) or found


def _unswept(run: ProofRun) -> Outcome | None:
    """
    Return that no sweep has run to its end for two days, or that the moment of the last one is not what we wrote: the next one stops.

    Where nothing is due yet it will be, and nobody would destroy it.
    """
    guard = clock_guard(last_tick=run.bench.standing.last_tick(), now=run.at)
    if guard.reason is GuardReason.NO_TICK:
        before = run.bench.standing.ticked_before_marks()
        return unproven("retention.sweep-unmarked") if before else broken("retention.sweep-redated")
    if guard.reason is GuardReason.CLOCK_BACK:
        return broken("retention.swept-ahead")
    return None if guard.ok else broken("retention.unswept", hours=guard.numbers["hours"])


def _living(run: ProofRun, purpose: str, category: str) -> Outcome:
    """Look at what lives of a category, and shift the clock over today's."""
    if category in run.reach.persons:
        return persons.check(run, purpose, category)
    known = look(run, category)
    return (
        _ahead(run, known)
        or _left_behind(run, known)
        or _alone(run, category, known)
        or _misdated(known)
        or _past_term(run, purpose, category, known)
    )


def _ahead(run: ProofRun, known: DaysKnown) -> Outcome | None:
    """Nothing is dated later than now: what comes from the future, or is said to be known from then on, outlives its term."""
    bench = run.bench
    horizon = max(run.at, bench.clock.now()) + SLACK
    today = day_of(horizon, bench.plan.zone)
    days_ahead = sum(1 for day in known.living.keys() | known.buckets.keys() if day > today)
    if days_ahead:
        return broken("retention.from-the-future", days=days_ahead)
    opened = sum(1 for row in known.living.values() if moment_of(row.opened) > horizon)
    applied = run.applied is not None and run.applied > horizon
    return broken("retention.in-the-future", moments=opened + applied) if opened or applied else None


def _alone(run: ProofRun, category: str, known: DaysKnown) -> Outcome | None:
    """A living key of a day that is not written down is nothing a sweep would come by: past its term it is overdue."""
    over = {day for day in known.buckets.keys() - known.living.keys() - known.dead.keys() if _over(run, category, day)}
    if not over:
        return None
    # A key is made durable just before its first records: whoever imports an old log at this moment is given time.
    Event().wait(SETTLES_SECONDS)
    bench, number = run.bench, numbers(run.bench).categories[category]
    with bench.store.reading() as connection:
        over -= {date.fromisoformat(row.day) for row in days.known(connection, bench.organisation, number)}
    over = {day for day in over if bench.shelf.bucket(bench.organisation, number, day.isoformat()) is not None}
    return broken("retention.key-alone", days=len(over)) if over else None


def _over(run: ProofRun, category: str, day: date) -> bool:
    """Tell whether a day that nothing is written about is past the term of every purpose, counted from itself."""
    bench = run.bench
    lives = [
        life(bench.plan, purpose=name, category=category, events={COLLECTED: day}, now=run.at)
        for name in bench.plan.purposes_of(category)
    ]
    end = _end(lives)
    return end is not None and end < day_of(run.at, bench.plan.zone) and bench.standing.settled(run.at)


def _left_behind(run: ProofRun, known: DaysKnown) -> Outcome | None:
    """Return what outlived the key of its day, or the word that it was destroyed."""
    back = sum(1 for day in known.dead if day in known.buckets)
    if back:
        return broken("retention.key-of-a-dead-day", days=back)
    unburied = sum(1 for row in known.dead.values() if row.bucket not in run.bench.tombstones)
    if unburied:
        return broken("retention.no-tombstone", days=unburied)
    over = {day for day, row in known.dead.items() if row.destroyed and moment_of(row.destroyed) + GRACE < run.at}
    rows = sum(count for day, count in known.rows.items() if day in over)
    if rows:
        return broken("retention.rows-of-dead-days", rows=rows)
    lost = sum(count for day, count in known.rows.items() if day not in known.dead and not _keyed(run, known, day))
    if lost:
        return broken("retention.rows-without-key", rows=lost)
    return None


def _keyed(run: ProofRun, known: DaysKnown, day: date) -> bool:
    """Tell whether a day has the key it was opened with, or lost it to a sweep since we looked."""
    if day not in known.living:
        return False
    bucket = known.living[day].bucket
    return known.buckets.get(day) == bucket or bucket in run.bench.tombstones


def _misdated(known: DaysKnown) -> Outcome | None:
    """A day counts from itself: a later date in the ledger would give it a longer life."""
    wrong = sum(1 for day in known.living if not known.collected.get(day, set()) <= {day.isoformat()})
    return broken("retention.misdated", days=wrong) if wrong else None


def _past_term(run: ProofRun, purpose: str, category: str, known: DaysKnown) -> Outcome:
    """Look for days that every purpose has let go and that are still there on the day after."""
    today = day_of(run.at, run.bench.plan.zone)
    lives = {
        name: run.bench.standing.lives(name, category, known.living, now=run.at)
        for name in run.bench.plan.purposes_of(category)
    }
    waiting = _waiting(run, category)
    overdue = {
        day: end
        for day in known.living
        if day not in waiting
        and (end := _overdue(run, known.entered.get(day), [of[day] for of in lives.values()], today))
    }
    if overdue:
        return broken("retention.overdue", days=len(overdue), late=(today - min(overdue.values())).days)
    unknown = [day for day, life in lives[purpose].items() if life.status is Status.UNKNOWN]
    waited = (today - min(unknown, default=today)).days
    if waited > UNKNOWN_DAYS:
        return broken("retention.unknown-too-long", days=len(unknown), waited=waited)
    if unknown:
        return unproven("retention.unknown-start", days=len(unknown), waited=waited)
    if not _ends_on_time(run, purpose, category, known):
        return broken("retention.shifted")
    held = known.people & known.living.keys()
    traces = bool(known.dead) and run.bench.shelf.place.keeps_traces
    return kept(
        "retention.in-time-on-a-server" if traces else "retention.in-time",
        days=len(held),
        oldest=(today - min(held, default=today)).days,
        destroyed=len(known.dead),
        waiting=len(waiting),
        swept=_swept(run),
    )


def _waiting(run: ProofRun, category: str) -> frozenset[date]:
    """Return the days whose end was learned late: not read any more, and destroyed when the delay is over (DESIGN §1)."""
    due = run.once("due", lambda: run.bench.standing.due(run.at))
    return frozenset(
        one.day for one in due if one.category == category and one.waits_until and one.waits_until > run.at
    )


def _overdue(run: ProofRun, entered: datetime | None, lives: list[Life], today: date) -> date | None:
    """
    Return since when a day should be gone, if a whole day has passed since then.

    A day is due from its beginning and swept before its end (LANGUAGE §8.4);
    one that was over when its first record came in is due from then, by the moment under our mark: the other one anybody could move.
    """
    end = _end(lives)
    if end is None:
        return None
    since = end
    # A moment that has not come yet hides nothing.
    if entered is not None and entered <= run.at:
        since = max(end, day_of(entered, run.bench.plan.zone))
    return since if since < today else None


def _end(lives: list[Life]) -> date | None:
    """Return when the last purpose let go, if every one has."""
    if any(one.status not in (Status.DUE, Status.NOT_BEGUN) for one in lives):
        return None
    return max((one.not_after for one in lives if one.not_after is not None), default=None)


def _ends_on_time(run: ProofRun, purpose: str, category: str, known: DaysKnown) -> bool:
    """
    Shift the clock over the youngest living day: alive just before the term of the charter, let go from its first moment.

    A rule that has no end yet, or no living day to try it on, has nothing to shift.
    """
    bench, keep = run.bench, run.bench.charter.purposes[purpose].keep
    youngest = max(known.living, default=None)
    if youngest is None:
        return True
    happened = {COLLECTED: youngest}
    zone, years = bench.charter.organisation.time_zone, bench.charter.organisation.fiscal_year_end
    end = evaluate(keep, happened, run.at, zone=zone, fiscal_year_end=years).not_after
    if end is None:
        return True
    first = datetime.combine(end, time.min, ZoneInfo(zone))
    before = bench.standing.life(purpose, category, youngest, now=first - timedelta(seconds=1))
    after = bench.standing.life(purpose, category, youngest, now=first)
    return before.status in (Status.RUNNING, Status.OPEN) and after.status is Status.DUE


def _swept(run: ProofRun) -> int:
    """Return how many hours ago the last sweep went well; an instance begins with such a moment."""
    last = run.bench.standing.last_tick()
    return 0 if last is None else max(0, int((run.at - last) / timedelta(hours=1)))
