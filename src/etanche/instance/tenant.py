"""
An organisation on the ground of somebody else: its charter is its own, the machines, the copies and the place are the operator's.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from etanche.charter import Charter, Plan
from etanche.clock import Clock
from etanche.instance.alerting import AlertSettings
from etanche.instance.applying import ApplyRefused
from etanche.instance.backing import Copies
from etanche.instance.founding import refuse_elsewhere
from etanche.instance.ground import Ground
from etanche.instance.keys import OfTheInstance
from etanche.instance.landing import clear
from etanche.instance.left import end_move
from etanche.instance.organisation import Organisation
from etanche.instance.stores import Stores
from etanche.keyring import Root
from etanche.proof import Front


class Tenant(Organisation):
    """The rooms of an organisation that is not the first of its instance."""

    def __init__(self, ground: Ground, *, operator: Organisation, follows: bool) -> None:
        """
        Open its rooms.

        Args:
            ground: what it stands on.
            operator: the first organisation, on whose machines this one is.
            follows: whether its charter follows from the operator's, so that nobody writes another.

        Raises:
            CharterLost, CharterChanged, WrongRegion: as `House`.
        """
        super().__init__(ground)
        self._operator = operator
        self.follows = follows
        if ground.around is not None:
            # What a restore or a move of its place had put aside is kept until here.
            clear(ground.folder)
            self.left = end_move(ground.folder, self.settings, self.journal, self.clock)

    @property
    def hall(self) -> Organisation:
        """The instance that it is of."""
        return self._operator

    @property
    def address(self) -> str | None:
        """Nothing: at the address that people know its operator's pages lie, and its own are asked in this process."""
        return None

    @property
    def lent(self) -> Front | None:
        """What makes its door: its own, or else its operator's."""
        return self.front or self._operator.front

    def sandboxed(
        self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None
    ) -> AbstractContextManager[Organisation]:
        """Open a folder for drills: in it the organisation is the first of an instance of its own."""
        return self._operator.sandboxed(folder, root=root, clock=clock, plan=plan)

    @property
    def readers(self) -> AlertSettings | None:
        """
        Who is told when a promise changes: whom its own charter names, the officer or else the contact, and never the operator.

        Of what the instance itself holds it is the operator who is told. Where no letters are written at all nobody is.
        """
        said = self.settings.alerts
        if self.follows or (said is None and self.settings.mail is None):
            return said
        named = self.charter.organisation.dpo or self.charter.organisation.contact
        return None if named is None else AlertSettings(to=(named.email,))

    @property
    def site(self) -> Stores | None:
        """Where its stores are, if they lie apart from those of the instance."""
        return None if self._ground.around is None else self.settings.stores

    @property
    def copies(self) -> Copies:
        """
        Backups of its place, as the operator makes them: in time, and for so long, as the operator's charter says.

        Raises:
            OfTheInstance: it has no place, and backups are made of the whole instance.
        """
        if self._ground.around is None:
            raise OfTheInstance("backups are made of the whole instance", hint="ask whoever operates it")
        return Copies.of(self._ground, self.journal, self._operator.charter, self.plan)

    def keep_backups(self) -> None:
        """As of the instance, of its place if it has one; without one it is in those of the instance."""
        if self.site is not None:
            super().keep_backups()

    def _require_possible(self, charter: Charter) -> None:
        if self.follows:
            raise ApplyRefused(
                "the charter of what the instance itself holds follows from its operator's",
                hint="apply another charter to the first organisation",
            )
        refuse_elsewhere(self._operator.charter, charter, self.site)
