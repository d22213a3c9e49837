"""
An organisation on the ground of somebody else: its charter is its own, the machines, the copies and the place are the operator's.
"""

from __future__ import annotations

from etanche.charter import Charter
from etanche.instance.applying import ApplyRefused
from etanche.instance.backing import Copies
from etanche.instance.founding import refuse_elsewhere
from etanche.instance.ground import Ground
from etanche.instance.keys import OfTheInstance
from etanche.instance.organisation import Organisation


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

    @property
    def copies(self) -> Copies:
        """
        Backups are made of the whole instance, by its operator.

        Raises:
            OfTheInstance: always.
        """
        raise OfTheInstance("backups are made of the whole instance", hint="ask whoever operates it")

    def _require_possible(self, charter: Charter) -> None:
        if self.follows:
            raise ApplyRefused(
                "the charter of what the instance itself holds follows from its operator's",
                hint="apply another charter to the first organisation",
            )
        refuse_elsewhere(self._operator.charter, charter)
