"""
The exact bytes that are hashed and signed; an auditor can compute them again from this page.

A *link* is SHA-256 over: the label, a version byte, the link before (32 zero bytes for the first line),
and the MessagePack array of every column of the line in the order of the table, its position included.
MessagePack writes types and lengths, so no two different lines have the same bytes.

A *checkpoint* signs (Ed25519) the label, a version byte and the MessagePack array of
organisation, position and link of the checkpoint before, position and link of this one, its moment, and the public key.
It names the one before, so that none can be taken out of the middle.

A *cut* signs in the same way: organisation, first and last position taken out, the link at the last, the rule, the moment,
and the public key.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from etanche.keyring import digest
from etanche.store import CheckpointRow, CutRow, EntryRow

VERSION = b"\x01"
FIRST_LINK = bytes(32)

_LINK = b"etanche journal link" + VERSION
_CHECKPOINT = b"etanche journal checkpoint" + VERSION
_CUT = b"etanche journal cut" + VERSION

_pack = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True, kw_only=True)
class Head:
    """A place in the chain: everything up to `position` is covered by `link`."""

    position: int
    link: bytes


BEGINNING = Head(position=0, link=FIRST_LINK)


def link(before: bytes, row: EntryRow, position: int) -> bytes:
    """Return the link of a line at a position, after the link before it."""
    columns = (
        row.organisation,
        row.seq,
        row.at,
        row.actor,
        row.role,
        row.purpose,
        row.case_,
        row.act,
        row.object,
        row.decision,
        row.because,
        row.facts,
        row.probe,
        position,
    )
    return digest(_LINK + before + _pack(columns))


def checkpoint_message(row: CheckpointRow, before: Head) -> bytes:
    """Return what the signature of a checkpoint covers."""
    covered = (row.organisation, before.position, before.link, row.position, row.link, row.at, row.public)
    return _CHECKPOINT + _pack(covered)


def cut_message(row: CutRow) -> bytes:
    """Return what the signature of a cut covers."""
    return _CUT + _pack((row.organisation, row.first, row.last, row.link, row.rule, row.at, row.public))
