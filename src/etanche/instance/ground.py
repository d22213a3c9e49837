"""
The ground of an instance: what its rooms stand on, whichever charter they obey.

One folder has one ground, whoever stands on it: stores, keys and tombstones are shared by all organisations of the instance,
and every row, key and line in them says whose it is. `of` gives the same ground, seen by another organisation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from etanche.clock import Clock
from etanche.instance.furnish import LIVING, TOMBSTONES
from etanche.instance.holding import Hold
from etanche.instance.lagging import follow, require_abreast, require_head
from etanche.instance.landing import settle
from etanche.instance.left import undo_killed
from etanche.instance.missing import require_everybody
from etanche.instance.roster import whole
from etanche.instance.settings import Settings
from etanche.keyring import Keyring, Root
from etanche.store import Living, Shelf, Store, Tombstones
from etanche.terms import OrganisationId


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The stores of one folder, open, and the keys to them, as one organisation stands on them."""

    organisation: OrganisationId
    folder: Path
    settings: Settings
    root: Root
    clock: Clock
    store: Store
    shelf: Shelf
    tombstones: Tombstones
    keyring: Keyring
    hold: Hold

    @classmethod
    def open(cls, folder: Path, *, root: Root, clock: Clock) -> Self:
        """
        Open the stores of a folder with a root already unlocked.

        Raises:
            InstanceMissing: the folder holds no instance.
            StoreMissing, StoreForeign, StoreCorrupt, SchemaNewer, SchemaOlder: as their names say.
            SameServer: data and shelf are on one server.
            ReplicaBehind, LaggingShelf, LaggingData, LaggingTombstones, OtherShelf: a store is an old copy, or another instance's.
            BeingRestored: a backup is being put back at this moment.
        """
        settle(folder)
        settings = Settings.read(folder)
        undo_killed(folder, settings)
        hold = Hold(folder)
        try:
            return cls._held(folder, settings, root=root, clock=clock, hold=hold)
        except BaseException:
            hold.let_go()
            raise

    @classmethod
    def _held(cls, folder: Path, settings: Settings, *, root: Root, clock: Clock, hold: Hold) -> Self:
        """Open the stores of a folder that nobody can put other files into meanwhile."""
        store, shelf = settings.stores.open(folder)
        try:
            tombstones = Tombstones(folder / TOMBSTONES)
            require_head(shelf, settings.organisation)
            for organisation in whole(store, settings.organisation):
                require_abreast(store, shelf, tombstones, organisation)
            require_everybody(store, shelf, tombstones, settings.organisation)
            follow(store, shelf, tombstones)
            keyring = Keyring(root, shelf, tombstones, clock, Living(folder / LIVING))
            keyring.organisation(settings.organisation)
        except BaseException:
            store.close()
            shelf.close()
            raise
        return cls(
            organisation=settings.organisation,
            folder=folder,
            settings=settings,
            root=root,
            clock=clock,
            store=store,
            shelf=shelf,
            tombstones=tombstones,
            keyring=keyring,
            hold=hold,
        )

    @property
    def first(self) -> OrganisationId:
        """The organisation that the instance was made for: its operator's."""
        return self.settings.organisation

    def of(self, organisation: OrganisationId) -> Self:
        """Return the same ground, with another organisation on it; it is closed once, for all of them."""
        return replace(self, organisation=organisation)

    @property
    def backups(self) -> Path | None:
        """The folder that backups are made in by themselves, if the settings name one."""
        folder = self.settings.backups
        return None if folder is None else self.folder / folder

    def close(self) -> None:
        """Hold no key any more, and close the files."""
        self.keyring.close()
        self.store.close()
        self.shelf.close()
        self.hold.let_go()
