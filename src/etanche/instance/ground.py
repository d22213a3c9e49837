"""
The ground of an instance: what its rooms stand on, whichever charter they obey.

One folder has one ground, whoever stands on it: stores, keys and tombstones are shared by its organisations,
and every row, key and line in them says whose it is. `of` gives the same ground, seen by another organisation.

An organisation can be *placed*: its stores, keys and tombstones are in a folder of its own, a ground that is the same in everything
but the root and the settings, which are the instance's (`place`). Everybody else stands on the ground of the instance itself, its `home`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from typing import NamedTuple, Self

from etanche.backup import PLACE
from etanche.clock import Clock
from etanche.instance.furnish import LIVING, TOMBSTONES
from etanche.instance.holding import Hold
from etanche.instance.lagging import follow, require_abreast, require_head
from etanche.instance.landing import settle
from etanche.instance.left import undo_killed
from etanche.instance.lots import lacks, require_apart, require_its_own, settings_of
from etanche.instance.missing import require_everybody
from etanche.instance.resettled import leave_what_moved
from etanche.instance.roster import placed_in, whole
from etanche.instance.settings import Settings
from etanche.keyring import Keyring, Root, Signer
from etanche.store import Living, Shelf, Store, StoreMissing, Tombstones
from etanche.terms import ID_BYTES, OrganisationId


class LeftBackups(NamedTuple):
    """Where the backups of a place are that is no more, whose they are, and whose hand they are of if that can be known."""

    folder: Path
    organisation: OrganisationId
    signer: Signer | None


def _number(name: str) -> OrganisationId | None:
    """Return the number that the folder of a place is called after, if it is one."""
    with suppress(ValueError):
        number = bytes.fromhex(name)
        return OrganisationId(number) if len(number) == ID_BYTES else None
    return None


class Opened:
    """The places of one instance that are open, for all its threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self.lock = RLock()
        self.grounds: dict[OrganisationId, Ground] = {}


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
    around: Ground | None = None
    """Of a place, the ground of the instance."""

    opened: Opened = field(default_factory=Opened)

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
            leave_what_moved(folder, settings)
            return cls._held(folder, settings, root=root, clock=clock, hold=hold)
        except BaseException:
            hold.let_go()
            raise

    @classmethod
    def _held(
        cls, folder: Path, settings: Settings, *, root: Root, clock: Clock, hold: Hold, around: Ground | None = None
    ) -> Self:
        """Open the stores of a folder that nobody can put other files into meanwhile."""
        store, shelf = settings.stores.open(folder)
        try:
            if around is not None:
                require_its_own(store, shelf, settings.organisation)
            tombstones = Tombstones(folder / TOMBSTONES)
            require_head(shelf, settings.organisation)
            for organisation in whole(store, settings.organisation):
                require_abreast(store, shelf, tombstones, organisation)
            require_everybody(store, shelf, tombstones, settings)
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
            around=around,
        )

    # — places

    @property
    def home(self) -> Ground:
        """The ground of the instance."""
        return self.around or self

    def places(self) -> Mapping[OrganisationId, Path]:
        """Return the folder of each organisation that is placed, as the settings say it now."""
        home = self.home
        return {one: home.folder / folder for one, folder in Settings.read(home.folder).places.items()}

    def place(self, organisation: OrganisationId) -> Ground:
        """
        Return the ground of an organisation that is placed, opened when it is first asked for; it is closed with the instance.

        Raises:
            PlaceUnknown: the settings do not say where it is.
            PlaceGone: nothing is there any more, or one of its stores is not.
            WrongPlace, InsideInstance: what is there is not its own, or lies in the instance's folder.
            LaggingData …: as `open`.
        """
        home = self.home
        with home.opened.lock:
            if organisation not in home.opened.grounds:
                home.opened.grounds[organisation] = self._placed(home, organisation)
            return home.opened.grounds[organisation]

    def every(self) -> tuple[Ground, ...]:
        """Return every ground of the instance, its own first; raises as `place`, also for one that the roster knows and the settings do not."""
        with self.home.store.reading() as connection:
            known = placed_in(connection)
        return (self.home, *(self.place(OrganisationId(one)) for one in sorted({*self.places(), *known})))

    @classmethod
    def _placed(cls, home: Ground, organisation: OrganisationId) -> Ground:
        folder = require_apart(home.folder, home.places(), organisation)
        settle(folder)
        settings = settings_of(folder, organisation, around=home.settings)
        undo_killed(folder, settings)
        hold = Hold(folder)
        try:
            return cls._held(folder, settings, root=home.root, clock=home.clock, hold=hold, around=home)
        except StoreMissing as error:
            hold.let_go()
            raise lacks(folder, error.store) from None
        except BaseException:
            hold.let_go()
            raise

    # — who stands on it

    @property
    def first(self) -> OrganisationId:
        """The organisation that the folder was made for: the operator's, and in a place the one that is placed."""
        return self.settings.organisation

    def of(self, organisation: OrganisationId) -> Self:
        """Return the same ground, with another organisation on it; it is closed once, for all of them."""
        return replace(self, organisation=organisation)

    @property
    def backups(self) -> Path | None:
        """The folder that backups are made in by themselves, if the settings name one."""
        folder = self.settings.backups
        return None if folder is None else self.among(self.home.folder / folder)

    def among(self, backups: Path) -> Path:
        """Return where the backups of this ground are, in a folder of backups of the instance."""
        return backups if self.around is None else backups / f"{PLACE}{self.first.hex()}"

    def left_among(self, backups: Path) -> tuple[LeftBackups, ...]:
        """
        Return the folders of backups of organisations that have no place any more, in a folder of backups of the instance.

        They are the instance's to delete. Whose hand they are of is known as long as the organisation has keys here.
        """
        found = {one.name.removeprefix(PLACE): one for one in backups.glob(f"{PLACE}*") if one.is_dir()}
        if self.around is not None or not found:
            return ()
        with self.store.reading() as connection:
            there = {one.hex() for one in (*self.places(), *placed_in(connection))}
        ours = {one.hex() for one in self.shelf.organisations()}
        return tuple(
            LeftBackups(folder, one, self.keyring.signer(one) if name in ours else None)
            for name, folder in sorted(found.items())
            if name not in there and (one := _number(name)) is not None
        )

    def close(self) -> None:
        """Hold no key any more, and close the files; the places of an instance first."""
        if self.around is None:
            for one in self.opened.grounds.values():
                one.close()
        self.keyring.close()
        self.store.close()
        self.shelf.close()
        self.hold.let_go()
