"""
What says where an organisation is while it is moved into a place of its own, or back, and what is to be destroyed then.

    place.move   in the folder of the instance: which organisation, which folder, which way; written before anything is made elsewhere

The settings decide where it is: in its place if they name one, and else among the stores of the instance. Whatever of it lies on the other
side is destroyed by whoever opens the instance next. So a process killed anywhere leaves the organisation whole in exactly one place.
"""

from __future__ import annotations

import fcntl
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Self

from etanche.clock import Clock
from etanche.errors import EtancheError, Fault
from etanche.instance.furnish import LIVING, TOMBSTONES
from etanche.instance.settings import FILE, InstanceMissing, Settings, write_private
from etanche.instance.stores import DATA, DATA_LAST, SHELF, SHELF_LAST, Stores
from etanche.journal import Entry, Journal
from etanche.store import (
    StoreForeign,
    StoreMissing,
    Tombstones,
    Tree,
    files,
    leaving,
    moving,
    organisations,
)
from etanche.terms import OrganisationId

NOTE: Final = "place.move"


@dataclass(frozen=True, kw_only=True)
class Resettling:
    """A move of one organisation that was begun."""

    organisation: OrganisationId
    folder: Path
    """The place it is moved to, or from."""

    stores: Stores
    """Those of the place."""

    back: bool
    by: str
    roster: str
    """What stands in the roster of the instance while the organisation is placed."""

    rows: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    """What was carried, once it was."""

    @classmethod
    def read(cls, home: Path) -> Self | None:
        """
        Read what was written in the folder of an instance, if anything was.

        Raises:
            Fault: it is damaged.
        """
        try:
            found = tomllib.loads((home / NOTE).read_text(encoding="utf-8"))
            return cls(
                organisation=OrganisationId(bytes.fromhex(found["organisation"])),
                folder=Path(bytes.fromhex(found["folder"]).decode()),
                stores=Stores.read(found.get("stores", {})),
                back=bool(found["back"]),
                by=bytes.fromhex(found["by"]).decode(),
                roster=str(found["roster"]),
                rows=found.get("rows", {}),
                digests=found.get("digests", {}),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise Fault(f"`{NOTE}` cannot be read", hint="see docs/stores.md for what a move leaves") from None

    def write(self, home: Path) -> None:
        """Write it, durable on return, in the place of what was written before."""
        lines = [
            f'organisation = "{self.organisation.hex()}"',
            f'folder = "{str(self.folder).encode().hex()}"',
            f"back = {str(self.back).lower()}",
            f'by = "{self.by.encode().hex()}"',
            f'roster = "{self.roster}"',
            *self.stores.lines(),
            *("", "[rows]", *(f"{name} = {rows}" for name, rows in self.rows.items())),
            *("", "[digests]", *(f'{name} = "{digest}"' for name, digest in self.digests.items())),
        ]
        beside = home / f"{NOTE}.new"
        beside.unlink(missing_ok=True)
        write_private(beside, ("\n".join(lines) + "\n").encode())
        beside.rename(home / NOTE)
        files.sync(home)

    def placed(self, settings: Settings) -> bool:
        """Tell whether the settings of the instance have it in its place."""
        return self.organisation in settings.places

    def decided(self, settings: Settings) -> bool:
        """Tell whether it is where it was to be moved to."""
        return self.placed(settings) is not self.back

    def leave_home(self, home: Path, settings: Settings) -> None:
        """Destroy what lies of it among the stores of the instance, but for its name in the roster; the shelf first."""
        named = partial(organisations.put, organisation=self.organisation, written=self.roster)
        shelf, data = settings.stores.shelf or home / SHELF, settings.stores.data or home / DATA
        moving.take_out(shelf, Tree.SHELF, self.organisation, finish=lambda _: None)
        moving.take_out(data, Tree.DATA, self.organisation, finish=named)

    def leave_place(self) -> None:
        """
        Destroy what lies in its place, the shelf first, and the folder if there is nothing of others in it.

        In a folder that is not this organisation's by its settings no file is touched, whatever it is called.

        Raises:
            StoreForeign: what is there is not its own; it is left alone, and all that is its own is gone.
            InstanceUnreadable: nobody can tell whose it is.
        """
        ours, foreign = self._is_its_own(), None
        for tree, name in ((Tree.SHELF, SHELF), (Tree.DATA, DATA)):
            where = self.stores.at(tree) or (self.folder / name if ours else None)
            try:
                if where is not None:
                    leaving.leave(where, tree, {self.organisation})
            except StoreForeign as error:
                foreign = error
        if ours:
            self._leave_files()
        elif any((self.folder / name).exists() for name in (FILE, SHELF, DATA, TOMBSTONES)):
            foreign = StoreForeign(
                f"what is in `{self.folder}` is not this instance's", hint="look at it before you drop it"
            )
        if foreign is not None:
            raise foreign

    def _is_its_own(self) -> bool:
        try:
            return Settings.read(self.folder).organisation == self.organisation
        except InstanceMissing:
            return False

    def _leave_files(self) -> None:
        """Delete what is beside the stores; the settings last, which say whose the folder is."""
        living, tombstones = self.folder / LIVING, self.folder / TOMBSTONES
        its = [*living.glob("*"), self.folder / DATA_LAST, self.folder / SHELF_LAST]
        if tombstones.exists() and _only_of(tombstones, self.organisation):
            its.append(tombstones)
        for file in (*its, self.folder / FILE):
            file.unlink(missing_ok=True)
        for folder in (living, self.folder):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def leave_what_moved(home: Path, settings: Settings) -> None:
    """Destroy what lies of an organisation among the stores of the instance, if it was on its way and the settings have it in its place."""
    with _held(home) as note:
        if note is not None and note.placed(settings):
            note.leave_home(home, settings)


def end_resettling(home: Path, settings: Settings, journal: Journal, clock: Clock) -> str | None:
    """
    Destroy the place of an organisation that was on its way, if the settings do not have it there; of a move that was done write a line.

    Returns:
        Why it could not be done: it is tried again at the next opening, unless what is there is somebody else's.
    """
    with _held(home) as note:
        if note is None:
            return None
        why = None
        if not note.placed(settings):
            try:
                with files.writing(str(note.folder)):
                    note.leave_place()
            except (StoreForeign, StoreMissing) as error:
                # Nothing of ours is there any more, and what is there is never ours to destroy.
                why = error.what
            except EtancheError as error:
                return error.what
        if note.decided(settings):
            journal.note(_line(settings, note, clock, kept=why is not None))
        (home / NOTE).unlink()
        files.sync(home)
    return why


@contextmanager
def _held(home: Path) -> Iterator[Resettling | None]:
    """Give what was written, held against every other process that would end it too."""
    try:
        held = os.open(home / NOTE, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Resettling.read(home)
    finally:
        os.close(held)


def _only_of(tombstones: Path, organisation: OrganisationId) -> bool:
    """Tell whether nobody else's ids stand in a file of tombstones; one that a killed process was making is empty."""
    try:
        return not tombstones.stat().st_size or Tombstones(tombstones).organisations() <= {organisation}
    except StoreForeign:
        return False


def _line(settings: Settings, note: Resettling, clock: Clock, *, kept: bool) -> Entry:
    """Return the line that tells of a move: which organisation, which way, how many rows, and never what is in them."""
    told: dict[str, str | int] = {
        "organisation": note.organisation.hex(),
        "way": "back" if note.back else "apart",
        "left": "kept" if kept else "destroyed",
    }
    for tree, rows in note.rows.items():
        told |= {f"{tree}-rows": rows, f"{tree}-digest": note.digests.get(tree, "")}
    return Entry(
        organisation=settings.organisation,
        at=clock.now(),
        actor=note.by,
        act="organisation-moved",
        object="stores",
        decision="done",
        facts=dict(told),
    )
