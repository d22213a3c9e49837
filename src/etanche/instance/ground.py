"""
The ground of an instance: what its rooms stand on, whichever charter they obey.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from etanche.clock import Clock
from etanche.instance.furnish import LIVING, TOMBSTONES
from etanche.instance.holding import Hold
from etanche.instance.lagging import follow, require_abreast
from etanche.instance.landing import settle
from etanche.instance.left import undo_killed
from etanche.instance.settings import Settings
from etanche.keyring import Keyring, Root
from etanche.store import Living, Shelf, Store, Tombstones
from etanche.terms import OrganisationId


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The stores of one folder, open, and the keys to them."""

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
            require_abreast(store, shelf, tombstones, settings.organisation)
            follow(store, shelf, tombstones, settings.organisation)
            keyring = Keyring(root, shelf, tombstones, clock, Living(folder / LIVING))
            keyring.organisation(settings.organisation)
        except BaseException:
            store.close()
            shelf.close()
            raise
        return cls(
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
    def organisation(self) -> OrganisationId:
        """Whose instance it is."""
        return self.settings.organisation

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
