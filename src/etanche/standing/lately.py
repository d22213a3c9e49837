"""
The events of those who were asked for last, remembered within a bound whatever comes in.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Final

from etanche.standing.told import Told

MOST_KEPT: Final = 65_536
"""Subjects and events together: a subject takes about 150 bytes, an event about 260."""


class Lately:
    """Subjects with their events, the one asked for longest ago forgotten first; whoever uses it holds a lock."""

    def __init__(self) -> None:
        """Begin without anybody."""
        self._kept: OrderedDict[str, tuple[Told, ...]] = OrderedDict()
        self._weight = 0

    def __len__(self) -> int:
        """Return how many subjects and events are remembered together."""
        return self._weight

    def among(self, subjects: Iterable[str]) -> dict[str, tuple[Told, ...]]:
        """Return what is remembered of some subjects."""
        found = {subject: self._kept[subject] for subject in subjects if subject in self._kept}
        for subject in found:
            self._kept.move_to_end(subject)
        return found

    def keep(self, told: Mapping[str, tuple[Told, ...]]) -> None:
        """Remember all that there is of some subjects."""
        for subject, events in told.items():
            self.forget(subject)
            self._kept[subject] = events
            self._weight += 1 + len(events)
            while self._weight > MOST_KEPT:
                _, oldest = self._kept.popitem(last=False)
                self._weight -= 1 + len(oldest)

    def forget(self, subject: str) -> None:
        """Forget one subject, if it is remembered."""
        events = self._kept.pop(subject, None)
        if events is not None:
            self._weight -= 1 + len(events)

    def clear(self) -> None:
        """Forget everybody."""
        self._kept.clear()
        self._weight = 0
