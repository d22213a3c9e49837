"""
The hall: an instance, which is its first organisation's house, and the ground that all its organisations stand on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import RLock
from typing import Self

from etanche.charter import Plan
from etanche.clock import Clock
from etanche.instance.apart import Apart
from etanche.instance.founding import establish, establish_built_in, follow
from etanche.instance.furnish import IN_THE_FOLDER, ROOT
from etanche.instance.ground import Ground
from etanche.instance.house import House
from etanche.instance.kept import Kept
from etanche.instance.keys import Keys
from etanche.instance.landing import clear, settle
from etanche.instance.left import end_move
from etanche.instance.making import make
from etanche.instance.missing import end_given_up
from etanche.instance.organisation import Organisation
from etanche.instance.placing import Site
from etanche.instance.resettled import end_resettling
from etanche.instance.roster import BUILT_IN, Named, NoSuchOrganisation, Roster, name_first
from etanche.instance.settings import Settings
from etanche.instance.stores import Stores
from etanche.instance.tenant import Tenant
from etanche.keyring import PRODUCTION_KDF, Kdf, Root, RootFile
from etanche.terms import OrganisationId

MEMBERS_SECONDS = 5
"""So long another process may still take somebody for the member that they were."""


class Instance(Apart):
    """The organisations of one folder, open, and the rooms of the first of them; `create` and `open` both make one."""

    def __init__(self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None = None) -> None:
        """
        Open a folder with a root already unlocked; `plan` as for a `House`.

        Raises:
            CharterLost, CharterChanged, WrongRegion: as `House`.
            InstanceMissing, StoreMissing, LaggingData …: as `Ground.open`.
        """
        ground = Ground.open(folder, root=root, clock=clock)
        try:
            super().__init__(ground, plan=plan)
            name_first(self.store, self.keyring, self.organisation_id, self.charter.organisation.name)
        except BaseException:
            ground.close()
            raise
        self._opening = RLock()
        self._houses: dict[OrganisationId, Organisation] = {}
        self._accounts: Organisation | None = None
        self._followed = ""
        self.members_known = Kept(clock, seconds=MEMBERS_SECONDS)
        self._closed = False
        # What a restore or a move had put aside is kept until here: the instance stands without it.
        clear(folder)
        self.left = end_move(folder, self.settings, self.journal, clock)
        self.left = end_resettling(folder, self.settings, self.journal, clock) or self.left
        try:
            self.look_at_places()
        except BaseException:
            self.close()
            raise
        self.end_given_up()

    @property
    def hall(self) -> Instance:
        """The instance itself."""
        return self

    @contextmanager
    def sandboxed(self, folder: Path, *, root: Root, clock: Clock, plan: Plan | None) -> Iterator[Organisation]:
        """Open a folder for drills as this one was opened: an instance, with people who can have accounts if its charter lets them."""
        with Instance(folder, root=root, clock=clock, plan=plan) as opened:
            if opened.charter.accounts is not None:
                opened.accounts_house.journal.seal()
            yield opened

    def end_given_up(self) -> int:
        """Destroy the keys of organisations that were given up three days ago or more; return how many keys."""
        ground = self._ground
        return end_given_up(ground.first, ground.store, ground.shelf, ground.tombstones, self.journal, ground.clock)

    # — its organisations

    @property
    def roster(self) -> Roster:
        """Which organisations there are."""
        return Roster(store=self.store, keyring=self.keyring, first=self._ground.first)

    def organisations(self) -> tuple[Named, ...]:
        """Return every organisation of the instance, the first one first, the built-in one last."""
        return self.roster.listed()

    def organisation(self, name: str) -> Organisation:
        """
        Return the house of an organisation, opened when it is first asked for; it is closed with the instance.

        Raises:
            NoSuchOrganisation: there is none of that name.
            RosterChanged, CharterLost, CharterChanged, WrongRegion: its house cannot be opened.
            OutOfReach: its keys cannot be had; those of others can.
        """
        return self.house_of(self.roster.find(name))

    def house_of(self, organisation: OrganisationId) -> Organisation:
        """Return the house of an organisation by its id; raises as `organisation`, but for the name."""
        if organisation == self.organisation_id:
            return self
        with self._opening:
            if organisation not in self._houses:
                named = self.roster.named(organisation)
                follows = named is not None and named.name == BUILT_IN
                placed = named is not None and named.placed
                ground = self._ground.place(organisation) if placed else self._ground.of(organisation)
                self._houses[organisation] = Tenant(ground, operator=self, follows=follows)
            return self._houses[organisation]

    def known_house(self, organisation: OrganisationId) -> Organisation | None:
        """Return the house of an organisation whose id came from outside, or nothing if there is none; one that is open is at hand."""
        if organisation == self.organisation_id:
            return self
        opened = self._houses.get(organisation)
        if opened is not None:
            return opened
        if all(one.organisation != organisation for one in self.organisations()):
            return None
        return self.house_of(organisation)

    def houses(self) -> tuple[Organisation, ...]:
        """Return the house of every organisation, the first one first; for rounds that every one of them needs."""
        return tuple(self.house_of(one.organisation) for one in self.organisations())

    @property
    def keys(self) -> Keys:
        """The keys of all organisations, to be listed and turned over."""
        return Keys(self._ground, journal=self.journal, charter=self.charter, agreed=self.houses)

    @property
    def has_accounts(self) -> bool:
        """Tell whether the organisation `instance` was made already."""
        return any(one.name == BUILT_IN for one in self.organisations())

    @property
    def accounts_house(self) -> Organisation:
        """The house of the organisation `instance`, whose persons are accounts; it is made when it is first asked for."""
        with self._opening:
            if self._accounts is None:
                try:
                    organisation = self.roster.find(BUILT_IN)
                except NoSuchOrganisation:
                    organisation = establish_built_in(self._ground, self.charter)
                self._accounts = self.house_of(organisation)
            if self._followed != self.plan.digest:
                follow(self._accounts, self.charter)
                self._followed = self.plan.digest
            return self._accounts

    def create_organisation(
        self,
        charter: Path,
        *,
        name: str | None = None,
        by: str,
        drawn: OrganisationId | None = None,
        at: Site | None = None,
    ) -> Organisation:
        """
        Make an organisation that obeys a charter, and return its house; see `founding.establish` for what it refuses.

        Until somebody accepts the invitation to its office nobody has a role in it, the operator included. `drawn` is its id, if the
        settings speak of it already: see `brought`; `at` is where its stores are to be, if they are to lie apart.
        """
        self.halter.require_going_on()
        with self._opening:
            made = establish(
                self._ground, charter, operator=self.charter, journal=self.journal, name=name, by=by, drawn=drawn, at=at
            )
            return self.house_of(made)

    def _everybody(self) -> tuple[House, ...]:
        return tuple(self.house_of(one.organisation) for one in self.organisations() if not one.placed)

    def close(self) -> None:
        """
        Write what waits, seal every journal, and close the stores, whatever became of the servers they are on.

        Whatever was opened in it, a session or a door, is over: it is refused with `Closed`. Closing twice does no harm.
        """
        if self._closed:
            return
        self._closed = True
        with ExitStack() as last:
            last.callback(self._ground.close)
            last.callback(super().close)
            for house in self._houses.values():
                last.callback(house.close)

    # — opening

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        charter: Path,
        passphrase: bytes,
        clock: Clock,
        kdf: Kdf = PRODUCTION_KDF,
        demo: bool = False,
        keys: Path | None = None,
        stores: Stores = IN_THE_FOLDER,
    ) -> Self:
        """Make an instance that obeys a charter, and open it; see `making.make` for what it takes, and what it raises."""
        root = make(
            folder,
            charter=charter,
            passphrase=passphrase,
            clock=clock,
            kdf=kdf,
            demo=demo,
            keys=keys,
            stores=stores,
        )
        return cls(folder, root=root, clock=clock)

    @classmethod
    def open(cls, folder: Path, *, passphrase: Callable[[], bytes], clock: Clock) -> Self:
        """
        Open an instance; the passphrase is asked for once the folder is known to hold one.

        Raises:
            InstanceMissing: there is none.
            OutOfReach: the passphrase is missing or wrong.
        """
        # The settings themselves may be among what a killed move or restore had decided.
        settle(folder)
        others = Settings.read(folder).keys.others()
        return cls(folder, root=RootFile.open(folder / ROOT, passphrase(), others=others), clock=clock)
