"""
Reading a copy back: is it ours, and is every byte of it the one that was signed?
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from etanche.backup.manifest import NAME, SIGNATURE, BackupDamaged, Manifest, signed_message
from etanche.backup.taking import DATA, SETTINGS, SHELF, TOMBSTONES, file_digest
from etanche.errors import EtancheError, Refused
from etanche.keyring import Signer, verify
from etanche.store import copies
from etanche.terms import OrganisationId


class OtherInstance(Refused):
    """The backup is of another instance."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A copy on a disk, its manifest read and not yet believed."""

    folder: Path
    manifest: Manifest

    @property
    def data(self) -> Path:
        """The folder of the data."""
        return self.folder / DATA

    @property
    def shelf(self) -> Path:
        """The folder of the shelf."""
        return self.folder / SHELF

    @property
    def tombstones(self) -> Path:
        """The file of tombstones."""
        return self.folder / TOMBSTONES

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.folder / SETTINGS


def find(folder: Path) -> Found:
    """
    Find a copy.

    Raises:
        BackupMissing, BackupNewer, BackupDamaged: as their names say.
    """
    return Found(folder=folder, manifest=Manifest.read(folder))


def require_whole(found: Found, tell: Callable[[int, int], object] = lambda *_: None) -> None:
    """
    Let a copy be used only if its files are those of its manifest, all of them and no other, and no engine finds a flaw.

    Raises:
        BackupDamaged: a file is missing, was changed, or is one too many.
        StoreCorrupt: the engine finds a flaw that was there when the copy was made.
    """
    wanted = found.manifest.files
    there = {file.relative_to(found.folder).as_posix() for file in found.folder.rglob("*") if file.is_file()}
    if there - {NAME, SIGNATURE} != set(wanted):
        raise BackupDamaged("the backup has other files than its manifest says", hint="use another backup")
    for number, (name, said) in enumerate(sorted(wanted.items())):
        tell(number, len(wanted))
        if (found.folder / name).is_symlink() or file_digest(found.folder / name) != said:
            raise BackupDamaged(f"`{name}` is not the file that was backed up", hint="use another backup")
    for part in (DATA, SHELF):
        if found.manifest.engines.get(part) == "sqlite":
            copies.require_whole(found.folder / part / copies.FILE)
    tell(len(wanted), len(wanted))


def require_ours(found: Found, organisation: OrganisationId, signer: Signer) -> None:
    """
    Believe a manifest only if this organisation signed it.

    Raises:
        OtherInstance: it is of another one.
        BackupDamaged: its signature is not ours.
    """
    if found.manifest.organisation != organisation:
        raise OtherInstance("the backup is of another instance", hint="name a backup of this one, or another --data")
    signature, message = signed_message(found.folder)
    if not verify(signer.public, signature, message):
        raise BackupDamaged(
            "the manifest of the backup was not signed by this instance",
            hint="use another backup, and find out who wrote it",
        )


def believed(folder: Path, organisation: OrganisationId, signer: Signer) -> Manifest | None:
    """Return the manifest of a copy if it is ours and signed, or nothing; its files are not looked at."""
    try:
        found = find(folder)
        require_ours(found, organisation, signer)
    except EtancheError:
        return None
    return found.manifest
