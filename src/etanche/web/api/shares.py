"""
How much one key may ask for in a minute, so that one program leaves the others their part.

Counted in memory, by the id of the key, of this process alone; forgotten with it. The answer says how much is left
(draft-ietf-httpapi-ratelimit-headers).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from etanche.clock import Clock

SECONDS: Final = 60
MOST_KEYS: Final = 10_000
"""So many keys are counted at once; of more, those that asked longest ago are forgotten."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """What is left of a minute's requests, and in how many seconds it is all there again."""

    of: int
    left: int
    again: int

    @property
    def headers(self) -> dict[str, str]:
        """Return it as it is told to whoever asks."""
        told = {
            "RateLimit-Policy": f'"requests";q={self.of};w={SECONDS}',
            "RateLimit": f'"requests";r={max(self.left, 0)};t={self.again}',
        }
        return told if self.left >= 0 else told | {"Retry-After": str(self.again)}


class Shares:
    """Counts the requests of keys."""

    def __init__(self, clock: Clock, *, of: int) -> None:
        """Give every key so many requests a minute."""
        self._clock = clock
        self._of = of
        self._counted: OrderedDict[bytes, tuple[int, int]] = OrderedDict()
        self._one = Lock()

    def take(self, key: bytes) -> Share:
        """Count one request; `left` is below nothing when there was none left."""
        second = int(self._clock.now().timestamp())
        minute = second // SECONDS
        with self._one:
            known, count = self._counted.pop(key, (minute, 0))
            count = count + 1 if known == minute else 1
            self._counted[key] = (minute, count)
            while len(self._counted) > MOST_KEYS:
                self._counted.popitem(last=False)
        return Share(of=self._of, left=self._of - count, again=SECONDS - second % SECONDS)
