"""
Hearing of keys that another process destroyed, and waiting until all have heard.

The tombstones are what everybody hears: they only ever grow, so their length says how far one has read. Whoever destroyed
a key asks which other living processes have not read so far, and waits for them, at most as long as a lease: a process
that is stopped meanwhile lends nothing when it goes on, because its leases have run out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event
from typing import Any, Protocol

from etanche.clock import stopwatch
from etanche.errors import Closed
from etanche.keyring import lease
from etanche.keyring.ports import Graves, Holders

_LOOK_SECONDS = 0.005


class Lent(Protocol):
    """A table of what is lent, each with the id of the key it hangs on."""

    def bury(self, dead: Callable[[Any], bool]) -> None:
        """Let go of what is dead."""


class Hearing:
    """What one process has heard."""

    def __init__(self, tombstones: Graves, holders: Holders | None, lent: Sequence[Lent]) -> None:
        """Hold the tables of keys that can be destroyed; without `holders` no other process is known of."""
        self._tombstones = tombstones
        self._holders = holders
        self._lent = lent
        self._heard = -1
        self._closed = False

    def hear(self) -> None:
        """
        Let go of what was destroyed since the last time, and say so; the first word makes this process known.

        Raises:
            Closed: this process is done with keys.
        """
        if self._closed:
            raise Closed
        extent = self._tombstones.extent()
        if extent != self._heard:
            for leases in self._lent:
                leases.bury(lambda key: key.id in self._tombstones)
            if self._holders is not None:
                self._holders.acknowledge(extent)
            self._heard = extent

    def settled(self) -> bool:
        """Wait until every other process has heard, or its leases ran out; return whether all have heard."""
        self.hear()
        extent, until, pause = self._heard, stopwatch() + lease.LEASE.total_seconds(), Event()
        while self._holders is not None and self._holders.behind(extent):
            if stopwatch() > until:
                return False
            pause.wait(_LOOK_SECONDS)
        return True

    def close(self) -> None:
        """Be no longer one of those who are waited for; no key is lent any more."""
        self._closed = True
        if self._holders is not None:
            self._holders.leave()
        self._heard = -1
