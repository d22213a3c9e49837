"""
A folder of copies: which there are, which are past the time that the charter gives them, and their end.

The death of the last copy that holds a key is what makes it true that what the key sealed is gone from backups too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from etanche.backup.manifest import NAME, Manifest
from etanche.backup.reading import believed
from etanche.backup.taking import BEGUN, locked
from etanche.charter import After, Duration, Status, evaluate
from etanche.errors import NotFound
from etanche.keyring import Signer
from etanche.store import files
from etanche.terms import OrganisationId

GONE: Final = ".gone-"
PLACE: Final = "place-"
"""What the folder of a place is called among backups, before the number of its organisation."""


class FolderMissing(NotFound):
    """There is no such folder of backups."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """A copy in a folder."""

    folder: Path
    manifest: Manifest | None
    """Nothing if it cannot be read, or was not signed by this instance: such a copy is told, and left alone."""

    overdue: bool

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        known = self.manifest
        return {
            "folder": str(self.folder),
            "id": known.id if known else None,
            "taken": known.taken.isoformat() if known else None,
            "rows": sum(known.counts.values()) if known else None,
            "believed": known is not None,
            "overdue": self.overdue,
        }


def listed(
    folder: Path,
    *,
    organisation: OrganisationId,
    signer: Signer | None,
    keep: Duration | None,
    now: datetime,
    zone: str,
) -> tuple[Held, ...]:
    """
    Return the copies in a folder, the oldest first, and those that are none of ours after them; no file of theirs is read through.

    Args:
        folder: where copies are.
        organisation: whose.
        signer: knows our own hand; without it nobody can tell whose copies these are.
        keep: how long the charter lets a copy live; without it there are to be none, so all are overdue.
        now: the present moment.
        zone: the zone in which days are counted.

    Raises:
        FolderMissing: there is no such folder.
    """
    found = []
    for path in _folders(folder):
        manifest = None if signer is None else believed(path, organisation, signer)
        overdue = manifest is not None and is_overdue(manifest.taken, keep, now, zone)
        found.append(Held(folder=path, manifest=manifest, overdue=overdue))
    ours = [held for held in found if held.manifest is not None]
    return (*sorted(ours, key=_taken), *(held for held in found if held.manifest is None))


def _taken(held: Held) -> datetime:
    return held.manifest.taken if held.manifest else datetime.max.replace(tzinfo=UTC)


def is_overdue(taken: datetime, keep: Duration | None, now: datetime, zone: str) -> bool:
    """Tell whether a copy should be gone: a day of its end counts from its beginning."""
    if keep is None:
        return True
    rule = After(duration=keep, event="created")
    term = evaluate(rule, {"created": taken}, now, zone=zone, fiscal_year_end=(12, 31))
    return term.status is Status.DUE


def prune(held: Iterable[Held]) -> tuple[Manifest, ...]:
    """
    Delete the copies that are overdue, and return what they were; a crash leaves each of them whole or under a name of the dead.

    Raises:
        StoreUnwritable: the folder cannot be written.
    """
    dead = []
    for one in held:
        if one.overdue and one.manifest is not None:
            with files.writing(one.folder.name):
                grave = one.folder.with_name(f"{GONE}{one.folder.name}")
                one.folder.rename(grave)
                files.sync(grave.parent)
                shutil.rmtree(grave)
                files.sync(grave.parent)
            dead.append(one.manifest)
    return tuple(dead)


def gone(folder: Path) -> int:
    """Delete what killed processes left in a folder of copies, half made or half deleted; return how many there were."""
    left = [path for path in _folders(folder, hidden=True) if path.name.startswith((BEGUN, GONE))]
    count = 0
    for path in left:
        with locked(path) as ours, files.writing(path.name):
            if ours:
                shutil.rmtree(path)
                count += 1
    return count


def _folders(folder: Path, *, hidden: bool = False) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    except OSError:
        raise FolderMissing(f"there is no folder `{folder}`", hint="name the folder that backups are made in") from None
    return [
        path for path in sorted(found) if path.name.startswith(".") is hidden and (hidden or (path / NAME).exists())
    ]
