"""
How many letters strangers may have us write: so many to one address, and so many from one place.

Who asks too often from one place is told to wait. That an *address* has had enough is told to nobody, and keeps nobody out: every letter
that a stranger can have written carries a way in for whoever has the letter box, and works for longer than the next one can be held back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from etanche.accounts.faults import TooSoon
from etanche.accounts.throttle import Limit, Throttle
from etanche.clock import Clock

LETTERS_EVERYWHERE: Final = Limit(free=20, forgets=timedelta(hours=1))
"""Letters that strangers have sent to one address, wherever they are: twenty at once, then one each quarter of an hour at most."""


class LetterCount(Throttle):
    """Counts letters that strangers had written; while it holds one back, the last that it let go is a quarter of an hour old at most."""

    def __init__(self, clock: Clock) -> None:
        """Count from now."""
        super().__init__(clock, everywhere=LETTERS_EVERYWHERE)

    @contextmanager
    def letter(self, to: str, place: str) -> Iterator[bool]:
        """
        Tell whether one more letter may be written, and count it once it is: of two at one moment one is the last.

        Args:
            to: whom it would go to, whether there is an account or not.
            place: from where it is asked for.

        Raises:
            TooSoon: that place has had enough letters written, to whomever.
        """
        with self._lock:
            wait = self._longest(self._of_place(place))
            if wait > timedelta(0):
                raise TooSoon(wait)
            may = self._longest(self._of_account(to, place)) == timedelta(0)
            yield may
            # What could not be posted lies in no letter box, and is none of those that there were.
            if may:
                self._count(self._counters(to, place, known_device=False))
