"""
What goes when: of everything held, how many records no purpose needs any more from which day on, by the rules of the charter.

It is the latest day: an erasure, an objection or a withdrawal makes it earlier, a hold keeps records beyond it. What waits for
something to happen (the end of a contract, an answer) has no day yet, and is counted apart. Counted by category and day of
collection, so that a million records cost as much as their days; none is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from etanche.charter import Plan, Status, evaluate
from etanche.standing import COLLECTED
from etanche.store import records
from etanche.vault.means import Means
from etanche.vault.whole import is_day


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What goes when, as it was counted at a moment."""

    at: datetime
    due: Mapping[tuple[str, date], int]
    """(category, the day on which the last purpose lets them go) → records; what is of a day that is past is not swept yet, or held."""

    waiting: Mapping[str, int]
    """Category → records whose time begins, or ends, with something that has not happened."""


def leaving(means: Means) -> Leaving:
    """Return what goes when, of what is held now."""
    now = means.clock.now()
    names = means.numbers.category_names()
    with means.store.reading() as connection:
        counted = records.count_by_category(connection, means.organisation)
    due: Counter[tuple[str, date]] = Counter()
    waiting: Counter[str] = Counter()
    for number, day, held in counted:
        category = names.get(number)
        if category is None or category not in means.plan.categories or not is_day(day):
            continue
        on = over_on(means.plan, category, date.fromisoformat(day), now)
        if on is None:
            waiting[category] += held
        else:
            due[category, on] += held
    return Leaving(at=now, due=dict(due), waiting=dict(waiting))


def over_on(plan: Plan, category: str, collected: date, now: datetime) -> date | None:
    """
    Return the day on which no purpose needs any more what was collected on a day, if nothing else happens to it.

    Nothing while a purpose goes on, or waits for an event. A consent is taken as given: the day told is never too early.
    """
    ends: list[date] = []
    for purpose in plan.purposes_of(category):
        term = evaluate(
            plan.terms[purpose, category],
            {COLLECTED: collected},
            now,
            zone=plan.zone,
            fiscal_year_end=plan.fiscal_year_end,
            exact=purpose in plan.exact,
        )
        if term.not_after is not None:
            ends.append(term.not_after)
        elif term.status is not Status.NOT_BEGUN or purpose in plan.consents:
            return None
    return max(ends, default=None)
