"""
The exact bytes that are hashed and signed; an auditor can compute them again from this page.

What a line *says* is the MessagePack array of its columns in the order of the table, from the organisation to the probe,
its number `seq` among them. MessagePack writes types and lengths, so no two different lines have the same bytes.

A *mark* is made when a line is written, and shows that it was written by us: keyed BLAKE2b (16 bytes, person `etanche hand`)
over the label, a version byte and what the line says. Its key is derived from the secret half of the signing key
(HKDF-SHA256, label `hand`), so an auditor without that key cannot compute it, and does not need it to walk the chain.
A line copied under another number, or written by somebody who has the file and no key, has no mark that fits.

A *link* is SHA-256 over: the label, a version byte, the link before (32 zero bytes for the first line),
what the line says, and the MessagePack array of its mark and its position.

A *checkpoint* signs (Ed25519) the label, a version byte and the MessagePack array of
organisation, position and link of the checkpoint before, position and link of this one, its moment, and the public key.
It names the one before, so that none can be taken out of the middle.

A *cut* signs in the same way: organisation, first and last position taken out, the link at the last, the rule, the moment,
and the public key.

A *gap* is signed as a cut is, and its rule is the one word `restored`: the lines from its first to its last were lost when
data were put back from a backup. The chain goes on from the gap's link, which is the head that the shelf had kept; the next
line is of the act `restored` and names the same two places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from etanche.keyring import Signer, digest
from etanche.store import CheckpointRow, CutRow, EntryRow

VERSION = b"\x01"
FIRST_LINK = bytes(32)

_MARK = b"etanche journal mark" + VERSION
_LINK = b"etanche journal link" + VERSION
_CHECKPOINT = b"etanche journal checkpoint" + VERSION
_CUT = b"etanche journal cut" + VERSION

_pack = msgspec.msgpack.Encoder().encode

_SAYS = EntryRow._fields.index("probe") + 1
"""So many columns of a line, from the first, are what it says."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """A place in the chain: everything up to `position` is covered by `link`."""

    position: int
    link: bytes


RESTORED = "restored"
"""The rule of a gap, which no term of a charter reads like, and the act of the line that explains it."""

BEGINNING = Head(position=0, link=FIRST_LINK)


def said(row: EntryRow) -> bytes:
    """Return what a line says."""
    return _pack(row[:_SAYS])


def mark_message(says: bytes) -> bytes:
    """Return what the mark of a line that says this covers."""
    return _MARK + says


def mark_of(signer: Signer, row: EntryRow) -> bytes:
    """Return the mark of a line whose number is known."""
    return signer.mark(mark_message(said(row)))


def link(before: bytes, row: EntryRow, position: int, says: bytes | None = None) -> bytes:
    """Return the link of a line at a position, after the link before it; `says`, if it is known already, is not made again."""
    return digest(_LINK + before + (said(row) if says is None else says) + _pack((row.mark, position)))


def checkpoint_message(row: CheckpointRow, before: Head) -> bytes:
    """Return what the signature of a checkpoint covers."""
    covered = (row.organisation, before.position, before.link, row.position, row.link, row.at, row.public)
    return _CHECKPOINT + _pack(covered)


def is_gap(row: CutRow) -> bool:
    """Tell lines that were lost in a restore from lines that were taken out past their term."""
    return row.rule == RESTORED


def prefix_of(cuts: Sequence[CutRow]) -> int:
    """Return how many cuts and gaps, from the first, lie end to end from the first line on."""
    at = BEGINNING.position
    for number, row in enumerate(cuts):
        if row.first != at + 1 or row.last < row.first:
            return number
        at = row.last
    return len(cuts)


def cut_message(row: CutRow) -> bytes:
    """Return what the signature of a cut covers."""
    return _CUT + _pack((row.organisation, row.first, row.last, row.link, row.rule, row.at, row.public))
