"""
The rehearsal of a restore: the last backup put back for a moment, in a folder nobody else knows, by the code that restores.

Keys stay in memory: the root is lent, and no file of it is written. Nothing is asked of anybody outside. What the folder holds,
sealed records and a wrapped copy of the shelf, goes with it, whatever happens; what a killed rehearsal leaves opens
no more than a backup does, and goes with the next one. Only counts come out, into the journal and the proof.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from etanche import backup
from etanche.backup import BackupDamaged, Held, OtherInstance
from etanche.errors import EtancheError, Fault, Refused
from etanche.instance.furnish import TOMBSTONES
from etanche.instance.ground import Ground
from etanche.instance.lagging import LaggingShelf, LaggingTombstones
from etanche.instance.orders import Order, OtherEngine
from etanche.instance.restoring import put_back
from etanche.instance.settings import Settings
from etanche.instance.stores import SHELF
from etanche.journal import OtherHistory
from etanche.proof import Bench, Revived, rehearsal
from etanche.store import Shelf, StoreCorrupt, StoreMissing, copies, files
from etanche.terms import OrganisationId

PLACE: Final = "etanche-rehearsal-"

_FOUND: Final[tuple[tuple[type[EtancheError], str], ...]] = (
    (BackupDamaged, "damaged"),
    (StoreCorrupt, "damaged"),
    (StoreMissing, "damaged"),
    (OtherInstance, "not-ours"),
    (LaggingShelf, "old-shelf"),
    (LaggingTombstones, "old-tombstones"),
    (OtherHistory, "other-history"),
)
"""
Why a backup cannot be put back at all, in the words of the journal.

An old shelf, or old tombstones, are met here where everything was put back together to a moment before the backup was made:
such an instance opens, because its files agree, and only something outside of it, like the backup, knows better.
"""

OpenHouses = Callable[[Path], AbstractContextManager[Sequence[Bench]]]
"""Opens the houses of a folder, one for each organisation in it, with the root that is lent."""


class OnServer(Refused):
    """A store is on a server, where nothing is put back for a moment."""


@dataclass(frozen=True, kw_only=True)
class Rehearsed:
    """What a rehearsal found."""

    backup: str
    """The id of the backup; empty if nobody could read which it is."""

    found: str
    """`sound`, `raised`, `missing`, or why it could not be put back."""

    seen: Revived

    @property
    def sound(self) -> bool:
        """Whether all that is alive came back, and nothing else."""
        return self.found == rehearsal.SOUND

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        seen = self.seen
        counted = {"readable": seen.readable, "shut": seen.shut, "raised": seen.raised, "missing": seen.missing}
        return {"backup": self.backup, "found": self.found, **counted, "rows": seen.rows, "lacking": [*seen.lacking]}


def rehearse(held: Held, *, ground: Ground, living: Sequence[Bench], open_houses: OpenHouses, by: str) -> Rehearsed:
    """
    Put a backup back in a place of its own, look at what came back, destroy the place, and write the result into the journals.

    What each organisation's records came to is in its own journal; what is returned is of all of them.

    Args:
        held: the backup.
        ground: the living instance.
        living: its organisations, the first one first.
        open_houses: opens what was put back.
        by: who asked for it.

    Raises:
        OnServer: the data or the shelf are on a server.
    """
    if ground.settings.stores.on_a_server:
        raise OnServer(
            "a backup of stores on a server is not rehearsed by itself",
            hint="restore it into a server of its own, as docs/backups.md says",
        )
    known = held.manifest
    taken = known.taken if known else living[0].clock.now()
    seen: dict[bytes, Revived] = {living[0].organisation: Revived()}
    found = ""
    try:
        with _place() as folder:
            _put_back(held.folder, folder, ground=ground, of=[bench.organisation for bench in living], by=by)
            with open_houses(folder) as restored:
                back = {bench.organisation: bench for bench in restored}
                seen = {
                    bench.organisation: rehearsal.revive(back[bench.organisation], bench, taken=taken)
                    for bench in living
                    if bench.organisation in back
                }
    except tuple(kind for kind, _ in _FOUND) as error:
        found = next(word for kind, word in _FOUND if isinstance(error, kind))
    except OtherEngine:
        found = "other-engine"
    name = known.id if known else ""
    for bench in living:
        if (its := seen.get(bench.organisation)) is not None:
            said = found or its.found
            rehearsal.write_down(bench, by=by, backup=name, taken=known.taken if known else None, found=said, seen=its)
            bench.journal.seal()
    whole = rehearsal.together(seen.values())
    return Rehearsed(backup=name, found=found or whole.found, seen=whole)


def _put_back(copy: Path, folder: Path, *, ground: Ground, of: Iterable[OrganisationId], by: str) -> None:
    """Furnish a folder with the newest keys and tombstones, and restore a backup into it."""
    found = backup.find(copy)
    backup.require_whole(found)
    settings = Settings(organisation=ground.organisation, made=ground.settings.made, demo=False)
    settings.write(folder)
    # Tombstones first: a key that dies in between is on no shelf, and not an undead one on a shelf copied before.
    files.create_file(folder / TOMBSTONES)
    shutil.copyfile(ground.tombstones.path, folder / TOMBSTONES)
    shelf = folder.with_name("shelf")
    shelf.mkdir(mode=0o700)
    ground.shelf.copy(shelf, lambda _done, _whole: None)
    (shelf / copies.FILE).rename(folder / SHELF)
    with closing(Shelf.open(folder / SHELF)) as copied:
        # It may know of tombstones that came after theirs were copied.
        for organisation in of:
            copied.reckon(organisation, changes=0, tombstones=0)
    # Who is placed by now may be in a backup of before: no key of theirs is here.
    apart = replace(settings, places=ground.settings.places)
    put_back(Order(folder=folder, copy=copy, by=by), found, apart, root=ground.root, clock=ground.clock)


@contextmanager
def _place() -> Iterator[Path]:
    """Give a folder for one rehearsal, and take it away; first, those of killed rehearsals that are ours to take."""
    for left in Path(tempfile.gettempdir()).glob(f"{PLACE}*"):
        _clear(left)
    place = Path(tempfile.mkdtemp(prefix=PLACE))
    try:
        with backup.locked(place):
            folder = place / "data"
            folder.mkdir(mode=0o700)
            yield folder
    finally:
        shutil.rmtree(place, ignore_errors=True)
        if place.exists():
            raise Fault("a rehearsal could not take away what it had put back", hint=f"delete `{place}`")


def _clear(left: Path) -> None:
    """Delete what a killed rehearsal left; one that is going on holds its place."""
    try:
        with backup.locked(left) as nobodys:
            if nobodys:
                shutil.rmtree(left, ignore_errors=True)
    except OSError:
        return
