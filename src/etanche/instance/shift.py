"""
Whose turn it is: of all the processes of an instance one sweeps and proves, and the others wait to take over.

Who has the shift, and until when, stands in the store, so that it holds between machines too. It is a courtesy that spares
work done twice; nothing is lost or destroyed twice if two processes believe that it is theirs, because every sweep decides
in a transaction and can be done again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from etanche.clock import Clock
from etanche.store import Store, facts, moment_of, moment_text
from etanche.terms import OrganisationId, new_id

SHIFT = timedelta(seconds=60)
"""So long after its last sign of life a process that was killed is waited for."""

_FACT = "shift"


class Shift:
    """The turn of one process."""

    def __init__(self, *, store: Store, clock: Clock, organisation: OrganisationId) -> None:
        """Wait for a turn; nothing is asked yet."""
        self._store = store
        self._clock = clock
        self._organisation = organisation
        self._mine = new_id().hex()

    def take(self) -> bool:
        """
        Take the turn, or give a sign of life in one's own; return whether it is ours for the next minute.

        A turn that would end later than a minute from now was written under a clock that stood ahead, and counts for nothing.
        """
        with self._store.writing() as connection:
            now = self._clock.now()
            holder, until = _read(facts.get(connection, self._organisation, _FACT))
            if holder not in {None, self._mine} and now < until <= now + SHIFT:
                return False
            facts.put(connection, self._organisation, _FACT, f"{self._mine} {moment_text(now + SHIFT)}")
        return True

    def leave(self) -> None:
        """End one's own turn, so that nobody waits for it; another's is left alone."""
        with self._store.writing() as connection:
            holder, _ = _read(facts.get(connection, self._organisation, _FACT))
            if holder == self._mine:
                facts.put(connection, self._organisation, _FACT, f"{self._mine} {moment_text(self._clock.now())}")


def _read(fact: str | None) -> tuple[str | None, datetime]:
    """Return who has the turn until when; nobody, if the fact cannot be read: it says too little to be waited for."""
    nobody = None, moment_of("1970-01-01T00:00:00.000000+00:00")
    holder, _, until = (fact or "").partition(" ")
    try:
        return (holder, moment_of(until)) if holder else nobody
    except ValueError:
        return nobody
