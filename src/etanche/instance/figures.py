"""
The figures of the first page: visits and people a day, counted at most once a minute, by the program the charter lets count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from etanche.charter import ChannelKind, Charter, Plan
from etanche.clock import Clock
from etanche.instance.kept import Kept
from etanche.vault import Vault

KEPT_SECONDS = 60
ACTOR = "dashboard"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A cell of the charter whose role is a program: it may count visits for the pages."""

    role: str
    category: str
    purpose: str


def program_reader(charter: Charter, plan: Plan) -> Reader | None:
    """Return the first program, in name order, that may read a category coming in by an audience door; or none."""
    watched = {name for name, kind in plan.channels.items() if kind is ChannelKind.AUDIENCE}
    for name, role in sorted(charter.roles.items()):
        for category, purposes in sorted(role.sees.items()):
            if role.is_ == "program" and plan.categories[category].channels & watched:
                return Reader(role=name, category=category, purpose=min(purposes))
    return None


class Figures:
    """Counts kept for a minute; safe to ask from many threads."""

    def __init__(self, *, vault: Vault, clock: Clock, reader: Reader | None) -> None:
        """Hold who counts; nothing is counted yet."""
        self._vault = vault
        self._reader = reader
        self._kept = Kept(clock, seconds=KEPT_SECONDS)

    def visits(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many visits there are of each day."""
        return self._asked("visits", since, until)

    def visitors(self, since: date, until: date) -> Mapping[date, int]:
        """Return how many people were recognised on each day."""
        return self._asked("visitors", since, until)

    def _asked(self, what: str, since: date, until: date) -> Mapping[date, int]:
        if self._reader is None:
            return {}
        session = self._vault.acting(self._reader.role, purpose=self._reader.purpose, actor=ACTOR)
        count: Callable[[str, date, date], Mapping[date, int]] = (
            session.count_by_day if what == "visits" else session.visitors_by_day
        )
        category = self._reader.category
        return self._kept.get((what, since, until), lambda: count(category, since, until))
