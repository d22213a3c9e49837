"""
The door of an instance, as its checks find it: lent by what stands above the hall, because the hall knows no pages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from etanche.instance.house import House
from etanche.instance.roster import Roster
from etanche.proof import ALONE, PROXIED, SERVED, Bench, Door, Front
from etanche.store import facts

COMMAND: Final = "etanche"


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

    @property
    def command(self) -> str:
        """How a command line begins that is about this organisation: what a letter tells to type does what it says, whichever is meant if none is named."""
        home = self._ground.around or self._ground
        if self.organisation_id == home.first:
            return COMMAND
        roster = Roster(store=home.store, keyring=home.keyring, first=home.first)
        return f"{COMMAND} --organisation {roster.name_of(self.organisation_id)}"

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
