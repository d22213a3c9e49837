"""
The container of a bundle: a zip file in exactly one form.

Members are stored and not compressed, in their order, all dated 1 January 1980. What is unpacked is packed again and must come out
byte for byte: a comment, a second entry of a name, a link, a path that leads elsewhere, bytes before, between or after the members
are all the same to this rule, and none can be there. Nothing is ever written to a disk.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from etanche.proof.evidence.faults import Rejected

LONGEST: Final = 48 << 20
"""So many bytes has a bundle at most."""

MOST_MEMBERS: Final = 4_000

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
RECEIPT: Final = "receipt.txt"
CHARTER: Final = "charter.canonical"
VERDICTS: Final = "verdicts.json"
DRILLS: Final = "drills.json"
COUNTS: Final = "counts.json"
JOURNAL: Final = "journal.json"
CHECKPOINTS: Final = "checkpoints.txt"
KEYS: Final = "keys.json"
ATTESTATIONS: Final = "attestations.json"
"""Since version 2."""

SIGNED: Final = (RECEIPT, CHARTER, VERDICTS, DRILLS, COUNTS, JOURNAL, CHECKPOINTS, KEYS)
"""What every bundle has beside its manifest, in this order; since version 2 the attestations follow."""

STAMP: Final = re.compile(r"stamps/[0-9]{20}\.(?:tsr|txt)")
"""A head that an authority stamped: the receipt, and the answer."""

_ALWAYS: Final = (MANIFEST, SIGNATURE, *SIGNED)
_FIRST: Final = (*_ALWAYS, ATTESTATIONS)
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_BEGINS: Final = re.compile(rb"PK\x03\x04.{26}manifest\.json", re.DOTALL)
"""How a container of ours begins, whatever became of the rest."""

_BROKEN: Final = (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError)
_UNIX: Final = 3
_MODE: Final = 0o100644 << 16


def stamp_names(position: int) -> tuple[str, str]:
    """Return the names of the receipt and of the answer for a stamped position."""
    return f"stamps/{position:020}.txt", f"stamps/{position:020}.tsr"


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the container of some members: the same bytes whenever and wherever it is made."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as container:
        for name in sorted(members, key=_order):
            info = ZipInfo(name, _DATE)
            info.create_system, info.external_attr = _UNIX, _MODE
            container.writestr(info, members[name])
    return made.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """
    Return the members of a container.

    Raises:
        Rejected: it is no container of ours, in its one form.
    """
    if len(data) > LONGEST:
        raise Rejected("too-long")
    try:
        with ZipFile(BytesIO(data)) as container:
            _look(container.infolist(), len(data))
            members = {info.filename: _member(container, info) for info in container.infolist()}
    except _BROKEN:
        raise Rejected("container-altered" if _BEGINS.match(data) else "no-container") from None
    if pack(members) != data:
        raise Rejected("container-altered")
    return members


def _member(container: ZipFile, info: ZipInfo) -> bytes:
    """Return what is in a member; one whose checksum does not fit was changed since it was put there."""
    try:
        return container.read(info)
    except _BROKEN:
        raise Rejected("member-changed", name=info.filename) from None


def _look(infos: list[ZipInfo], size: int) -> None:
    """Look at the list of members before one of them is read."""
    names = [info.filename for info in infos]
    if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
        raise Rejected("member-twice")
    if any(name not in _FIRST and not STAMP.fullmatch(name) for name in names):
        raise Rejected("member-unknown")
    missing = next((name for name in _ALWAYS if name not in names), None)
    if missing is not None:
        raise Rejected("member-missing", name=missing)
    stored = all(info.compress_type == ZIP_STORED and info.file_size == info.compress_size for info in infos)
    if not stored or sum(info.file_size for info in infos) > size:
        raise Rejected("container-altered")


def _order(name: str) -> tuple[int, str]:
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)
