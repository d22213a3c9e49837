"""
Going on with stores that lag, because what has everything is lost: never silently, and never with anything destroyed come back to life.

The same as a restore, with what is there in the place of a backup: keys with a tombstone are destroyed on the shelf, records deleted one
by one are deleted again, who is erased stays so on either store, and the journal gets a signed gap with the name of who decided it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path

from etanche.clock import Clock
from etanche.errors import Fault
from etanche.instance.furnish import TOMBSTONES
from etanche.instance.lagging import Lag, clean, lag, require_head, undead
from etanche.instance.lots import Lot
from etanche.instance.mending import Mending
from etanche.instance.missing import give_up, missing, remembered
from etanche.instance.orders import require_name
from etanche.instance.placed_since import keep_apart, keep_off_shelf
from etanche.instance.roster import whole
from etanche.instance.settings import Settings
from etanche.instance.stamps import unstamp
from etanche.instance.stores import DATA, DATA_LAST, SHELF, SHELF_LAST
from etanche.journal import Fact, Gap
from etanche.keyring import Keyring
from etanche.proof import STAMP
from etanche.store import Shelf, Store, Tombstones, Witness, moving, persons
from etanche.terms import OrganisationId


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What is lost, or would be."""

    data_commits: int | None
    """Commits of the data that were acknowledged and are not there; None where nobody counted."""

    shelf_commits: int | None
    lag: Lag
    """By how much shelf, data and tombstones are behind what they remember of each other."""

    lost: Gap | None
    """Lines of the journal that are lost, and had been sealed."""

    undead: int
    """Keys that lived though they were destroyed, and were destroyed again."""

    deleted: int
    """Records that were deleted one by one, and were deleted again."""

    organisations: int
    """Organisations of which nothing is in the data: they are given up, and their keys destroyed after three days."""

    erased: int
    """Persons who are erased in the data and were not on the shelf."""

    dry_run: bool

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        lost = self.lost
        return {
            "data_commits": self.data_commits,
            "shelf_commits": self.shelf_commits,
            "lag": self.lag._asdict(),
            "lost": None if lost is None else {"first": lost.first, "last": lost.last},
            "undead": self.undead,
            "deleted": self.deleted,
            "organisations": self.organisations,
            "erased": self.erased,
            "dry_run": self.dry_run,
        }


def accept(
    folder: Path,
    *,
    by: str,
    passphrase: Callable[[], bytes],
    clock: Clock,
    dry_run: bool = False,
    home: Path | None = None,
) -> Accepted:
    """
    Let an instance that nobody has open go on with the stores that its settings name, as they are; or a place of the instance in `home`.

    Raises:
        Unreadable: `by` is no name.
        InstanceInUse, StoreBusy: somebody has the instance open.
        SameServer: data and shelf are on one server.
        OtherShelf, OtherHistory: they are not stores of one instance and one history.
    """
    require_name(by)
    lot = Lot(folder=folder, home=home)
    with lot.alone(), ExitStack() as open_:
        settings = lot.settings()
        settings.stores.require_apart()
        for where in (settings.stores.data, settings.stores.shelf):
            if where is not None:
                moving.require_alone(where)
        store = open_.enter_context(closing(Store.open(settings.stores.data or folder / DATA, upgrade=True)))
        shelf = open_.enter_context(closing(Shelf.open(settings.stores.shelf or folder / SHELF, upgrade=True)))
        require_head(shelf, settings.organisation)
        root = lot.unlocked(settings, passphrase)
        tombstones = Tombstones(folder / TOMBSTONES)
        keyring = Keyring(root, shelf, tombstones, clock)
        work = _Work(folder, settings, store, shelf, tombstones, keyring, clock, by)
        return work.tried() if dry_run else work.done()


