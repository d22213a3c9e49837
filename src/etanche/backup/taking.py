"""
Taking a copy while everything runs: data first, then the shelf, then the tombstones.

Keys are durable before the rows they seal, so a shelf copied after the data has every key the data need; a key is dead
before its tombstone is written, so tombstones copied last name every key that the copied shelf still holds and that is dead.

The copy is built beside its place and moved there whole: a crash leaves it under a name that begins with `.begun-`, which the
next prune removes, or leaves it whole.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from etanche.backup.manifest import NAME, SIGNATURE, Manifest, sign
from etanche.clock import Clock
from etanche.errors import Refused
from etanche.keyring import Signer, digest_of
from etanche.store import Shelf, Store, Tombstones, copies, files
from etanche.terms import OrganisationId, new_id

BEGUN: Final = ".begun-"
DATA: Final = "data"
SHELF: Final = "shelf"
TOMBSTONES: Final = "tombstones.log"
SETTINGS: Final = "instance.toml"
_PIECE: Final = 1 << 20

Tell = Callable[[str, int, int], object]
"""Told what is being copied (`data`, `shelf`, `tombstones`, `digests`, `manifest`, `done`), how much is done, and of how much."""


class NoBackups(Refused):
    """The charter says that there are no backups."""


class BackupUnderWay(Refused):
    """Another backup is being made in the folder at this moment."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What is copied, and by whose hand it is signed."""

    organisation: OrganisationId
    store: Store
    shelf: Shelf
    tombstones: Tombstones
    settings: Path
    """The settings file of the instance; it holds no secret."""

    charter: str
    signer: Signer
    clock: Clock


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A copy just made."""

    folder: Path
    manifest: Manifest
    size: int
    """Bytes of all its files."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        made = self.manifest
        return {
            "folder": str(self.folder),
            "id": made.id,
            "taken": made.taken.isoformat(),
            "charter": made.charter,
            "bytes": self.size,
            "rows": made.counts,
            "journal": {"position": made.position, "link": made.link},
            "tombstones": made.tombstones,
            "files": len(made.files),
        }


def take(sources: Sources, into: Path, tell: Tell = lambda *_: None) -> Taken:
    """
    Make a copy in a folder of copies, and return it; it is on the disk, readable by its owner alone.

    Raises:
        BackupUnderWay: one is being made there already.
        StoreCorrupt: what was copied has a flaw.
        StoreUnwritable: the folder cannot be written.
    """
    taken, identifier = sources.clock.now(), new_id().hex()
    name = f"{taken:%Y%m%dT%H%M%SZ}-{identifier[:8]}"
    with files.writing(into.name):
        into.mkdir(mode=0o700, exist_ok=True)
        with locked(into) as ours, _begun(into / f"{BEGUN}{name}") as folder:
            if not ours:
                raise BackupUnderWay(
                    f"a backup is being made in `{into}`", hint="wait until it is done: they are made one at a time"
                )
            copied = {DATA: _copied(DATA, sources.store, folder, tell)}
            head = sources.shelf.head(sources.organisation)
            copied[SHELF] = _copied(SHELF, sources.shelf, folder, tell)
            tombs = _tombstones(sources, folder, tell)
            manifest = Manifest(
                id=identifier,
                organisation=sources.organisation,
                taken=taken,
                charter=sources.charter,
                engines={name: one.engine for name, one in copied.items()},
                revisions={name: one.revision for name, one in copied.items()},
                counts=copied[DATA].counts,
                position=head.position if head else 0,
                link=head.link.hex() if head else bytes(32).hex(),
                tombstones=tombs,
                files=_digests(folder, tell),
            )
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            _sign(sources.signer, manifest, folder, tell)
            folder.rename(into / name)
            files.sync(into)
    tell("done", 1, 1)
    return Taken(folder=into / name, manifest=manifest, size=size)


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hex digits."""
    with path.open("rb") as file:
        return digest_of(iter(lambda: file.read(_PIECE), b"")).hex()


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Try to hold a folder for ourselves while the block lasts, and tell whether we do; a killed process holds nothing."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield files.lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


@contextmanager
def _begun(folder: Path) -> Iterator[Path]:
    """Give a new folder nobody else takes for a leftover; take it away when its copy fails."""
    folder.mkdir(mode=0o700)
    with locked(folder):
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _copied(name: str, store: Store | Shelf, folder: Path, tell: Tell) -> copies.Copy:
    target = folder / name
    target.mkdir(mode=0o700)
    tell(name, 0, 1)
    copied = store.copy(target, lambda done, whole: tell(name, done, whole))
    files.sync(target)
    return copied


def _tombstones(sources: Sources, folder: Path, tell: Tell) -> int:
    """Copy the tombstones and the settings; return how many ids the copied file holds."""
    tell("tombstones", 0, 1)
    for source, name in ((sources.tombstones.path, TOMBSTONES), (sources.settings, SETTINGS)):
        files.create_file(folder / name)
        (folder / name).write_bytes(source.read_bytes())
        files.sync(folder / name)
    return len(Tombstones(folder / TOMBSTONES))


def _digests(folder: Path, tell: Tell) -> dict[str, str]:
    """Return the digest of each file of a copy, by its path in it."""
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    digests = {}
    for number, file in enumerate(found):
        tell("digests", number, len(found))
        digests[file.relative_to(folder).as_posix()] = file_digest(file)
    return digests


def _sign(signer: Signer, manifest: Manifest, folder: Path, tell: Tell) -> None:
    tell("manifest", 0, 1)
    written = manifest.written()
    for name, content in ((NAME, written), (SIGNATURE, sign(signer, written))):
        files.create_file(folder / name)
        (folder / name).write_bytes(content)
        files.sync(folder / name)
    files.sync(folder)
    tell("manifest", 1, 1)
