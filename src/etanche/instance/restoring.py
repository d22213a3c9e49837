"""
Restoring an instance from a backup: its data are put back against the keys and tombstones of now.

So whatever was destroyed since the backup was made stays dead. The backup's own shelf is used only when all copies of the shelf
are lost, and then every key in it that has a tombstone is destroyed before anybody can ask for it.
Nothing is decided before everything is known to be sound; see `landing` for what a kill leaves.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from etanche import backup
from etanche.backup import Found
from etanche.clock import Clock
from etanche.instance.furnish import ROOT, TOMBSTONES
from etanche.instance.lagging import LaggingTombstones, clean, outrun, require_current, require_newest
from etanche.instance.landing import begin, decide, land
from etanche.instance.lots import Lot
from etanche.instance.mending import Mending
from etanche.instance.missing import give_up, remembered
from etanche.instance.orders import Order, OtherEngine, Restored
from etanche.instance.placed_since import keep_apart, keep_off_shelf
from etanche.instance.roster import whole_in
from etanche.instance.settings import FILE, InstanceMissing, Settings
from etanche.instance.stores import DATA, DATA_LAST, SHELF, SHELF_LAST
from etanche.journal import Fact
from etanche.keyring import Keyring, Root
from etanche.store import Address, Connection, Shelf, Store, Tombstones, Tree, copies, files
from etanche.terms import OrganisationId

Tell = Callable[[str], object]
"""Told each step before it is taken."""


class _Tried(Exception):
    """A dry run is over: what was done is not kept."""


def restore(order: Order, *, passphrase: Callable[[], bytes], clock: Clock, tell: Tell = lambda _: None) -> Restored:
    """
    Restore an instance that nobody has open; open it afterwards, and let the vault bury what is dead.

    Raises:
        BackupMissing, BackupNewer, BackupDamaged, OtherInstance: the backup is not to be used.
        InstanceInUse, StoreBusy: somebody has the instance open.
        LaggingShelf, LaggingTombstones, OtherHistory: what is here is older than it should be, or of another history.
        OtherEngine: the settings name another engine than the backup's.
    """
    found = backup.find(order.copy)
    lot = Lot(folder=order.folder, home=order.home)
    settings = _settings(order, found, lot)
    tell("look")
    backup.require_whole(found)
    with _there(order.folder), lot.alone():
        root = lot.unlocked(settings, passphrase)
        return put_back(order, found, settings, root=root, clock=clock, tell=tell)


def put_back(
    order: Order, found: Found, settings: Settings, *, root: Root, clock: Clock, tell: Tell = lambda _: None
) -> Restored:
    """
    Put a backup that is whole into a folder that nobody else is in, with a root already unlocked; see `restore` for what it raises.
    """
    staged = begin(order.folder)
    try:
        work = _Work(order=order, found=found, settings=settings, root=root, clock=clock, staged=staged, tell=tell)
        return work.done()
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _settings(order: Order, found: Found, lot: Lot) -> Settings:
    """Return the settings of the folder; of a folder that holds nothing but the root, and of a place that holds nothing, those of the backup."""
    there = (order.folder / FILE).exists()
    if order.home is None and (there or not (order.folder / ROOT).is_dir()):
        return lot.settings()
    settings = lot.settings() if there else replace(lot, written=found.folder).settings()
    on_a_server = order.home is not None and settings.stores.shelf is not None
    if not order.shelf_lost and not on_a_server and not (order.home and (order.folder / SHELF).exists()):
        raise InstanceMissing(
            f"there is nothing but the root in `{order.folder}`"
            if order.home is None
            else f"there is no shelf of keys in the place `{order.folder}`",
            hint="put the newest shelf, tombstones and `instance.toml` there, or say that they are lost: --shelf-lost",
        )
    return settings


@contextmanager
def _there(folder: Path) -> Iterator[None]:
    """Make a folder that was lost with its disk, and take it away again if nothing was put into it."""
    lost = not folder.exists()
    with files.writing(str(folder)):
        folder.mkdir(mode=files.FOLDER_MODE, parents=True, exist_ok=True)
    try:
        yield
    finally:
        if lost:
            with suppress(OSError):
                folder.rmdir()


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One restore, in a folder that is held alone."""

    order: Order
    found: Found
    settings: Settings
    root: Root
    clock: Clock
    staged: Path
    tell: Tell

    @property
    def organisation(self) -> OrganisationId:
        return self.settings.organisation

    def done(self) -> Restored:
        """Do it; of a dry run nothing is left."""
        self._require_engines()
        with ExitStack() as open_:
            tombstones = self._tombstones()
            shelf = open_.enter_context(closing(self._shelf()))
            keyring = Keyring(self.root, shelf, tombstones, self.clock)
            backup.require_ours(self.found, self.organisation, keyring.signer(self.organisation))
            if self.order.shelf_lost:
                keep_off_shelf(shelf, self.settings.stores.shelf or self.staged / SHELF, self.settings)
                for organisation in shelf.organisations():
                    clean(shelf, tombstones, OrganisationId(organisation))
            else:
                named = self.order.tombstones is not None
                require_current(shelf, tombstones, self.found.manifest, self.organisation, named=named)
                for organisation in shelf.organisations():
                    require_newest(shelf, tombstones, OrganisationId(organisation), named=named)
            self.tell("data")
            with suppress(_Tried), self._data() as connection:
                restored = self._mended(connection, shelf, keyring, tombstones)
                self._end_if_tried()
            if not self.order.dry_run and (self.order.shelf_lost or self.order.tombstones is not None):
                # Explained by the line in the journal; killed before this, the shelf is refused, and the restore is done again.
                for organisation in shelf.organisations():
                    said = tombstones.knows(organisation)
                    shelf.reckon(organisation, changes=said.changes, tombstones=said.tombstones)
        if not self.order.dry_run:
            self._put_in_place()
        return restored

    # — what is here

    def _require_engines(self) -> None:
        stores = self.settings.stores
        here = {
            "data": copies.engine_of(stores.data or self.order.folder / DATA),
            "shelf": copies.engine_of(stores.shelf or self.order.folder / SHELF),
        }
        if here != self.found.manifest.engines:
            raise OtherEngine(
                "the backup is of stores on another engine than the settings name",
                hint="restore into an instance whose stores are where they were",
            )

    def _tombstones(self) -> Tombstones:
        """
        Return the newest tombstones: those of the folder with those of a file that was named.

        Raises:
            LaggingTombstones: the backup has some that are not among them.
        """
        here, named = self.order.folder / TOMBSTONES, self.order.tombstones
        if not here.exists() and named is None:
            raise LaggingTombstones(
                f"`{TOMBSTONES}` is missing",
                hint="name the newest copy of it with --tombstones FILE; the backup's own knows nothing of what died since",
            )
        if named is None:
            newest = Tombstones(here)
        else:
            shutil.copyfile(here if here.exists() else named, self.staged / TOMBSTONES)
            (self.staged / TOMBSTONES).chmod(0o600)
            newest = Tombstones(self.staged / TOMBSTONES)
            newest.take_over(Tombstones(named))
        if not Tombstones(self.found.tombstones).ids() <= newest.ids():
            raise LaggingTombstones(
                "the backup knows of destroyed keys that the tombstones here do not",
                hint="find the newest tombstones, and name them with --tombstones FILE",
            )
        return newest

    def _shelf(self) -> Shelf:
        """Return the shelf of now, or, when it is lost, the one of the backup, put where it will be."""
        where = self.settings.stores.shelf
        if not self.order.shelf_lost:
            return Shelf.open(where or self.order.folder / SHELF)
        self.tell("shelf")
        if where is not None and self.order.dry_run:
            raise OtherEngine("a shelf on a server cannot be tried without replacing it", hint="leave out --dry-run")
        if where is not None:
            # In a transaction of its own: it is empty or lost, so nobody reads it meanwhile.
            with copies.replacing(where, Tree.SHELF, self.found.shelf) as connection:
                outrun(connection, self.organisation, self.order.folder / SHELF_LAST)
            return Shelf.open(where)
        _copy_private(self.found.shelf / copies.FILE, self.staged / SHELF)
        return Shelf.open(self.staged / SHELF, upgrade=True)

    # — the data

    @contextmanager
    def _data(self) -> Iterator[Connection]:
        """Give a transaction in the data put back, which nobody sees before it is over."""
        where = self.settings.stores.data
        if isinstance(where, Address):
            with copies.replacing(where, Tree.DATA, self.found.data) as connection:
                outrun(connection, self.organisation, self.order.folder / DATA_LAST)
                yield connection
            return
        _copy_private(self.found.data / copies.FILE, self.staged / DATA)
        store = Store.open(self.staged / DATA, upgrade=True)
        try:
            with store.writing() as connection:
                yield connection
            store.flush()
        finally:
            store.close()

    def _mended(self, connection: Connection, shelf: Shelf, keyring: Keyring, tombstones: Tombstones) -> Restored:
        """Delete again what was deleted, and let the journal say what is lost."""
        self.tell("mend")
        facts: dict[str, Fact] = {
            "backup": self.found.manifest.id,
            "since": self.found.manifest.taken.isoformat(),
            "shelf": "from-backup" if self.order.shelf_lost else "kept",
        }
        keep_apart(connection, keyring, self.settings)
        everybody = whole_in(connection, self.organisation)
        given_up = give_up(connection, remembered(shelf, tombstones), self.settings, at=self.clock.now())
        facts["organisations"] = given_up
        deleted, gaps = 0, []
        for one in everybody:
            mending = Mending(
                shelf=shelf,
                tombstones=tombstones,
                keyring=keyring,
                clock=self.clock,
                organisation=one,
            )
            gone, gap = mending.mend(connection, by=self.order.by, facts={**facts, "until": self._until(shelf, one)})
            deleted += gone
            gaps.append(gap)
        lost = gaps[0]
        return Restored(
            backup=self.found.manifest.id,
            taken=self.found.manifest.taken,
            lost=lost,
            deleted=deleted,
            organisations=given_up,
            shelf_lost=self.order.shelf_lost,
            dry_run=self.order.dry_run,
        )

    def _end_if_tried(self) -> None:
        """Leave the transaction of a dry run before it is committed."""
        if self.order.dry_run:
            raise _Tried

    def _until(self, shelf: Shelf, organisation: OrganisationId) -> str:
        """Return the last moment of which anything is lost: of a shelf that is lost too, nobody knows better than now."""
        head = shelf.head(organisation)
        if self.order.shelf_lost or head is None:
            return self.clock.now().isoformat()
        return head.at

    def _put_in_place(self) -> None:
        """Decide, and move everything into its place."""
        folder = self.order.folder
        if not (folder / FILE).exists():
            _copy_private(self.found.settings, self.staged / FILE)
        self.tell("decide")
        decide(folder)
        self.tell("land")
        land(folder)
        self.tell("landed")


def _copy_private(source: Path, target: Path) -> None:
    """Copy a file, for its owner's eyes alone."""
    files.create_file(target)
    with source.open("rb") as old, target.open("wb") as new:
        shutil.copyfileobj(old, new)
    files.sync(target)
