"""
The folder of an organisation that is placed: whose it is, and that what lies in it is that organisation's and nobody else's.

It is what the folder of an instance is, without a root and without settings of its own but for its stores: it is restored, moved to
other servers and gone on with by the same commands. Which organisation it is of stands in the settings of the instance, in its own
settings, in the stamps of its stores under the organisation's signature, and in every row: these have to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from etanche.errors import OutOfReach, Refused
from etanche.instance.furnish import ROOT, TOMBSTONES
from etanche.instance.holding import alone
from etanche.instance.landing import land
from etanche.instance.settings import FILE, InstanceMissing, Settings
from etanche.instance.stamps import WrongPlace
from etanche.instance.stores import DATA, SHELF
from etanche.keyring import Root, RootFile
from etanche.store import Shelf, Store, organisations, schema
from etanche.terms import OrganisationId


class PlaceUnknown(OutOfReach):
    """An organisation is placed, and the settings do not say where."""


class PlaceGone(OutOfReach):
    """Nothing is in the folder of a place, or a file is missing there: its disk is lost, or not there at this moment."""


class PlaceInside(Refused):
    """The folder of a place lies in the folder of the instance, or the other way round."""


def require_apart(home: Path, places: Mapping[OrganisationId, Path], organisation: OrganisationId) -> Path:
    """
    Return the folder of a place, if it lies apart from the instance's.

    Raises:
        PlaceUnknown: the settings name none for this organisation.
        PlaceInside: as its name says.
    """
    folder = places.get(organisation)
    if folder is None:
        raise PlaceUnknown(
            f"the settings do not say where the stores of `{organisation.hex()}` are",
            hint="put its line back under `[places]` in `instance.toml`",
        )
    refuse_inside(home, folder)
    return folder


def refuse_inside(home: Path, folder: Path) -> None:
    """
    Let a folder be a place only if none of the two lies in the other.

    Raises:
        PlaceInside: one does.
    """
    one, other = home.resolve(), folder.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise PlaceInside(
            f"`{folder}` lies in the folder of the instance, or around it",
            hint="name a folder elsewhere, best on another disk",
        )


def settings_of(folder: Path, organisation: OrganisationId, *, around: Settings) -> Settings:
    """
    Return what a place obeys: its own stores, and the settings of its instance in everything else.

    Raises:
        PlaceGone: there is nothing in the folder, or no settings.
        WrongPlace: it is another organisation's.
    """
    try:
        its = Settings.read(folder)
    except InstanceMissing:
        if any((folder / name).exists() for name in (DATA, SHELF, TOMBSTONES)):
            raise lacks(folder, FILE) from None
        raise PlaceGone(
            f"there is no place of an organisation in `{folder}`",
            hint="check `[places]` in `instance.toml`, and that the disk is there; "
            "of one that is lost a backup is put back with `etanche restore BACKUP --place FOLDER --shelf-lost --tombstones FILE`",
        ) from None
    if its.organisation != organisation or its.places:
        raise _anothers(folder.name)
    return replace(around, organisation=organisation, made=its.made, stores=its.stores, places={})


@dataclass(frozen=True, kw_only=True)
class Lot:
    """A folder with stores that somebody works on while nobody has them open: an instance's, or a place of one."""

    folder: Path
    home: Path | None = None
    """Of a place, the folder of its instance: the root is there, and so are the settings."""

    written: Path | None = None
    """A folder with the settings of what was lost here, such as a backup."""

    def settings(self) -> Settings:
        """
        Return what is obeyed in it.

        Raises:
            PlaceUnknown: the instance does not know it as a place.
            InstanceMissing, PlaceGone, InstanceUnreadable, WrongPlace: as their names say.
        """
        said = self.written or self.folder
        if self.home is None:
            return Settings.read(said)
        around = Settings.read(self.home)
        for organisation, folder in around.places.items():
            if (self.home / folder).resolve() == self.folder.resolve():
                return settings_of(said, organisation, around=around)
        raise no_place(self.folder)

    def unlocked(self, settings: Settings, passphrase: Callable[[], bytes]) -> Root:
        """
        Return the root of the instance.

        Raises:
            OutOfReach: the passphrase is missing or wrong.
        """
        return RootFile.open((self.home or self.folder) / ROOT, passphrase(), others=settings.keys.others())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Hold the folder alone while the block lasts, and of a place that of its instance too; what a killed restore had decided is done first.

        Raises:
            InstanceInUse: somebody has one of them open.
        """
        with ExitStack() as held:
            for one in (self.home, self.folder):
                if one is not None:
                    held.enter_context(alone(one))
                    land(one)
            yield


def require_its_own(store: Store, shelf: Shelf, organisation: OrganisationId) -> None:
    """
    Let a place be opened only if its organisation is in it, and no other.

    Raises:
        WrongPlace: another is, or nobody.
    """
    with store.reading() as connection:
        named = set(organisations.names(connection))
        others = schema.strangers(connection, {organisation})
    if others or named != {organisation}:
        raise _anothers("data")
    if set(shelf.organisations()) != {organisation} or shelf.strangers({organisation}):
        raise _anothers("shelf")


def _anothers(what: str) -> WrongPlace:
    return WrongPlace(
        f"`{what}` is not that of the organisation which is placed here",
        hint="compare `[places]` in `instance.toml` with `instance.toml` in each of these folders",
    )


def lacks(folder: Path, name: str) -> PlaceGone:
    """Return the refusal of a place that is there but for one file, or one database."""
    besides = {SHELF: " --shelf-lost --tombstones FILE", TOMBSTONES: " --tombstones FILE"}.get(name, "")
    return PlaceGone(
        f"`{name}` is missing in the place `{folder}`",
        hint=f"put its newest file back, or a backup with `etanche restore BACKUP --place FOLDER{besides}`",
    )


def no_place(folder: Path) -> PlaceUnknown:
    """Return the refusal of a folder that the settings do not name as a place."""
    return PlaceUnknown(
        f"`{folder}` is no place of this instance",
        hint="name a folder that stands under `[places]` in `instance.toml`; "
        "an organisation that was moved back is in the backups of the instance",
    )
