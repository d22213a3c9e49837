"""
What an instance does for the organisations that are placed apart, beside what it does for those on its own stores.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from etanche.charter import Charter
from etanche.errors import EtancheError, OutOfReach
from etanche.instance.founding import asks_the_same, refuse_elsewhere
from etanche.instance.lots import no_place
from etanche.instance.organisation import Organisation
from etanche.instance.placing import take_up
from etanche.instance.roster import Named
from etanche.instance.settings import called_of
from etanche.instance.tenant import Tenant
from etanche.notice.papers import Called
from etanche.terms import OrganisationId

T = TypeVar("T")


class Asked(NamedTuple, Generic[T]):
    """What came of asking every ground of an instance."""

    found: tuple[T, ...]
    """Of the instance itself first."""

    failed: tuple[EtancheError, ...]
    """Why some organisation that is placed did not answer."""


class Apart(Organisation):
    """The part of an instance that knows of its places."""

    @abstractmethod
    def organisations(self) -> tuple[Named, ...]:
        """Return every organisation of the instance."""

    @abstractmethod
    def house_of(self, organisation: OrganisationId) -> Organisation:
        """Return the house of an organisation by its id."""

    def look_at_places(self) -> None:
        """
        Open every place that the settings name, and let the roster have who is there; one out of reach is tried again when it is asked for.

        Raises:
            Refused, Fault: a place is not what it should be.
        """
        for organisation in self._ground.places():
            with suppress(OutOfReach):
                take_up(self._ground, organisation)
                self.house_of(organisation)

    def hear(self) -> None:
        """Let go of every key that another process destroyed, on every ground."""
        for ground in (self._ground, *self._ground.opened.grounds.values()):
            ground.keyring.hear()

    def ask_grounds(self, act: Callable[[Organisation], T]) -> Asked[T]:
        """
        Ask something of the instance, and of each organisation that is placed: one out of reach, or that fails, stops none of the others.

        Args:
            act: what is asked; what it raises of the instance itself is raised.
        """
        found, failed = [act(self)], []
        rostered = [one.organisation for one in self.organisations() if one.placed]
        for organisation in dict.fromkeys((*rostered, *self._ground.places())):
            try:
                if organisation not in rostered:
                    # Out of reach at the opening; an organisation may not go missing unsaid.
                    take_up(self._ground, organisation)
                found.append(act(self.house_of(organisation)))
            except EtancheError as error:
                failed.append(error)
        return Asked(tuple(found), tuple(failed))

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

    def _require_possible(self, charter: Charter) -> None:
        for one in self.organisations():
            try:
                house = self.house_of(one.organisation)
            except OutOfReach:
                # What nobody can read now was looked at beside the charter in force, and what that asks of others has to stay.
                if not asks_the_same(self.charter, charter):
                    raise
                continue
            if isinstance(house, Tenant) and not house.follows:
                refuse_elsewhere(charter, house.charter, house.site)
