"""
Changes of the charter that had to be announced: each that came into force waited its time, and one made now would wait.

The history is read from the store, and weighed here by what each charter said of itself; the clock of the attempt is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from etanche.charter import Charter, Duration, Teller, Unit, parse_keep, reread
from etanche.charter.change import Change, diff, material
from etanche.clock import day_of
from etanche.proof.outcome import Outcome, broken, kept
from etanche.proof.reach import Reach, Sight
from etanche.proof.run import ProofRun
from etanche.store import charters, facts, moment_of

TAKEN_IN: Final = "charter.taken-in/"
"""Before the digest of a charter: the fact that says when it was taken in, and so announced."""

_HOURS: Final = {
    Unit.MINUTE: 1,
    Unit.HOUR: 1,
    Unit.DAY: 24,
    Unit.WEEK: 7 * 24,
    Unit.MONTH: 28 * 24,
    Unit.YEAR: 365 * 24,
}
"""The shortest that each can be; what waits longer is none the worse."""


class _Applied(NamedTuple):
    charter: Charter
    announced: datetime
    at: datetime


def sees(reach: Reach) -> Sight:
    """See what waits, and what is told by the feed; letters and pages of accounts are not seen."""
    announced = reach.charter.notice.announced
    if announced is None:
        return Sight.NONE
    return Sight.WHOLE if set(announced.by) <= {Teller.FEED} else Sight.PART


def check(run: ProofRun, concerns: Callable[[Change], bool]) -> Outcome:
    """Go through the charters there were, and try to change the one there is at once."""
    applied = run.once("charters", lambda: _applied(run))
    hasty = sum(
        1
        for old, new in pairwise(applied)
        if any(map(concerns, material(diff(old.charter, new.charter)))) and not _waited(old.charter, new)
    )
    if hasty:
        return broken("documents.changed-unannounced", changes=hasty)
    if not run.bench.waits(_lengthened(run)):
        return broken("documents.changed-at-once")
    return kept("documents.changes-wait", charters=len(applied))


def _applied(run: ProofRun) -> Sequence[_Applied]:
    """Return the charters that came into force, the oldest first; one that this version cannot read is passed over."""
    bench = run.bench
    with bench.store.reading() as connection:
        rows = [row for row in charters.history(connection, bench.organisation) if moment_of(row.applied) <= run.at]
        taken_in = facts.under(connection, bench.organisation, TAKEN_IN)
    read = ((row, reread(row.text, file="the charter in the store")) for row in reversed(rows))
    return [
        _Applied(charter, moment_of(min(taken_in.get(row.digest, row.applied), row.applied)), moment_of(row.applied))
        for row, charter in read
        if charter is not None
    ]


def _waited(old: Charter, new: _Applied) -> bool:
    announced = old.notice.announced
    return announced is None or new.at - new.announced >= _shortest(announced.before)


def _shortest(before: Duration) -> timedelta:
    return timedelta(hours=before.number * _HOURS[before.unit])


def _lengthened(run: ProofRun) -> Charter:
    """Return the charter with a longer time, dated today: nobody could have been told of it."""
    charter = run.bench.charter
    today = max(day_of(run.at, run.bench.plan.zone), max(charter.versions) + timedelta(days=1))
    first = min(charter.purposes)
    longer = charter.purposes[first].model_copy(update={"keep": parse_keep("90 years after collected")})
    version = charter.versions[max(charter.versions)]
    return charter.model_copy(
        update={"purposes": {**charter.purposes, first: longer}, "versions": {today: version, **charter.versions}}
    )
