"""
What a sweep found due of some persons, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from etanche.standing import Told
from etanche.store import PlaceRow

FORGOTTEN = "forgotten"
"""The reason of a record that somebody forgot by itself: no purpose's."""

Reasons = tuple[tuple[str, str], ...]
"""(purpose, the event that ended it, or nothing if its rule did), of every purpose of a category."""


class Why(Protocol):
    """Says why a record goes."""

    def __call__(self, place: PlaceRow, told: Sequence[Told], *, forgotten: bool) -> Reasons:
        """Return what ended each purpose of it."""


@dataclass(kw_only=True)
class Found:
    """What is due of some persons."""

    ready: list[PlaceRow] = field(default_factory=list)
    dying: list[tuple[bytes, int]] = field(default_factory=list)
    """(person, category) of which everything is ready: the key goes too."""

    generations: dict[bytes, int] = field(default_factory=dict)
    """The generation that each person whose key goes has begun."""

    moved: list[bytes] = field(default_factory=list)
    """The ids of ready records that were filed under somebody else before: an old copy still has them there."""

    waiting: Counter[tuple[str, datetime]] = field(default_factory=Counter)
    """(category, until) → records that wait because their end was learned late."""

    ended: dict[tuple[str, Reasons], tuple[int, date]] = field(default_factory=dict)
    """Category, and what ended its purposes → how many such records are ready, and since when the first."""

    unexplained: int = 0
    """Ready records that an earlier sweep should have taken."""

    note: str = ""
    """The name under which it is noted that this is being destroyed."""

    living: int = 0
    """Records looked at that have a term of their own."""

    altered: int = 0
    """Rows looked at that cannot be what was written."""

    looked: Counter[bytes] = field(default_factory=Counter)
    """Person → records looked at, in the order of persons."""

    def take(self, place: PlaceRow, category: str, since: date, because: Reasons) -> None:
        """Add a record that is ready."""
        self.ready.append(place)
        self._ready_of((category, because), 1, since)

    def _ready_of(self, what: tuple[str, Reasons], records: int, since: date) -> None:
        before, first = self.ended.get(what, (0, since))
        self.ended[what] = (before + records, min(first, since))

    def add(self, other: Found) -> None:
        """Add what was found of others."""
        self.ready += other.ready
        self.dying += other.dying
        self.moved += other.moved
        self.waiting += other.waiting
        for what, (records, since) in other.ended.items():
            self._ready_of(what, records, since)
        self.unexplained += other.unexplained
        self.living += other.living
