"""
The manifest of a copy: what it is, of which moment, and the digest of each of its files.

`manifest.json` is signed as it stands, byte for byte, by the organisation's own key (Ed25519, over a label, a version byte and
the bytes); the signature is in `manifest.sig`, in hex digits. A file changed, added or taken away shows, and so does a
manifest written by anybody without the key.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final, Self

from etanche.errors import NotFound, Unreadable
from etanche.keyring import Signer
from etanche.terms import OrganisationId

FORMAT: Final = 1
NAME: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
_LABEL: Final = b"etanche backup manifest\x01"
_MOST_BYTES: Final = 1 << 20


class BackupMissing(NotFound):
    """The folder is no backup."""


class BackupDamaged(Unreadable):
    """A file of a backup is missing or was changed, or its manifest is not of our hand."""


class BackupNewer(Unreadable):
    """The backup was made by a newer version."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What is known of a copy."""

    id: str
    """32 hex digits, random."""

    organisation: OrganisationId
    taken: datetime
    """The moment before the data were copied: what was written later may be missing."""

    charter: str
    """The digest under which the charter in force was applied."""

    engines: dict[str, str]
    """`sqlite` or `postgresql`, for `data` and `shelf`."""

    revisions: dict[str, str]
    """The schema of each."""

    counts: dict[str, int]
    """Rows of each table of the data."""

    position: int
    """Where the journal ended, as the shelf in this copy has it."""

    link: str
    """The link there, 64 hex digits."""

    tombstones: int
    """How many ids the copy's file of tombstones holds."""

    files: dict[str, str]
    """SHA-256 in hex digits, by path in the copy, with `/`."""

    def written(self) -> bytes:
        """Return the bytes of the file."""
        said = asdict(self) | {"organisation": self.organisation.hex(), "taken": self.taken.isoformat()}
        return (json.dumps({"etanche-backup": FORMAT, **said}, indent=2, sort_keys=True) + "\n").encode()

    @classmethod
    def read(cls, folder: Path) -> Self:
        """
        Read the manifest of a copy, and believe nothing of it yet.

        Raises:
            BackupMissing: there is none.
            BackupNewer: it is of a format this version does not know.
            BackupDamaged: it cannot be read.
        """
        said = _said(folder)
        if said.get("etanche-backup") != FORMAT:
            raise BackupNewer("the backup is of another format", hint="restore it with the version that made it")
        try:
            return cls(
                id=_hex(said["id"], 16),
                organisation=OrganisationId(bytes.fromhex(_hex(said["organisation"], 16))),
                taken=_moment(said["taken"]),
                charter=str(said["charter"]),
                engines={str(name): str(one) for name, one in said["engines"].items()},
                revisions={str(name): str(one) for name, one in said["revisions"].items()},
                counts={str(name): int(one) for name, one in said["counts"].items()},
                position=int(said["position"]),
                link=_hex(said["link"], 32),
                tombstones=int(said["tombstones"]),
                files={_inside(name): _hex(one, 32) for name, one in said["files"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise _unreadable() from None


def sign(signer: Signer, written: bytes) -> bytes:
    """Return the bytes of the file with the signature."""
    return f"{signer.sign(_LABEL + written).hex()}\n".encode()


def signed_message(folder: Path) -> tuple[bytes, bytes]:
    """
    Return the signature of a copy, and what it is to cover.

    Raises:
        BackupDamaged: it cannot be read.
    """
    try:
        signature = bytes.fromhex((folder / SIGNATURE).read_text(encoding="ascii").strip())
        return signature, _LABEL + (folder / NAME).read_bytes()
    except (OSError, ValueError):
        raise BackupDamaged(
            "the signature of the backup is missing or cannot be read", hint="use another backup"
        ) from None


def _said(folder: Path) -> dict[str, Any]:
    try:
        with (folder / NAME).open("rb") as file:
            said = json.loads(file.read(_MOST_BYTES))
    except (FileNotFoundError, NotADirectoryError):
        raise BackupMissing(
            f"`{folder}` is no backup", hint="name one of the folders that `etanche backup list FOLDER` shows"
        ) from None
    except (OSError, ValueError):
        raise _unreadable() from None
    if not isinstance(said, dict):
        raise _unreadable()
    return said


def _unreadable() -> BackupDamaged:
    return BackupDamaged("the manifest of the backup cannot be read", hint="use another backup")


def _hex(text: object, size: int) -> str:
    if not isinstance(text, str) or len(bytes.fromhex(text)) != size:
        raise ValueError("hex digits")
    return text


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment


def _inside(name: str) -> str:
    """A path that leads out of the copy is never opened."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name:
        raise ValueError("path")
    return name
