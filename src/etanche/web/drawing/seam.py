"""
Ninety days of one promise, a stitch a day: a broken day hangs below the line, a day without a check has no stitch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 90
_PITCH, _WIDTH, _HEIGHT = 4, 2.7, 8
_TOP = {"broken": 13}
_LINE = 4


@dataclass(frozen=True, kw_only=True)
class Seam:
    """The stitches, one path for each state, for a view box of 360 × 22; and what they say."""

    paths: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    since: date | None
    """The first day of the unbroken run of the state that holds on the last day checked."""

    reaches_back: bool
    """Whether that run began before the first day shown."""

    @property
    def checked(self) -> int:
        """Return on how many days there was a check."""
        return sum(number for _, number in self.counts)


def seam(history: Mapping[date, str], today: date, days: int = DAYS) -> Seam:
    """Return the seam of a promise over the days up to today."""
    first = today - timedelta(days=days - 1)
    shown = {day: state for day, state in history.items() if first <= day <= today}
    by_state: dict[str, list[str]] = {}
    for day in sorted(shown):
        x = (day - first).days * _PITCH + 0.5
        y = _TOP.get(shown[day], _LINE)
        by_state.setdefault(shown[day], []).append(f"M{x:g} {y}h{_WIDTH}v{_HEIGHT}h-{_WIDTH}z")
    since = _since(shown)
    counted = Counter(shown.values())
    return Seam(
        paths=tuple((state, "".join(strokes)) for state, strokes in by_state.items()),
        counts=tuple((state, counted[state]) for state in ("broken", "unproven", "attested", "kept") if counted[state]),
        since=since,
        reaches_back=since == first,
    )


def _since(shown: Mapping[date, str]) -> date | None:
    """Return the first day of the last run of one state."""
    since: date | None = None
    for day in sorted(shown, reverse=True):
        if since is not None and shown[day] != shown[since]:
            break
        since = day
    return since