@dataclass(frozen=True)
class _Work:
    """The stores, open without anybody who remembers what they should hold."""

    folder: Path
    settings: Settings
    store: Store
    shelf: Shelf
    tombstones: Tombstones
    keyring: Keyring
    clock: Clock
    by: str

    @property
    def organisation(self) -> OrganisationId:
        return self.settings.organisation

    def tried(self) -> Accepted:
        """Return what would be lost, and change nothing."""
        found = [lag(self.store, self.shelf, self.tombstones, one) for one in self._everybody()]
        return Accepted(
            lag=Lag(*map(sum, zip(*found, strict=True))),
            data_commits=_missing(self.folder / DATA_LAST, self.store.commits(self.organisation)),
            shelf_commits=_missing(self.folder / SHELF_LAST, self.shelf.commits(self.organisation)),
            lost=self._lost(),
            undead=sum(len(undead(self.shelf, self.tombstones, one)) for one in self._everybody()),
            deleted=0,
            organisations=self._given_up(),
            erased=sum(len(self._forgotten(one)) for one in self._everybody()),
            dry_run=True,
        )

    def done(self) -> Accepted:
        """Mend both stores; doing it again after a kill ends the same, with one more line in the journals."""
        found, everybody = self.tried(), self._everybody()
        keep_off_shelf(self.shelf, self.settings.stores.shelf or self.folder / SHELF, self.settings)
        for one in everybody:
            clean(self.shelf, self.tombstones, one)
            for person in self._forgotten(one):
                self.keyring.persons.destroy(one, person, ended=True)
            self.shelf.put_fact(one, STAMP, "")
        deleted, lost = 0, None
        elsewhere = remembered(self.shelf, self.tombstones)
        with self.store.writing() as connection:
            keep_apart(connection, self.keyring, self.settings)
            gone = give_up(connection, elsewhere, self.settings, at=self.clock.now())
            facts = {**_facts(found), "organisations": gone}
            for one in everybody:
                unstamp(connection, one)
                again, gap = self._mending(one).mend(connection, by=self.by, facts=facts)
                deleted, lost = deleted + again, gap if one == self.organisation else lost
        # What the shelf lacks is explained now, and not before: killed until here, it is refused, and this is done again.
        for one in everybody:
            said = self.tombstones.knows(one)
            changes = max(self.store.knows(one).changes, said.changes)
            self.shelf.reckon(one, changes=changes, tombstones=said.tombstones)
        # Last of all: from here on whatever server is met first is believed.
        for name in (DATA_LAST, SHELF_LAST):
            Witness(self.folder / name).forget()
        return replace(found, lost=lost, deleted=deleted, organisations=gone, dry_run=False)

    def _given_up(self) -> int:
        """Return how many organisations shelf or tombstones know of, and the data do not have."""
        known = remembered(self.shelf, self.tombstones)
        with self.store.reading() as connection:
            return len(missing(connection, known, self.settings))

    def _everybody(self) -> tuple[OrganisationId, ...]:
        return tuple(one for one in whole(self.store, self.organisation) if one not in self.settings.places)

    def _mending(self, organisation: OrganisationId) -> Mending:
        return Mending(
            shelf=self.shelf,
            tombstones=self.tombstones,
            keyring=self.keyring,
            clock=self.clock,
            organisation=organisation,
        )

    def _forgotten(self, organisation: OrganisationId) -> list[bytes]:
        """Return the persons who are erased in the data, and for whom this shelf would make a key again."""
        ended = set(self.shelf.ended_persons(organisation))
        with self.store.reading() as connection:
            return [row.person for row in persons.ended(connection, organisation) if row.person not in ended]

    def _lost(self) -> Gap | None:
        """Return the lines that lie between the end of these data and the head on the shelf."""
        head = self.shelf.head(self.organisation)
        given = self.store.lines(self.organisation)
        if head is None or head.position <= given:
            return None
        return Gap(first=given + 1, last=head.position, at=self.clock.now())


def _facts(found: Accepted) -> dict[str, Fact]:
    """Return what the line in the journal says beside what was mended."""
    return {
        "backup": "none",
        "shelf": "as-it-is",
        "data-commits": found.data_commits or 0,
        "shelf-commits": found.shelf_commits or 0,
        "key-changes": found.lag.shelf,
        "lines": found.lag.data,
        "tombstones": found.lag.tombstones,
        "undead": found.undead,
        "erased": found.erased,
    }


def _missing(file: Path, has: int) -> int | None:
    """Return how many commits a store lacks that were acknowledged; None where nobody remembers."""
    try:
        seen = Witness(file).seen()
    except Fault:
        return None
    return None if seen is None else max(0, seen.number - has)
