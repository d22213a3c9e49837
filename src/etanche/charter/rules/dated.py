"""
A rule whose answer depends on the day: the law has dates, and so have promises to look again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from etanche.charter.model import Charter
from etanche.charter.rules.rule import Rule, Wrong


@dataclass(frozen=True, kw_only=True)
class Dated:
    """One rule that is told the day: its id in the catalogue of the law, and the search for what breaks it on that day."""

    id: str
    search: Callable[[Charter, date], Iterable[Wrong]]

    def on(self, day: date) -> Rule:
        """Return the rule as it stands on a day."""
        return Rule(id=self.id, search=partial(self._search, day))

    def _search(self, day: date, charter: Charter) -> Iterable[Wrong]:
        return self.search(charter, day)


AnyRule = Rule | Dated
