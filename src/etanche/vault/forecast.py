"""
What another charter would do to what is held: which days nobody could read any more, and which would fall due.

Nothing is changed; the lives are computed by the function that reading and sweeping ask, and who may read is the gate's word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from etanche.charter import Plan, Status
from etanche.charter.change import Renamed
from etanche.gate import Ask, decide
from etanche.standing import HELD_BY_NONE, life
from etanche.store import days, records
from etanche.terms import Action
from etanche.vault.means import Means


class Fate(StrEnum):
    """What would become of days."""

    UNREADABLE = "unreadable"
    """Somebody may read them for a purpose now, and then nobody could."""

    DUE = "due"
    """No purpose would hold them any more."""


@dataclass(frozen=True, kw_only=True, order=True)
class Forecast:
    """What would become of some days of a category."""

    fate: Fate
    category: str
    purpose: str
    """Which purpose could read no more; empty for what falls due."""

    days: int
    records: int

    def as_json(self) -> dict[str, object]:
        """Return the forecast for programs."""
        return {
            "fate": str(self.fate),
            "category": self.category,
            "purpose": self.purpose or None,
            "days": self.days,
            "records": self.records,
        }


def forecast(means: Means, plan: Plan, renamed: Renamed, at: datetime) -> tuple[Forecast, ...]:
    """
    Return what another plan would end, at the moment it applies from, that lives under this one; of what is held now.

    What comes in until then is not counted, for nobody knows it.
    """
    rows = _rows(means)
    found: dict[tuple[Fate, str, str], tuple[int, int]] = {}
    for category, number in means.numbers.categories.items():
        histories = means.standing.histories(category)
        for day in _living(means, number):
            for fate, purpose in _ended(means.plan, plan, renamed, category, histories.get(day, {}), at):
                count, held = found.get((fate, category, purpose), (0, 0))
                found[fate, category, purpose] = (count + 1, held + rows.get((number, day), 0))
    told = (
        Forecast(fate=fate, category=category, purpose=purpose, days=count, records=held)
        for (fate, category, purpose), (count, held) in found.items()
    )
    return tuple(sorted(told))


def _ended(
    old: Plan, new: Plan, renamed: Renamed, category: str, events: Mapping[str, date | datetime], at: datetime
) -> Iterator[tuple[Fate, str]]:
    """Yield what one day would lose."""
    then = renamed.get(("categories", category), category)
    held = False
    for purpose in old.purposes_of(category):
        before = life(old, purpose=purpose, category=category, events=events, now=at).status
        held = held or before not in HELD_BY_NONE
        other = renamed.get(("purposes", purpose), purpose)
        after = life(new, purpose=other, category=then, events=events, now=at).status
        if _readable(old, category, purpose, before) and not _readable(new, then, other, after):
            yield Fate.UNREADABLE, purpose
    holding = (
        life(new, purpose=purpose, category=then, events=events, now=at).status for purpose in new.purposes_of(then)
    )
    if held and all(status in HELD_BY_NONE for status in holding):
        yield Fate.DUE, ""


def _readable(plan: Plan, category: str, purpose: str, status: Status) -> bool:
    """Say whether any role may read such data for a purpose, by the gate's own word."""
    roles = {cell.role for cell in plan.cells if (cell.category, cell.purpose) == (category, purpose)}
    ask = Ask(action=Action.READ, category=category, purpose=purpose, life=status)
    return any(decide(plan, replace(ask, role=role)).allowed for role in roles)


def _living(means: Means, number: int) -> list[date]:
    with means.store.reading() as connection:
        rows = days.known(connection, means.organisation, number, state="living")
    return [date.fromisoformat(row.day) for row in rows]


def _rows(means: Means) -> dict[tuple[int, date], int]:
    """Return how many records each day has."""
    with means.store.reading() as connection:
        return {
            (number, date.fromisoformat(day)): count
            for number in means.numbers.categories.values()
            for day, count in records.count_by_day(connection, means.organisation, number).items()
        }
