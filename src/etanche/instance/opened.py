"""
The stores of a folder, opened by whoever moves them while nothing runs, and what has to be so of them where they arrive.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from etanche.charter import Charter, Plan
from etanche.clock import Clock
from etanche.errors import Refused
from etanche.instance.charters import charter_of
from etanche.instance.furnish import TOMBSTONES
from etanche.instance.settings import Settings
from etanche.instance.stores import DATA, SHELF, Stores
from etanche.journal import Journal
from etanche.keyring import Keyring, Root
from etanche.standing import CharterChanged, charter_in_force
from etanche.store import Address, Shelf, Store, Tombstones, Tree
from etanche.terms import OrganisationId


class ChainNotWhole(Refused):
    """The journal of the stores is not intact, so they are not moved."""


class Opened(NamedTuple):
    """The stores of a folder, with what opens their keys."""

    store: Store
    shelf: Shelf
    tombstones: Tombstones
    keyring: Keyring

    def where(self, tree: Tree) -> Store | Shelf:
        """Return one of the two that are moved."""
        return self.store if tree is Tree.DATA else self.shelf

    def charter(self, organisation: OrganisationId, clock: Clock) -> Charter:
        """
        Return the charter that an organisation obeys now.

        Raises:
            CharterChanged: the data hold none, or another than was applied.
        """
        with self.store.reading() as connection:
            row = charter_in_force(connection, self.keyring, organisation, clock.now())
        if row is None:
            raise CharterChanged("the data hold no charter", hint="restore a backup")
        return charter_of(row.text)

    def require_intact(self, organisation: OrganisationId, plan: Plan, clock: Clock) -> None:
        """
        Let an organisation be where it arrived only if its journal is intact there.

        Raises:
            ChainNotWhole: it is not.
        """
        signer = self.keyring.signer(organisation)
        journal = Journal(
            store=self.store, shelf=self.shelf, signer=signer, plan=plan, clock=clock, organisation=organisation
        )
        if not journal.verify().intact:
            raise ChainNotWhole("the journal is not intact", hint="see `etanche journal verify`; nothing was moved")


@contextmanager
def opened(folder: Path, settings: Settings, root: Root, clock: Clock) -> Iterator[Opened]:
    """Open the stores that the settings of a folder name; the tombstones are there."""
    with ExitStack() as open_:
        store, shelf = settings.stores.open(folder)
        for one in (store, shelf):
            open_.enter_context(closing(one))
        tombstones = Tombstones(folder / TOMBSTONES)
        yield Opened(store, shelf, tombstones, Keyring(root, shelf, tombstones, clock))


def place_of(tree: Tree, stores: Stores, folder: Path) -> Path | Address:
    """Return where one of the stores is, or is to be: on a server, or in a folder."""
    return stores.at(tree) or folder / (DATA if tree is Tree.DATA else SHELF)
