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
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from etanche.charter import Plan
from etanche.clock import day_of
from etanche.errors import Refused, Unreadable
from etanche.instance.bringing import replace_settings
from etanche.instance.furnish import TOMBSTONES, found
from etanche.instance.ground import Ground
from etanche.instance.lots import refuse_inside
from etanche.instance.rewriting import with_places
from etanche.instance.roster import Roster
from etanche.instance.settings import FILE, Settings
from etanche.instance.stores import Stores
from etanche.keyring import Keyring
from etanche.store import Connection, Tombstones, files, organisations, sequences
from etanche.terms import OrganisationId


class PlaceTaken(Refused):
    """There is something already where the stores of an organisation were to be."""


class PathUnreadable(Unreadable):
    """The name of a folder cannot stand in a text."""


def refuse_unwritten(folder: Path) -> None:
    """
    Let a folder be named in the settings only if its name is one in UTF-8, as they are, and one that a folder can have.

    Raises:
        PathUnreadable: it is not.
    """
    with suppress(UnicodeEncodeError):
        if b"\0" not in str(folder).encode():
            return
    raise PathUnreadable("the name of the folder cannot be written into `instance.toml`", hint="name a folder in UTF-8")


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the stores of an organisation are to be."""

    folder: Path
    stores: Stores = field(default_factory=Stores)

    def require_free(
        self, home: Path, places: Mapping[OrganisationId, Path], *, moved: OrganisationId | None = None
    ) -> None:
        """
        Let it be a place only if nothing else is there, unless a killed process left one of its own making.

        Args:
            home: the folder of the instance.
            places: those that its settings name.
            moved: who is moved there; of one that is made there, `place` looks at whose it is.

        Raises:
            PlaceInside: it lies in the folder of the instance, or around it.
            PlaceTaken: there is something that no place is, or another organisation's.
            PathUnreadable: its name cannot stand in the settings.
            SameServer: data and shelf would be on one server.
        """
        refuse_unwritten(self.folder.absolute())
        refuse_inside(home, self.folder)
        self.stores.require_apart()
        named = {folder.resolve() for folder in places.values()}
        with files.writing(str(self.folder)):
            there = self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir()))
            again = there and ((self.folder / FILE).exists() if moved is None else _is_begun(self.folder, moved))
        if self.folder.resolve() in named or (there and not again):
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


def take(folder: Path, its: Settings) -> None:
    """
    Take a folder for an organisation: its settings are made there before anything else, and over nobody's; what fails leaves nothing.

    Raises:
        PlaceTaken: something is there.
        StoreUnwritable: the folder cannot be had.
    """
    made: list[Path] = []
    with files.writing(str(folder)), ExitStack() as undo:
        undo.callback(_removed, made)
        for one in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            one.mkdir(mode=files.FOLDER_MODE)
            made.append(one)
        if _is_begun(folder, its.organisation):
            (folder / FILE).unlink()
        try:
            its.write(folder)
        except FileExistsError:
            raise _taken(folder) from None
        except OSError:
            made.append(folder / FILE)
            raise
        made.append(folder / FILE)
        if any(one.name != FILE for one in folder.iterdir()):
            raise _taken(folder)
        for one in made:
            files.sync(one.parent)
        undo.pop_all()


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
        PlaceUnknown, PlaceGone, WrongPlace …: as `Ground.place`.
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
    with ExitStack() as block:
        block.enter_context(files.writing(str(folder)))
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = block.enter_context(tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent))
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


def _is_begun(folder: Path, organisation: OrganisationId) -> bool:
    """Tell whether nothing is in a folder but the settings by which a killed process had taken it for this organisation."""
    with suppress(Unreadable):
        only = folder.is_dir() and [one.name for one in folder.iterdir()] == [FILE]
        return only and Settings.read(folder).organisation == organisation
    return False


def _removed(made: list[Path]) -> None:
    """Take away what was made, the last first; a folder that somebody put something into meanwhile stays."""
    for one in reversed(made):
        with suppress(OSError):
            one.rmdir() if one.is_dir() else one.unlink()


def _taken(folder: Path) -> PlaceTaken:
    return PlaceTaken(f"there is something in `{folder}` already", hint="name an empty folder with --place")
