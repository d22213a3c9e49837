"""
A house: the rooms of one organisation, on the ground of its instance, that obey the charter in force.

When another charter comes into force, whether it was applied just now, by another process, or its day began, the rooms are
built anew. Who asks for a room asks each time, and is given one of the rooms of now.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import copy
from threading import Lock
from types import TracebackType
from typing import Self, TypeVar

from etanche.charter import Charter, Plan
from etanche.incidents import Halter
from etanche.instance.backing import Copies
from etanche.instance.charters import Charters
from etanche.instance.figures import Figures
from etanche.instance.ground import Ground
from etanche.instance.kept import Kept
from etanche.instance.rooms import Rooms
from etanche.instance.settings import Settings
from etanche.instance.shift import Shift
from etanche.intake import Audience, DoorClosed
from etanche.journal import Journal
from etanche.keyring import Keyring
from etanche.outbound import Http, Outbox
from etanche.proof import Bench
from etanche.standing import HaltChanged, Halting, Standing
from etanche.store import Shelf, Store, Tombstones
from etanche.terms import OrganisationId
from etanche.vault import CharterSuperseded, Vault

T = TypeVar("T")

LOOKED_UP_SECONDS = 10
"""So long a page may show the verdicts of before, when another process has proved meanwhile."""

COUNTED_SECONDS = 600
"""How long what was counted over everything held is good enough for a page."""

_ATTEMPTS = 5


class House:
    """The rooms of one organisation, open; close it, or use it in a `with` block. The ground is closed by whoever opened it."""

    _lent = False

    def __init__(self, ground: Ground, *, plan: Plan | None = None) -> None:
        """
        Open the rooms of the organisation that stands on a ground.

        Args:
            ground: the open stores, and the keys.
            plan: what is obeyed in the place of the charter's own plan; for sandboxes that are to be broken.

        Raises:
            CharterLost: as its name says.
            CharterChanged: what is in force is not what was applied.
            WrongRegion: the stores are stamped with another region than the charter's.
        """
        self._ground = ground
        self.folder = ground.folder
        self.clock = ground.clock
        self.looked_up = Kept(ground.clock, seconds=LOOKED_UP_SECONDS)
        self.counted = Kept(ground.clock, seconds=COUNTED_SECONDS)
        self._coming = Kept(ground.clock, seconds=LOOKED_UP_SECONDS)
        self._renewing = Lock()
        self.halting = Halting(
            keyring=self.keyring, store=self.store, shelf=self.shelf, organisation=ground.organisation
        )
        self.public_key = self.keyring.signer(ground.organisation).public
        self.charters = Charters(
            store=self.store, keyring=self.keyring, clock=ground.clock, organisation=ground.organisation
        )
        self._rooms = self._build(plan=plan, before=None)
        # What was taken out of the data while nobody watched is put back before anything is decided.
        with suppress(HaltChanged):
            self.halter.watch()
        # What a killed process left unchained is chained before anything else is done.
        self.journal.seal()

    # — the charter in force

    def renew(self, *, anew: bool = False) -> bool:
        """
        Obey the charter in force, if it is another one than before; a server asks at every request.

        What another process applied is seen within seconds, or at once with `anew`; a day that begins is seen at once.
        """
        if self._lent:
            return False
        if anew:
            self._coming.forget()
        coming = self._coming.get("charter", self.charters.coming)
        if coming.until is not None and coming.until <= self.clock.now():
            self._coming.forget()
            coming = self._coming.get("charter", self.charters.coming)
        if coming.row.digest == self.plan.digest:
            return False
        with self._renewing:
            before, self._rooms = self._rooms, self._build(plan=None, before=self._rooms)
            self._coming.forget()
            self.looked_up.forget()
            self.counted.forget()
            if before is not self._rooms:
                before.shut()
        return True

    def _obey(self) -> None:
        """Look whether the charter that the rooms obey is in force still, and renew them at once if it is not."""
        with self.store.reading() as connection:
            obeyed = self.standing.obeyed(connection)
        if not obeyed:
            self.renew(anew=True)

    def _build(self, *, plan: Plan | None, before: Rooms | None) -> Rooms:
        """Build the rooms for the charter in force; if another one comes into force meanwhile, for that."""
        for _ in range(_ATTEMPTS):
            row = self.charters.in_force()
            if before is not None and row.digest == before.plan.digest:
                return before
            try:
                return Rooms(self._ground, row, plan=plan, before=before, halting=self.halting)
            except CharterSuperseded:
                continue
        raise CharterSuperseded("charters follow one another too fast to be obeyed", hint="do it again in a moment")

    def at_the_door(self, act: Callable[[Audience], T]) -> T:
        """
        Do something at the public door; if another charter came into force meanwhile, again under that.

        Raises:
            CharterSuperseded, DoorClosed: charters follow one another too fast, or the instance is being closed.
        """
        for _ in range(_ATTEMPTS):
            try:
                return act(self.audience)
            except (CharterSuperseded, DoorClosed):
                self.renew(anew=True)
        return act(self.audience)

    @property
    def halter(self) -> Halter:
        """What stops access to the data of this organisation, and lets it go on."""
        return Halter(
            organisation=self.organisation_id,
            store=self.store,
            clock=self.clock,
            journal=self.journal,
            halting=self.halting,
        )

    def lending(self, vault: Vault) -> Self:
        """Return this house with another vault in the place of its own, as a check shows it to somebody it made up: it is not renewed, and another charter ends it."""
        lent = copy(self)
        lent.__dict__.update(_rooms=self._rooms.lending(vault), _lent=True)
        return lent

    def spared_vault(self) -> Vault:
        """Return the vault of now for those who let people log in: it goes on while everything is halted, so that somebody can end that."""
        return self.vault.despite_halt()

    def shift(self) -> Shift:
        """Return a turn at sweeping and proving, to be taken when it comes."""
        return Shift(store=self.store, clock=self.clock, organisation=self.organisation_id)

    # — the ground

    @property
    def organisation_id(self) -> OrganisationId:
        """Whose house it is."""
        return self._ground.organisation

    @property
    def store(self) -> Store:
        """The data file."""
        return self._ground.store

    @property
    def shelf(self) -> Shelf:
        """The wrapped keys."""
        return self._ground.shelf

    @property
    def tombstones(self) -> Tombstones:
        """The ids of destroyed keys."""
        return self._ground.tombstones

    @property
    def keyring(self) -> Keyring:
        """Every key."""
        return self._ground.keyring

    @property
    def settings(self) -> Settings:
        """What the folder says of itself."""
        return self._ground.settings

    @property
    def sends_mail(self) -> bool:
        """Whether the settings name a mail server; letters wait if not."""
        return self.settings.mail is not None

    @property
    def demo(self) -> bool:
        """Whether the data are made up and the passphrase lies beside them."""
        return self.settings.demo

    @property
    def copies(self) -> Copies:
        """Backups of this instance: making, listing and deleting them."""
        return Copies.of(self._ground, self.journal, self.charter, self.plan)

    # — the rooms of now

    @property
    def charter(self) -> Charter:
        """What is promised."""
        return self._rooms.charter

    @property
    def charter_text(self) -> str:
        """The same, as it was written."""
        return self._rooms.text

    @property
    def plan(self) -> Plan:
        """What is obeyed."""
        return self._rooms.plan

    @property
    def standing(self) -> Standing:
        """What may still be had, and what for."""
        return self._rooms.standing

    @property
    def journal(self) -> Journal:
        """What was done."""
        return self._rooms.journal

    @property
    def vault(self) -> Vault:
        """
        The only way to personal data, under the charter in force at this moment: ask for it each time, and keep it for one act.

        Raises:
            CharterLost, CharterChanged, WrongRegion: another charter came into force, and the rooms cannot be built for it.
        """
        self._obey()
        return self._rooms.vault

    @property
    def figures(self) -> Figures:
        """The figures of the first page."""
        return self._rooms.figures

    @property
    def outbox(self) -> Outbox:
        """Letters on their way."""
        return self._rooms.outbox

    @property
    def http(self) -> Http:
        """The way out to the hosts of the charter."""
        return self._rooms.http

    @property
    def audience(self) -> Audience:
        """The public door by which visits come in."""
        return self._rooms.audience

    @property
    def bench(self) -> Bench:
        """The house opened for proof."""
        return self._rooms.bench

    # — closing

    def close(self) -> None:
        """Write what waits, and seal the journal."""
        self._rooms.close()
        self.journal.seal()

    def __enter__(self) -> Self:
        """Return the house itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()
