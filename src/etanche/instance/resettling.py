"""
Moving one organisation out of the stores of its instance into a place of its own, or back among them, while nothing runs.

Its rows, and nobody else's, are carried table by table, written and read back in one transaction for each store, counted and digested;
its journal is verified where it arrives; then the settings say where it is, by one rename. See `resettled` for what a kill leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from etanche.charter import Charter, compile_plan
from etanche.clock import Clock
from etanche.errors import EtancheError, Refused
from etanche.instance.founding import refuse_elsewhere
from etanche.instance.furnish import TOMBSTONES
from etanche.instance.lagging import follow, require_abreast
from etanche.instance.lots import Lot
from etanche.instance.moving import Moved, NothingToMove, Tell
from etanche.instance.opened import Opened, opened, place_of
from etanche.instance.orders import require_name
from etanche.instance.placing import Site, settle_places, take
from etanche.instance.resettled import NOTE, Resettling
from etanche.instance.roster import BUILT_IN, Roster, placed_as
from etanche.instance.settings import Settings
from etanche.keyring import Keyring, Root
from etanche.proof import STAMP, Stamp, stamp_text
from etanche.store import (
    Connection,
    StoreForeign,
    Tombstones,
    Tree,
    facts,
    files,
    moving,
    sequences,
)
from etanche.terms import OrganisationId


class StaysWhereItIs(Refused):
    """The first organisation, and the one that is built in, are where the instance is."""


@dataclass(frozen=True, kw_only=True)
class Resettle:
    """What is asked for."""

    folder: Path
    """That of the instance."""

    name: str
    """Of the organisation."""

    to: Site | None
    """Where its stores are to be; nothing for those of the instance."""

    by: str
    """Who decided it; it is journalled."""

    def __post_init__(self) -> None:
        """
        Ask for a name.

        Raises:
            Unreadable: it is none.
        """
        require_name(self.by)


def resettle(order: Resettle, *, passphrase: Callable[[], bytes], clock: Clock, tell: Tell = lambda _: None) -> Moved:
    """
    Move an organisation of an instance that nobody has open; open it afterwards, which destroys what it left.

    Raises:
        NoSuchOrganisation, StaysWhereItIs, NothingToMove: as their names say.
        NotHere: its charter says that its data are elsewhere.
        PlaceInside, PlaceTaken, SameServer, StoreExists, StoreUnwritable: its stores cannot be there.
        InstanceInUse, StoreBusy: somebody has the instance open.
        ChainNotWhole, StoreCorrupt: what is here is not sound, or did not arrive as it was.
    """
    lot = Lot(folder=order.folder)
    with lot.alone(), ExitStack() as open_:
        settings = lot.settings()
        if (order.folder / NOTE).exists():
            raise NothingToMove(
                "a move is to be ended first", hint="open the instance once, such as with `etanche stores`"
            )
        root = lot.unlocked(settings, passphrase)
        home = open_.enter_context(_abreast(order.folder, settings, root, clock))
        named = _named(order, settings, home)
        places = {one: order.folder / folder for one, folder in settings.places.items()}
        folder = order.to.folder.absolute() if order.to is not None else places[named]
        if order.to is not None:
            order.to.require_free(order.folder, places, moved=named)
        else:
            open_.enter_context(Lot(folder=folder).alone())
        its = order.to.stores if order.to is not None else Settings.read(folder).stores
        note = Resettling(
            organisation=named,
            folder=folder,
            stores=its,
            back=order.to is None,
            by=order.by,
            roster=placed_as(home.keyring, settings.organisation, named, order.name),
        )
        work = _Work(order, settings, root, clock, home, note, tell)
        return work.back(places) if order.to is None else work.apart(places)


def _named(order: Resettle, settings: Settings, home: Opened) -> OrganisationId:
    """Return the organisation that is meant, if it can be moved that way."""
    roster = Roster(store=home.store, keyring=home.keyring, first=settings.organisation)
    found = roster.find(order.name)
    if found == settings.organisation or order.name == BUILT_IN:
        raise StaysWhereItIs(
            f"`{order.name}` is what the instance itself stands on", hint="move all of it with `etanche stores move`"
        )
    if (found in settings.places) is (order.to is not None):
        raise NothingToMove(f"`{order.name}` is there already", hint="`etanche stores` says where each one is")
    return found


@dataclass(frozen=True)
class _Work:
    """One move, with the stores of the instance open."""

    order: Resettle
    settings: Settings
    root: Root
    clock: Clock
    home: Opened
    note: Resettling
    tell: Tell

    def apart(self, places: dict[OrganisationId, Path]) -> Moved:
        """Carry it into a place of its own."""
        one, folder, stores = self.note.organisation, self.note.folder, self.note.stores
        charter = self.home.charter(one, self.clock)
        refuse_elsewhere(self.home.charter(self.settings.organisation, self.clock), charter, stores)
        require_abreast(self.home.store, self.home.shelf, self.home.tombstones, one)
        for address in (stores.data, stores.shelf):
            if address is not None:
                moving.require_empty(address)
        its = replace(self.settings, organisation=one, stores=stores, places={})
        take(folder, Settings(organisation=one, made=its.made, demo=its.demo, stores=stores))
        with self._undoing():
            self.note.write(self.order.folder)
            Tombstones.create(folder / TOMBSTONES).take_over(self.home.tombstones, of=one)
            found = {}
            for tree in (Tree.SHELF, Tree.DATA):
                self.tell(tree.value)
                finish = partial(self._finished, tree=tree, charter=charter, counts=True)
                source, target = self.home.where(tree), place_of(tree, stores, folder)
                found[tree] = moving.carry(source, target, tree, finish=finish, tell=lambda _: None, only=one)
            self.tell("chain")
            with _abreast(folder, its, self.root, self.clock) as there:
                self._require_whole(there, charter)
            return self._decided(found, {**places, one: folder})

    def back(self, places: dict[OrganisationId, Path]) -> Moved:
        """Carry it back among the stores of the instance."""
        one, folder = self.note.organisation, self.note.folder
        its = replace(self.settings, organisation=one, stores=self.note.stores, places={})
        with _abreast(folder, its, self.root, self.clock) as source:
            charter = source.charter(one, self.clock)
            refuse_elsewhere(self.home.charter(self.settings.organisation, self.clock), charter)
            require_abreast(source.store, source.shelf, source.tombstones, one)
            self.note.write(self.order.folder)
            self.home.tombstones.take_over(source.tombstones, of=one)
            found = {}
            for tree in (Tree.SHELF, Tree.DATA):
                self.tell(tree.value)
                where = place_of(tree, self.settings.stores, self.order.folder)
                finish = partial(self._finished, tree=tree, charter=charter, keyring=source.keyring)
                found[tree] = moving.bring(source.where(tree), where, tree, one, finish=finish)
        self.tell("chain")
        with _abreast(self.order.folder, self.settings, self.root, self.clock) as there:
            self._require_whole(there, charter)
        return self._decided(found, {other: where for other, where in places.items() if other != one})

    def _decided(self, found: dict[Tree, moving.Carried], places: dict[OrganisationId, Path]) -> Moved:
        rows = {tree.value: one.rows for tree, one in found.items()}
        digests = {tree.value: one.digest for tree, one in found.items()}
        replace(self.note, rows=rows, digests=digests).write(self.order.folder)
        self.tell("decide")
        settle_places(self.order.folder, places)
        self.tell("landed")
        return Moved(rows=rows)

    @contextmanager
    def _undoing(self) -> Iterator[None]:
        """Take the place away again, whatever ends the block before it is decided."""
        with files.writing(str(self.note.folder)):
            try:
                yield
            except BaseException:
                # What cannot be taken away now is taken away by whoever opens the instance next.
                with suppress(EtancheError, OSError):
                    self._undone()
                raise

    def _undone(self) -> None:
        if self.note.decided(Settings.read(self.order.folder)):
            return
        with suppress(StoreForeign):
            self.note.leave_place()
        (self.order.folder / NOTE).unlink(missing_ok=True)

    def _finished(
        self,
        connection: Connection,
        server: str | None,
        *,
        tree: Tree,
        charter: Charter,
        counts: bool = False,
        keyring: Keyring | None = None,
    ) -> None:
        """Stamp a store in its new place; on stores of its own its commits are counted under its name."""
        one, region = self.note.organisation, compile_plan(charter).region
        signer = (keyring or self.home.keyring).signer(one)
        stamp = Stamp(tree=tree, organisation=one, region=region, server=server)
        facts.put(connection, one, STAMP, stamp_text(stamp, signer))
        if counts:
            sequences.take(connection, one, sequences.COMMITS, 0)

    def _require_whole(self, there: Opened, charter: Charter) -> None:
        """Let it be where it arrived only if its stores agree there, and its journal is intact."""
        one = self.note.organisation
        require_abreast(there.store, there.shelf, there.tombstones, one)
        there.require_intact(one, compile_plan(charter), self.clock)


@contextmanager
def _abreast(folder: Path, settings: Settings, root: Root, clock: Clock) -> Iterator[Opened]:
    """Open stores that remember each other from here on."""
    with opened(folder, settings, root, clock) as found:
        follow(found.store, found.shelf, found.tombstones)
        yield found
