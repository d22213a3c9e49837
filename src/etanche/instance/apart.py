"""
What an instance does for the organisations that are placed apart, beside what it does for those on its own stores.
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path

from etanche.errors import EtancheError
from etanche.instance.lots import no_place
from etanche.instance.organisation import Organisation
from etanche.instance.roster import Named
from etanche.instance.settings import called_of
from etanche.notice.papers import Called
from etanche.terms import OrganisationId


class Apart(Organisation):
    """The part of an instance that knows of its places."""

    @abstractmethod
    def organisations(self) -> tuple[Named, ...]:
        """Return every organisation of the instance."""

    @abstractmethod
    def house_of(self, organisation: OrganisationId) -> Organisation:
        """Return the house of an organisation by its id."""

    def hear(self) -> None:
        """Let go of every key that another process destroyed, on every ground."""
        for ground in (self._ground, *self._ground.opened.grounds.values()):
            ground.keyring.hear()

    def placed_houses(self) -> tuple[Organisation, ...]:
        """Return the house of every organisation that is placed; raises as `house_of`."""
        return tuple(self.house_of(one.organisation) for one in self.organisations() if one.placed)

    def called(self) -> tuple[Called, ...]:
        """Return the addresses that are called because the settings say so, of every place too."""
        return called_of(self.folder)

    def house_at(self, folder: Path | None) -> Organisation:
        """
        Return the house of the organisation that is placed in a folder, or without one the first.

        Raises:
            PlaceUnknown: none is placed there.
        """
        if folder is None:
            return self
        named = (one for one, where in self._ground.places().items() if where.resolve() == folder.resolve())
        for organisation in named:
            return self.house_of(organisation)
        raise no_place(folder)

    def copied(self) -> tuple[Organisation, ...]:
        """Return whom backups are asked of: the instance, and each organisation that is placed; raises as `house_of`."""
        return (self, *self.placed_houses())

    def keep_backups(self) -> None:
        """Make, delete and rehearse backups of every ground; one that fails stops none of the others."""
        failed: EtancheError | None = None
        for keep in (super().keep_backups, *(one.keep_backups for one in self.placed_houses())):
            try:
                keep()
            except EtancheError as error:
                failed = error
        if failed is not None:
            raise failed
