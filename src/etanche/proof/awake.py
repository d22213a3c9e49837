"""
Verdicts grown old: what nobody looked at within its time proves nothing of today, and is *unproven*.

What is looked at each hour has a day, what is looked at each night has two; so one missed night says nothing, and the second does.
*Broken* stays broken, and *unproven* keeps its reason: that nobody looked again mends nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from etanche.proof.ledger import Latest
from etanche.proof.registry import nightly
from etanche.proof.verdict import LATER, State, Verdict

ASLEEP: Final = "asleep"
"""Why a promise is unproven that a check found well, too long ago."""

HOURLY_WITHIN: Final = timedelta(days=1)
NIGHTLY_WITHIN: Final = timedelta(days=2)


def awake(found: Latest, now: datetime) -> Latest:
    """Return the newest verdicts as they may be told now; each keeps the moment of its look."""
    return replace(found, verdicts=tuple(_told(verdict, now) for verdict in found.verdicts))


def asleep(found: Latest, now: datetime) -> tuple[Verdict, ...]:
    """Return the newest verdicts whose promises nobody looked at within their time, whatever they say; what this version does not check is not among them."""
    return tuple(verdict for verdict in found.verdicts if verdict.because != LATER and _is_old(verdict, now))


def _told(verdict: Verdict, now: datetime) -> Verdict:
    if verdict.state in {State.BROKEN, State.UNPROVEN} or not _is_old(verdict, now):
        return verdict
    return replace(verdict, state=State.UNPROVEN, because=ASLEEP, measured={"days": (now - verdict.at).days})


def _is_old(verdict: Verdict, now: datetime) -> bool:
    within = NIGHTLY_WITHIN if nightly(verdict.kind, verdict.id.partition(":")[2]) else HOURLY_WITHIN
    return now - verdict.at > within
