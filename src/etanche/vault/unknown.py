"""
Dates that nobody recorded: what waits for them, and supplying them, as assumed by somebody's decision.

A record whose purpose waits for a date is not read for that purpose and not destroyed; after 90 days the promise is broken.
What is supplied is told like everything else, and marked in the ledger with the name of whoever decided on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice

from etanche.charter import Plan, Status, missing
from etanche.clock import day_of
from etanche.errors import Refused
from etanche.journal import Fact
from etanche.standing import Record, Telling, Told, events_of, life, person_subject
from etanche.store import Connection, person_places, persons, standing
from etanche.vault.asking import obeyed
from etanche.vault.means import Means
from etanche.vault.staying import standings_of, told_of_place
from etanche.vault.whole import place_is_whole

AT_ONCE = 200
"""Persons looked at in one transaction."""

BROKEN_AFTER = timedelta(days=90)
"""So long a date may be unknown before the promise that waits for it is broken."""


class NothingUnknown(Refused):
    """Nothing waits for this date, or it lies ahead."""


@dataclass(kw_only=True)
class Unknown:
    """A date that records of a category wait for."""

    category: str
    event: str
    purposes: set[str] = field(default_factory=set)
    persons: set[bytes] = field(default_factory=set)
    records: int = 0
    overdue: int = 0
    """Records taken in more than 90 days ago."""

    oldest: date = date.max

    def as_json(self) -> dict[str, object]:
        """Return it for programs: how many persons, and not who."""
        return {
            "category": self.category,
            "event": self.event,
            "purposes": sorted(self.purposes),
            "persons": len(self.persons),
            "records": self.records,
            "oldest": self.oldest.isoformat(),
            "overdue": self.overdue,
        }


@dataclass(frozen=True, kw_only=True, order=True)
class Assumed:
    """Dates that somebody decided on: which event, whose decision, how many, of which days."""

    event: str
    by: str
    events: int
    first: str
    last: str

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"event": self.event, "by": self.by, "events": self.events, "first": self.first, "last": self.last}


@dataclass(frozen=True)
class _Waiting:
    """A record that waits for an event: of the day it was collected, and since the day it was taken in."""

    person: bytes
    category: str
    purpose: str
    event: str
    day: date
    since: date


@dataclass(frozen=True, kw_only=True)
class Waits:
    """What some persons wait for: those looked at, and after whom the next ones come; nobody, if these were the last."""

    found: tuple[Unknown, ...]
    after: bytes | None


def unknown(means: Means) -> list[Unknown]:
    """Return what is waited for, by category and event; records are counted once for each event."""
    return _found(means, _batches(means))


def unknown_among(means: Means, *, after: bytes = b"", most: int = AT_ONCE) -> Waits:
    """Return the same of so many persons who come after one, of at most `AT_ONCE`: for a page, which looks at no million."""
    batches = list(islice(_batches(means, after, min(most, AT_ONCE)), 1))
    last = batches[-1][1] if batches else after
    more = next(_batches(means, last, 1), None) is not None if batches else False
    return Waits(found=tuple(_found(means, batches)), after=last if more else None)


def _found(means: Means, batches: Iterable[tuple[bytes, bytes]]) -> list[Unknown]:
    today = means.today()
    found: dict[tuple[str, str], Unknown] = {}
    seen: set[tuple[bytes, str, str]] = set()
    for first, last in batches:
        with means.store.reading() as connection:
            for record, one in _waiting(means, connection, first, last):
                kept = found.setdefault((one.category, one.event), Unknown(category=one.category, event=one.event))
                kept.purposes.add(one.purpose)
                if (record, one.category, one.event) in seen:
                    continue
                seen.add((record, one.category, one.event))
                kept.persons.add(one.person)
                kept.records += 1
                kept.overdue += today - one.since > BROKEN_AFTER
                kept.oldest = min(kept.oldest, one.since)
        seen.clear()
    return [found[key] for key in sorted(found)]


def assumed(means: Means) -> list[Assumed]:
    """Return the dates that somebody decided on, by event and by whose decision."""
    with means.store.reading() as connection:
        rows = standing.assumed(connection, means.organisation)
    return [Assumed(event=row[0], by=row[1], events=row[2], first=row[3][:10], last=row[4][:10]) for row in rows]


def supply(
    means: Means, event: str, *, on: date | None, category: str | None, actor: str, person: bytes | None = None
) -> int:
    """
    Tell every person of whom an event is waited for that it happened, as assumed by the actor; return how many they are.

    Args:
        means: the rooms below.
        event: the event that is waited for.
        on: when it happened; the day of each person's first record that waits for it, if left out.
        category: only for records of this category.
        actor: whose decision it is.
        person: only of this one; of everybody if left out.

    Raises:
        NothingUnknown: nothing waits for this date, or it lies ahead.
    """
    if on is not None and on > means.today():
        raise NothingUnknown("this day lies ahead", hint="what happens later is told when it has happened")
    told = 0
    for first, last in _batches(means) if person is None else [(person, person)]:
        with means.store.reading() as connection:
            if not _firsts(means, connection, first, last, event, category):
                continue
        with means.store.writing() as connection:
            obeyed(means, connection)
            days = _firsts(means, connection, first, last, event, category)
            means.standing.persons.tell_many(
                connection,
                (
                    Telling(person_subject(person), event, None, on or day, assumed=actor)
                    for person, day in sorted(days.items())
                ),
            )
            facts: dict[str, Fact] = {"event": event, "events": len(days), "assumed": len(days)}
            entry = means.entry(actor=actor, act="told", object=category or "person", decision="done", facts=facts)
            means.write_about(connection, entry, days)
        told += len(days)
    if not told:
        raise NothingUnknown("nothing waits for this date", hint="`etanche unknown` tells what is waited for")
    return told


def _firsts(
    means: Means, connection: Connection, first: bytes, last: bytes, event: str, category: str | None
) -> dict[bytes, date]:
    """Return who, between two ids, has a record that waits for an event, and the day of the first such record."""
    days: dict[bytes, date] = {}
    for _, one in _waiting(means, connection, first, last):
        if one.event == event and category in {None, one.category}:
            days[one.person] = min(one.day, days.get(one.person, one.day))
    return days


def _waiting(means: Means, connection: Connection, first: bytes, last: bytes) -> Iterator[tuple[bytes, _Waiting]]:
    """Yield (id of a record, what it waits for) of the persons between two ids."""
    plan, now = means.plan, means.clock.now()
    history = means.standing.persons.between(connection, first, last)
    names = means.numbers.category_names()
    untold: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for place in person_places.places(connection, means.organisation, first, last):
        if not place_is_whole(place, names):
            continue
        category = names.get(place.category, "")
        told = told_of_place(history, place) if history else []
        # Of most records nothing was told: what they wait for follows from category and day, and is worked out once for all of them.
        found = None if told else untold.get((place.category, place.day))
        if found is None:
            found = list(_waited_for(plan, standings_of(category, place), told, now))
            if not told:
                untold[place.category, place.day] = found
        if not found or place.id in means.tombstones:
            continue
        record = standings_of(category, place)
        since = day_of(record.written, plan.zone)
        for purpose, event in found:
            yield place.id, _Waiting(place.person, category, purpose, event, record.collected, since)


def _waited_for(plan: Plan, record: Record, told: Sequence[Told], now: datetime) -> Iterator[tuple[str, str]]:
    """Yield (purpose, event) for each event that a purpose of a record waits for."""
    for purpose in plan.purposes_of(record.category):
        events = events_of(plan, purpose, record, told, now=now)
        if life(plan, purpose=purpose, category=record.category, events=events, now=now).status is Status.UNKNOWN:
            for event in sorted(missing(plan.terms[purpose, record.category], events, now, zone=plan.zone)):
                yield purpose, event


def _batches(means: Means, last: bytes = b"", size: int = AT_ONCE) -> Iterator[tuple[bytes, bytes]]:
    """Yield the first and the last of some persons who come after one, until there is nobody left."""
    while True:
        with means.store.reading() as connection:
            rows = persons.after(connection, means.organisation, last, size)
        if not rows:
            return
        last = rows[-1].person
        yield rows[0].person, last
