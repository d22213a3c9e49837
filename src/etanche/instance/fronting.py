"""
The door of an instance, as its checks find it: lent by what stands above the hall, because the hall knows no pages.
"""

from __future__ import annotations

from dataclasses import replace

from etanche.instance.house import House
from etanche.proof import ALONE, PROXIED, SERVED, Bench, Door, Front
from etanche.store import facts


class Fronting(House):
    """The part of a house that its checks come to from outside."""

    front: Front | None = None
    """Makes the door; nothing as long as nobody lent one, and then no check can ask."""

    _door: Door | None = None

    @property
    def lent(self) -> Front | None:
        """What makes its door."""
        return self.front

    @property
    def address(self) -> str | None:
        """The address that people know the pages under, if the settings name it."""
        return self.settings.address

    def tell_served(self, *, proxied: bool) -> None:
        """Write down how the server is started: what checks can say of the way to it hangs on it."""
        with self.store.writing() as connection:
            facts.put(connection, self.organisation_id, SERVED, PROXIED if proxied else ALONE)

    @property
    def bench(self) -> Bench:
        """The house opened for proof, with its door."""
        lent = self.lent
        if lent is None:
            return super().bench
        if self._door is None:
            self._door = lent(self)
        return replace(super().bench, door=self._door)
