"""
Verdicts grown old: what nobody looked at within its time proves nothing of today, and is *unproven*.

What is looked at each hour has a day, what is looked at each night has two; so one missed night says nothing, and the second does.
*Broken* stays broken, and *unproven* keeps its reason: that nobody looked again mends nothing.
What nobody ever looked at has the same time, from the day on which the charter came into force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from etanche.proof.ledger import Latest
from etanche.proof.registry import nightly
from etanche.proof.verdict import LATER, NEVER, State, Verdict
from etanche.terms import PromiseId

ASLEEP: Final = "asleep"
"""Why a promise is unproven that a check found well, too long ago."""

HOURLY_WITHIN: Final = timedelta(days=1)
NIGHTLY_WITHIN: Final = timedelta(days=2)


def awake(found: Latest, now: datetime) -> Latest:
    """Return the newest verdicts as they may be told now; each keeps the moment of its look."""
    return replace(found, verdicts=tuple(_told(verdict, now) for verdict in found.verdicts))


def completed(found: Latest, now: datetime, *, promises: Iterable[PromiseId], since: datetime) -> Latest:
    """
    Return the newest verdicts with what nobody ever looked at and somebody should have: *unproven*, dated from when there was something to look at.

    Args:
        found: the newest verdicts.
        now: the moment.
        promises: those that a check looks at.
        since: when the charter that makes them came into force.
    """
    known = {verdict.id for verdict in found.verdicts}
    unseen = (_never(promise, since, now) for promise in promises if promise not in known)
    more = [verdict for verdict in unseen if _is_old(verdict, now)]
    ordered = sorted([*found.verdicts, *more], key=lambda verdict: verdict.id.partition(":"))
    return replace(found, verdicts=tuple(ordered))


def asleep(found: Latest, now: datetime) -> tuple[Verdict, ...]:
    """Return the newest verdicts whose promises nobody looked at within their time, whatever they say; what this version does not check is not among them."""
    return tuple(verdict for verdict in found.verdicts if verdict.because != LATER and _is_old(verdict, now))


def _told(verdict: Verdict, now: datetime) -> Verdict:
    if verdict.state in {State.BROKEN, State.UNPROVEN} or not _is_old(verdict, now):
        return verdict
    return replace(verdict, state=State.UNPROVEN, because=ASLEEP, measured={"days": (now - verdict.at).days})


def _never(promise: PromiseId, since: datetime, now: datetime) -> Verdict:
    measured = {"days": (now - since).days}
    kind = promise.partition(":")[0]
    return Verdict(id=promise, kind=kind, state=State.UNPROVEN, because=NEVER, measured=measured, at=since)


def _is_old(verdict: Verdict, now: datetime) -> bool:
    within = NIGHTLY_WITHIN if nightly(verdict.kind, verdict.id.partition(":")[2]) else HOURLY_WITHIN
    return now - verdict.at > within
