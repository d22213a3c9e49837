"""
The life of a purpose for some data: a pure function of what happened and of the `keep` rule.

Nobody else has a notion of "may we still have this?": reading asks here, and so does the sweep.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from etanche.charter import Plan, Status, While, evaluate
from etanche.terms import PromiseId

COLLECTED = "collected"
"""The day came in; its term runs from here."""

ENDED = "ended"
"""The sweep has taken its decision: no purpose holds the day any longer, whatever a clock or a charter says later."""

ERASED = "erased"
"""The person had everything erased that the law lets them; what it orders to be kept goes on."""

SUSPENDED = "suspended"
"""The data are restricted, or the person's objection is being weighed: they are kept, and not read."""

STOPPED = "stopped"
"""Somebody asked, without proof of who they are, that a use end: while its rule keeps the data nothing is read, and the rule ends them as ever."""

REFUSED = "refused"
"""The person's no stands, or stood after these data came in: an objection heard, a consent withdrawn."""

HELD_BY_NONE = frozenset({Status.DUE, Status.NOT_BEGUN})
"""A purpose in one of these does not hold a record; *unknown* does, because nothing is destroyed on a guess."""


_READABLE = frozenset({Status.OPEN, Status.RUNNING})

_WHILE_CONSENT = While(state="consent")


@dataclass(frozen=True, kw_only=True)
class Life:
    """Where a purpose stands for some data, until when at most, and by which promise."""

    status: Status
    not_after: date | None
    because: PromiseId


def life(plan: Plan, *, purpose: str, category: str, events: Mapping[str, date | datetime], now: datetime) -> Life:
    """
    Return the life of a purpose for data that something happened to.

    A purpose that does not use the category has not begun for it; one that rests on consent begins and ends with it.
    Without the event its rule starts from, a purpose is *unknown*: reading is refused and nothing is destroyed.
    What ends a purpose for good comes first (given up by the sweep, erased), then what suspends it, so that suspended data
    are kept whatever else ended; then a no, and the rule. What was stopped on a word that nobody proved is not read while the rule keeps it:
    such a word keeps nothing longer, and destroys nothing.
    """
    because = PromiseId(f"retention:{purpose}/{category}")
    keep = plan.terms.get((purpose, category))
    if keep is None:
        return Life(status=Status.NOT_BEGUN, not_after=None, because=because)
    term = evaluate(
        keep, events, now, zone=plan.zone, fiscal_year_end=plan.fiscal_year_end, exact=purpose in plan.exact
    )
    status = _told(plan, purpose, events) or _agreed(plan, purpose, events, now) or term.status
    if STOPPED in events and status in _READABLE:
        status = Status.SUSPENDED
    return Life(status=status, not_after=term.not_after, because=because)


def _told(plan: Plan, purpose: str, events: Mapping[str, date | datetime]) -> Status | None:
    """Return the status that somebody's word gives a purpose, before its rule is looked at."""
    if ENDED in events or (ERASED in events and purpose not in plan.exact):
        return Status.DUE
    if SUSPENDED in events:
        return Status.SUSPENDED
    return Status.DUE if REFUSED in events else None


def consented(plan: Plan, events: Mapping[str, date | datetime], now: datetime) -> Status:
    """Return where a consent stands, for whoever reads and for whoever shows it: `OPEN` while it holds; not given, withdrawn, or of tomorrow."""
    return evaluate(_WHILE_CONSENT, events, now, zone=plan.zone).status


def _agreed(plan: Plan, purpose: str, events: Mapping[str, date | datetime], now: datetime) -> Status | None:
    """Return the status that a consent gives a purpose, when it decides."""
    if purpose not in plan.consents:
        return None
    consent = consented(plan, events, now)
    return None if consent is Status.OPEN else consent


def lives_of(plan: Plan, *, category: str, events: Mapping[str, date | datetime], now: datetime) -> tuple[Life, ...]:
    """Return the life of every purpose that uses a category."""
    return tuple(
        life(plan, purpose=purpose, category=category, events=events, now=now) for purpose in plan.purposes_of(category)
    )
