"""
What a sweep would take, and by which rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from etanche.charter import Keep, print_keep
from etanche.standing import DueDay, life
from etanche.store import records
from etanche.vault.means import Means
from etanche.vault.person_due import FORGOTTEN, Found


@dataclass(frozen=True, kw_only=True)
class Going:
    """What goes of one category for the same reason."""

    category: str
    because: tuple[tuple[str, Keep | str], ...]
    """
    The purpose that needed it last, and its rule; of what persons had ended one by one, every purpose there was, each with its rule,
    or with the event that ended it before: `objection`, `consent-withdrawn`, `erased`…; `forgotten` of what somebody forgot by itself.
    Empty when the charter has none any more.
    """

    since: date
    """The first day on which any of it was due."""

    days: int
    """Days that go as one; 0 for records that go one by one."""

    records: int

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "category": self.category,
            "because": [_said(purpose, why) for purpose, why in self.because],
            "since": self.since.isoformat(),
            "days": self.days,
            "records": self.records,
        }


def _said(purpose: str, why: Keep | str) -> dict[str, str]:
    if why == FORGOTTEN:
        return {"event": FORGOTTEN}
    return {"purpose": purpose} | ({"event": why} if isinstance(why, str) else {"keep": print_keep(why)})


def going(means: Means, days: Sequence[DueDay], found: Found) -> tuple[Going, ...]:
    """Return what goes, category by category: whole days first, then records of persons that go one by one."""
    by_category = groupby(sorted(days, key=attrgetter("category")), key=attrgetter("category"))
    return (*(one for category, some in by_category for one in _days(means, category, some)), *_records(means, found))


def _days(means: Means, category: str, days: Iterable[DueDay]) -> Iterator[Going]:
    """Yield one for each purpose that was the last to need some of the days."""
    histories = means.standing.histories(category)
    held = _records_by_day(means, category)
    reasons: dict[str, list[DueDay]] = {}
    for day in days:
        reasons.setdefault(_last(means, day, histories.get(day.day, {})), []).append(day)
    for purpose, some in sorted(reasons.items()):
        yield Going(
            category=category,
            because=((purpose, means.plan.terms[purpose, category]),) if purpose else (),
            since=min(day.since for day in some),
            days=len(some),
            records=sum(held.get(day.day.isoformat(), 0) for day in some),
        )


def _last(means: Means, day: DueDay, events: Mapping[str, date | datetime]) -> str:
    """Return the purpose that needed a day last; an empty word if none ever did."""
    plan, now = means.plan, means.clock.now()
    ended = (
        (life(plan, purpose=name, category=day.category, events=events, now=now).not_after or date.min, name)
        for name in plan.purposes_of(day.category)
    )
    return max(ended, default=(date.min, ""))[1]


def _records_by_day(means: Means, category: str) -> dict[str, int]:
    with means.store.reading() as connection:
        return records.count_by_day(connection, means.organisation, means.numbers.categories[category], canary=None)


def _records(means: Means, found: Found) -> Iterator[Going]:
    for (category, reasons), (number, since) in sorted(found.ended.items()):
        terms = means.plan.terms
        because = tuple((name, event or terms[name, category]) for name, event in reasons)
        yield Going(category=category, because=because, since=since, days=0, records=number)
