"""
Answers kept for a moment, so that a page asked for often does not count or look up the same thing again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from etanche.clock import Clock

T = TypeVar("T")


class Kept:
    """Answers by question, each for so many seconds of the instance's clock; safe to ask from many threads."""

    def __init__(self, clock: Clock, *, seconds: int) -> None:
        """Hold nothing yet."""
        self._clock = clock
        self._seconds = seconds
        self._answers: dict[Hashable, tuple[float, object]] = {}
        self._lock = threading.Lock()

    def get(self, question: Hashable, answer: Callable[[], T]) -> T:
        """Return the answer kept, or find it and keep it; whoever asks meanwhile waits for the same one."""
        with self._lock:
            now = self._clock.now().timestamp()
            self._answers = {asked: kept for asked, kept in self._answers.items() if 0 <= now - kept[0] < self._seconds}
            if question not in self._answers:
                self._answers[question] = (now, answer())
            return cast("T", self._answers[question][1])

    def forget(self) -> None:
        """Keep nothing of before."""
        with self._lock:
            self._answers.clear()
