"""
When a record of a person is due, and when it may be destroyed.

An end learned late stops reading at once; destruction waits 72 hours and is listed meanwhile. It was learned late
if what ended the record was told within that time, and took effect before the day it was told, or if it is another charter that
ends it. A hold stops destruction only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from etanche.charter import Plan
from etanche.clock import day_of
from etanche.standing.life import ERASED, HELD_BY_NONE, REFUSED, Life, life
from etanche.standing.told import Record, Told, events_of, held

_REFUSING = frozenset({"objection", "objection-upheld", "consent-withdrawn", "death-notified"})

LEARNED_LATE = timedelta(hours=72)
"""How long destruction waits when an end was learned after the fact."""


@dataclass(frozen=True, kw_only=True)
class End:
    """The end of a record: since which day, and until when its destruction waits."""

    since: date
    waits_until: datetime | None = None


def lives(plan: Plan, record: Record, told: Sequence[Told], now: datetime) -> tuple[Life, ...]:
    """Return the life of every purpose that uses the category of a record."""
    return tuple(
        life(
            plan,
            purpose=purpose,
            category=record.category,
            events=events_of(plan, purpose, record, told, now=now),
            now=now,
        )
        for purpose in plan.purposes_of(record.category)
    )


def end_of(
    plan: Plan, record: Record, told: Sequence[Told], *, now: datetime, applied: datetime | None = None
) -> End | None:
    """
    Return the end of a record; nothing while a purpose or a hold keeps it.

    Args:
        plan: the charter's.
        record: the record.
        told: the events of its person and its own, in order of commit.
        now: the present moment.
        applied: when the charter was applied, if that is known; it explains ends of what was written before.
    """
    if held(told):
        return None
    now_living = lives(plan, record, told, now)
    if not _over(now_living):
        return None
    today = day_of(now, plan.zone)
    since = _since(plan, record, told, now_living, today)
    waits: list[datetime] = []
    recent = [one for one in told if one.recorded > now - LEARNED_LATE]
    if recent:
        before = [one for one in told if one.recorded <= now - LEARNED_LATE]
        known_before = not held(before) and _over(lives(plan, record, before, now))
        if not known_before and since < day_of(min(one.recorded for one in recent), plan.zone):
            waits.append(max(one.recorded for one in recent) + LEARNED_LATE)
    if applied is not None and record.written < applied and (not now_living or since <= day_of(applied, plan.zone)):
        waits.append(min(applied, now) + LEARNED_LATE)
    until = max(waits, default=now)
    return End(since=since, waits_until=until if until > now else None)


def reasons_of(plan: Plan, record: Record, told: Sequence[Told], now: datetime) -> tuple[tuple[str, str], ...]:
    """
    Return by what each purpose ended that a record of a category no longer serves: (purpose, event), without an event if by its rule.

    What somebody said is the reason only where the rule had not ended the purpose by itself.
    """
    today = day_of(now, plan.zone)
    found = []
    for purpose, one in zip(plan.purposes_of(record.category), lives(plan, record, told, now), strict=True):
        by_rule = one.not_after is not None and one.not_after <= today
        events = {} if by_rule else events_of(plan, purpose, record, told, now=now)
        event = ""
        if ERASED in events:
            event = ERASED
        elif REFUSED in events:
            said = [each.event for each in told if each.event in _REFUSING and each.purpose in {None, purpose}]
            event = said[-1] if said else ""
        found.append((purpose, event))
    return tuple(found)


def _over(lives: Sequence[Life]) -> bool:
    return all(one.status in HELD_BY_NONE for one in lives)


def _since(plan: Plan, record: Record, told: Sequence[Told], lives: Sequence[Life], today: date) -> date:
    """Return the day the last purpose ended: by its rule, or by the last word that was told of it."""
    last_word = max((_day(one.effective, plan.zone) for one in told), default=record.collected)
    return max(
        (
            one.not_after if one.not_after is not None and one.not_after <= today else min(last_word, today)
            for one in lives
        ),
        default=record.collected,
    )


def _day(when: date | datetime, zone: str) -> date:
    return day_of(when, zone) if isinstance(when, datetime) else when
