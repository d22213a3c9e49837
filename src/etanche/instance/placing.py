"""
Giving an organisation a place of its own, when it is made; and knowing it again at every opening.

    1. its name is taken in the roster of the instance, as begun
    2. its folder is built beside its place and moved there whole: stores, first key, charter, first line; killed before that nothing is left
       but tables on a server, as of a killed `init`
    3. the settings name the place: from here on it is there
    4. the roster has its name as placed; killed before that, the next opening writes it

The whole is one turn of the root: no epoch ends while a key exists in a place that nobody else can know of yet.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from etanche.charter import Plan
from etanche.clock import day_of
from etanche.errors import Refused
from etanche.instance.bringing import replace_settings
from etanche.instance.furnish import TOMBSTONES, found
from etanche.instance.ground import Ground
from etanche.instance.lots import refuse_inside
from etanche.instance.rewriting import with_places
from etanche.instance.roster import Roster
from etanche.instance.settings import FILE, Settings
from etanche.instance.stores import Stores
from etanche.keyring import Keyring
from etanche.store import Connection, Tombstones, organisations, sequences
from etanche.terms import OrganisationId


class PlaceTaken(Refused):
    """There is something already where the stores of an organisation were to be."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the stores of an organisation are to be."""

    folder: Path
    stores: Stores = field(default_factory=Stores)

    def require_free(self, home: Path, places: Mapping[OrganisationId, Path]) -> None:
        """
        Let it be a place only if nothing else is there, unless a killed process left one of its own making.

        Raises:
            PlaceInside: it lies in the folder of the instance, or around it.
            PlaceTaken: there is something that no place is, or another organisation's.
            SameServer: data and shelf would be on one server.
        """
        refuse_inside(home, self.folder)
        self.stores.require_apart()
        named = {folder.resolve() for folder in places.values()}
        there = self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir()))
        if self.folder.resolve() in named or (there and not (self.folder / FILE).exists()):
            raise _taken(self.folder)


def place(
    ground: Ground,
    site: Site,
    organisation: OrganisationId,
    *,
    text: str,
    plan: Plan,
    name: str,
    beside: Callable[[Connection], object],
) -> None:
    """
    Make the place of an organisation whose name is taken already, and let the instance have it; doing it again after a kill ends the same.

    What is written `beside` it is in the transaction in which the roster has it.

    Raises:
        PlaceTaken: there is another organisation.
        StoreExists: its databases are not empty.
    """
    with ground.root.creating():
        if (site.folder / FILE).exists():
            if Settings.read(site.folder).organisation != organisation:
                raise _taken(site.folder)
        else:
            _built(ground, site, organisation, text=text, plan=plan, name=name)
        settle_places(ground.home.folder, {**ground.places(), organisation: site.folder.absolute()})
    take_up(ground, organisation, beside=beside)


def settle_places(home: Path, places: Mapping[OrganisationId, Path]) -> None:
    """Let the settings of an instance name these places, and no others."""
    file = home / FILE
    replace_settings(file, with_places(file.read_text(encoding="utf-8"), places).encode())


def take_up(
    ground: Ground, organisation: OrganisationId, *, beside: Callable[[Connection], object] | None = None
) -> None:
    """
    Let the roster have the name of an organisation that the settings have a place for.

    Raises:
        PlaceUnknown, WrongPlace, StoreMissing …: as `Ground.place`.
        NotAName: another organisation has its name.
    """
    home = ground.home
    placed = home.place(organisation)
    with placed.store.reading() as connection:
        name = (organisations.name(connection, organisation) or "").partition(" ")[0]
    roster = Roster(store=home.store, keyring=home.keyring, first=home.first)
    named = roster.named(organisation)
    if named is None or not named.placed:
        with home.store.writing() as connection:
            roster.place(connection, organisation, name)
            if beside is not None:
                beside(connection)


def _built(ground: Ground, site: Site, organisation: OrganisationId, *, text: str, plan: Plan, name: str) -> None:
    folder = site.folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        made = Path(beside) / "place"
        made.mkdir(mode=0o700)
        clock = ground.clock
        day = day_of(clock.now(), plan.zone)
        Settings(organisation=organisation, made=day, demo=ground.settings.demo, stores=site.stores).write(made)
        new_store, new_shelf = site.stores.create(made)
        with closing(new_store) as store, closing(new_shelf) as shelf:
            keyring = Keyring(ground.root, shelf, Tombstones.create(made / TOMBSTONES), clock)
            shelf.count_commits(organisation)
            with store.writing() as connection:
                sequences.take(connection, organisation, sequences.COMMITS, 0)
            found(organisation, store=store, shelf=shelf, keyring=keyring, clock=clock, text=text, plan=plan, name=name)
        if folder.exists():
            folder.rmdir()
        made.rename(folder)


def _taken(folder: Path) -> PlaceTaken:
    return PlaceTaken(f"there is something in `{folder}` already", hint="name an empty folder with --place")
