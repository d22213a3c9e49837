"""
Moving the data, the shelf, or both, to another place, while nothing runs: files to a server, a server to another, a server to files.

    move.to      where to, written before anything is made there; without a decision what was made is taken away again
    restore.*    the decision itself, as of a restore: the new settings, and the new files if it is to files (see `landing`)
    moved.from   where from, landed with the new settings; what is there is destroyed once the instance was opened where it is now

Whatever is killed when, the instance is whole in one place: in the old one before the decision, in the new one after it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from etanche.charter import Plan, compile_plan
from etanche.clock import Clock
from etanche.errors import EtancheError, Refused
from etanche.instance.lagging import require_abreast
from etanche.instance.landing import begin, decide, land
from etanche.instance.left import MOVE_TO, MOVED_FROM, Left, undo
from etanche.instance.lots import Lot
from etanche.instance.missing import require_everybody
from etanche.instance.opened import Opened, opened, place_of
from etanche.instance.orders import require_name
from etanche.instance.rewriting import rewritten
from etanche.instance.roster import whole
from etanche.instance.settings import FILE, Settings, write_private
from etanche.instance.stores import Stores
from etanche.keyring import Keyring
from etanche.proof import STAMP, Stamp, stamp_text
from etanche.store import Connection, Shelf, Store, Tree, facts, moving, organisations
from etanche.terms import OrganisationId

Tell = Callable[[str], object]
"""Told each step before it is taken."""


class NothingToMove(Refused):
    """The stores are where they were to be moved to."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """What is asked for."""

    folder: Path
    to: Stores
    """Where both stores are to be; the one that stays is named too."""

    by: str
    """Who decided it; it is journalled."""

    home: Path | None = None
    """Of a place, the folder of its instance."""

    def __post_init__(self) -> None:
        """
        Ask for a name.

        Raises:
            Unreadable: it is none.
        """
        require_name(self.by)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was moved."""

    rows: dict[str, int]
    """Rows that arrived, of each store that was moved."""


def move(order: Move, *, passphrase: Callable[[], bytes], clock: Clock, tell: Tell = lambda _: None) -> Moved:
    """
    Move stores of an instance that nobody has open; open it afterwards, which destroys the old place.

    Raises:
        NothingToMove: they are there already.
        SameServer: the data and the shelf would be on one server.
        InstanceInUse, StoreBusy: somebody has the instance open.
        StoreExists: something is in the new place.
        ChainNotWhole, StoreCorrupt: what is here is not sound, or did not arrive as it was.
    """
    lot = Lot(folder=order.folder, home=order.home)
    with lot.alone():
        settings = lot.settings()
        undo(order.folder, settings)
        trees = _trees_to_move(order, settings)
        root = lot.unlocked(settings, passphrase)
        staged = begin(order.folder)
        try:
            with opened(order.folder, settings, root, clock) as old:
                everybody = _everybody_whole(old, settings)
                moved = _Work(order, settings, everybody, old, clock, staged, tell).carried(trees)
            tell("decide")
            decide(order.folder)
        except EtancheError:
            # What cannot be undone now is undone by whoever opens the instance next.
            with suppress(EtancheError):
                undo(order.folder, settings)
            raise
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        tell("land")
        land(order.folder)
        undo(order.folder, Settings.read(order.folder))
        tell("landed")
    return moved


def _trees_to_move(order: Move, settings: Settings) -> tuple[Tree, ...]:
    """
    Return which stores are elsewhere than where they are to be, before anything is carried.

    Raises:
        NothingToMove, SameServer, StoreBusy, StoreExists: as `move`.
    """
    trees = settings.stores.differ(order.to)
    if (order.folder / MOVED_FROM).exists():
        raise NothingToMove("a move is to be ended first", hint="open the instance once, such as with `etanche stores`")
    if not trees:
        raise NothingToMove("the stores are there already", hint="`etanche stores` says where each one is")
    # Settings that somebody wrote by hand may not let themselves be rewritten.
    rewritten((order.folder / FILE).read_text(encoding="utf-8"), order.to)
    order.to.require_apart()
    for where in (settings.stores.data, settings.stores.shelf):
        if where is not None:
            moving.require_alone(where)
    for tree in trees:
        if (target := order.to.at(tree)) is not None:
            moving.require_empty(target)
    return trees


def _everybody_whole(old: Opened, settings: Settings) -> tuple[OrganisationId, ...]:
    """Return every organisation that is moved; none of the three stores may be an older copy than the others."""
    everybody = whole(old.store, settings.organisation)
    for organisation in everybody:
        require_abreast(old.store, old.shelf, old.tombstones, organisation)
    require_everybody(old.store, old.shelf, old.tombstones, settings)
    return everybody


@dataclass(frozen=True)
class _Work:
    """One move, with the old stores open."""

    order: Move
    settings: Settings
    everybody: tuple[OrganisationId, ...]
    old: Opened
    clock: Clock
    staged: Path
    tell: Tell

    def carried(self, trees: tuple[Tree, ...]) -> Moved:
        """Carry the stores over, look at what arrived, and lay the new settings down beside it."""
        plans = {one: compile_plan(self.old.charter(one, self.clock)) for one in self.everybody}
        with self.old.store.reading() as connection:
            known = tuple(organisations.known(connection, self.settings.organisation))
        Left.of(self.order.to, trees, organisations=known).write(self.order.folder / MOVE_TO)
        found: dict[str, moving.Carried] = {}
        for tree in trees:
            self.tell(tree.value)
            finish = partial(_stamp, tree=tree, keyring=self.old.keyring, plans=plans)
            target = place_of(tree, self.order.to, self.staged)
            found[tree.value] = moving.carry(self.old.where(tree), target, tree, finish=finish, tell=lambda _: None)
        self.tell("chain")
        self._require_chains(trees, plans)
        self._lay_down(trees, found, known)
        return Moved(rows={name: one.rows for name, one in found.items()})

    def _require_chains(self, trees: tuple[Tree, ...], plans: Mapping[OrganisationId, Plan]) -> None:
        """Let the stores be in their new places only if every journal there is intact."""
        data, shelf = (place_of(tree, self.order.to, self.staged) for tree in (Tree.DATA, Tree.SHELF))
        with ExitStack() as open_:
            there = self.old
            if Tree.DATA in trees:
                there = there._replace(store=open_.enter_context(closing(Store.open(data))))
            if Tree.SHELF in trees:
                there = there._replace(shelf=open_.enter_context(closing(Shelf.open(shelf))))
            for organisation, plan in plans.items():
                there.require_intact(organisation, plan, self.clock)

    def _lay_down(self, trees: tuple[Tree, ...], found: dict[str, moving.Carried], known: tuple[bytes, ...]) -> None:
        """Write what will be the settings, and what is to be done about the old place."""
        told = (self.order.folder / FILE).read_text(encoding="utf-8")
        write_private(self.staged / FILE, rewritten(told, self.order.to).encode())
        digests = {name: one.digest for name, one in found.items()}
        rows = {name: one.rows for name, one in found.items()}
        left = Left.of(self.settings.stores, trees, by=self.order.by, rows=rows, digests=digests, organisations=known)
        left.write(self.staged / MOVED_FROM)


def _stamp(
    connection: Connection,
    server: str | None,
    *,
    tree: Tree,
    keyring: Keyring,
    plans: Mapping[OrganisationId, Plan],
) -> None:
    """Stamp a store in its new place, for every organisation."""
    for organisation, plan in plans.items():
        said = Stamp(tree=tree, organisation=organisation, region=plan.region, server=server)
        facts.put(connection, organisation, STAMP, stamp_text(said, keyring.signer(organisation)))
