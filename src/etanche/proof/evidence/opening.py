"""
A bundle is opened by somebody who believes nothing: every byte is accounted for before a word of it is repeated.

Pure: from bytes to a value; no instance, no network, no clock, nothing written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec
from msgspec import Struct

from etanche.charter import Keep, KeepFault, parse_keep
from etanche.errors import EtancheError
from etanche.journal import Head, Receipt
from etanche.journal.chain import cut_message
from etanche.keyring import digest, verify
from etanche.proof.evidence import canonical as form
from etanche.proof.evidence import checkpoints, container, shapes
from etanche.proof.evidence.checkpoints import Checkpoint
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.making import MANIFEST_LABEL
from etanche.store import CutRow, moment_of
from etanche.terms import OrganisationId

_SIGNATURE: Final = re.compile(rb"([0-9a-f]{128})\n")
LATER: Final = "later"


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """A head that an authority stamped, as the bundle carries it."""

    receipt: Receipt
    response: bytes


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A bundle of which every byte is as it was signed, by whoever `manifest.key` is."""

    manifest: shapes.Manifest
    receipt: Receipt
    verdicts: shapes.Verdicts
    drills: shapes.Drills
    counts: shapes.Counts
    journal: shapes.JournalIs
    keys: shapes.Keys
    attestations: tuple[shapes.AttestationIs, ...]
    """None in a bundle of version 1."""

    journal_keep: Keep | None
    """How long the policy in it keeps lines of the journal; nothing if it does not say it in words of this version."""

    cuts: tuple[CutRow, ...]
    checkpoints: tuple[Checkpoint, ...]
    stamps: tuple[Stamp, ...]

    @property
    def public(self) -> bytes:
        """The key that signed it."""
        return bytes.fromhex(self.manifest.key)

    @property
    def organisation(self) -> OrganisationId:
        """Whose it says it is."""
        return OrganisationId(bytes.fromhex(self.manifest.organisation))


def opened(data: bytes) -> Opened:
    """
    Return what is in a bundle.

    Raises:
        Rejected: it is not, byte for byte, what its own key signed, or it contradicts itself.
    """
    members = container.unpack(data)
    manifest = _manifest(members)
    organisation, public = bytes.fromhex(manifest.organisation), bytes.fromhex(manifest.key)
    journal = form.read(members[container.JOURNAL], shapes.JournalIs)
    found = Opened(
        manifest=manifest,
        receipt=_receipt(members[container.RECEIPT]),
        verdicts=form.read(members[container.VERDICTS], shapes.Verdicts),
        drills=form.read(members[container.DRILLS], shapes.Drills),
        counts=form.read(members[container.COUNTS], shapes.Counts),
        journal=journal,
        keys=form.read(members[container.KEYS], shapes.Keys),
        attestations=_attestations(members, manifest.version),
        journal_keep=_journal_keep(members[container.CHARTER]),
        cuts=_cuts(journal, organisation, public),
        # Of a journal that says itself that it is broken, nothing is made to fit.
        checkpoints=checkpoints.read(members[container.CHECKPOINTS], organisation=organisation, public=public)
        if journal.intact
        else (),
        stamps=_stamps(members),
    )
    if digest(members[container.CHARTER]).hex() != manifest.charter.digest:
        raise Rejected("charter")
    _agrees(found)
    return found


def _manifest(members: Mapping[str, bytes]) -> shapes.Manifest:
    """Return the manifest, once its signature and the digest of every other member fit."""
    said = members[container.MANIFEST]
    signature = _SIGNATURE.fullmatch(members[container.SIGNATURE])
    manifest = form.read(said, shapes.Manifest)
    if signature is None or not verify(
        bytes.fromhex(manifest.key), bytes.fromhex(signature[1].decode("ascii")), MANIFEST_LABEL + said
    ):
        raise Rejected("signature")
    if not manifest.nonce.isprintable():
        raise Rejected("not-canonical")
    there = set(members) - {container.MANIFEST, container.SIGNATURE}
    lost = sorted(set(manifest.files) - there)
    if lost:
        raise Rejected("member-missing", name=_ours(lost[0]))
    if there - set(manifest.files):
        raise Rejected("member-unknown")
    for name in sorted(there):
        if digest(members[name]).hex() != manifest.files[name]:
            raise Rejected("member-changed", name=name)
    return manifest


def _attestations(members: Mapping[str, bytes], version: int) -> tuple[shapes.AttestationIs, ...]:
    """Return what people attest: version 2 has it and version 1 has not."""
    if version == 1:
        if container.ATTESTATIONS in members:
            raise Rejected("member-unknown")
        return ()
    if container.ATTESTATIONS not in members:
        raise Rejected("member-missing", name=container.ATTESTATIONS)
    return tuple(form.read(members[container.ATTESTATIONS], shapes.Attestations).attestations)


class _Journal(Struct, frozen=True):
    keep: str


class _Vault(Struct, frozen=True):
    journal: _Journal


class _Policy(Struct, frozen=True):
    """What of a charter in canonical form is read here."""

    vault: _Vault


def _journal_keep(policy: bytes) -> Keep | None:
    try:
        return parse_keep(msgspec.json.decode(policy.partition(b"\n")[2], type=_Policy).vault.journal.keep)
    except (msgspec.MsgspecError, KeepFault, RecursionError, ValueError):
        return None


def _ours(name: str) -> str:
    """Return the name of a member if it is one of ours: no other word of a file is repeated."""
    return name if name in (*container.SIGNED, container.ATTESTATIONS) or container.STAMP.fullmatch(name) else "?"


def _receipt(data: bytes) -> Receipt:
    try:
        receipt = Receipt.read(data.decode("ascii"))
    except (EtancheError, ValueError):
        raise Rejected("not-canonical") from None
    if receipt.written().encode("ascii") != data or not receipt.holds():
        raise Rejected("receipt")
    return receipt


def _cuts(journal: shapes.JournalIs, organisation: bytes, public: bytes) -> tuple[CutRow, ...]:
    rows = tuple(
        CutRow(
            organisation=organisation,
            first=cut.first,
            last=cut.last,
            link=bytes.fromhex(cut.link),
            rule=cut.rule,
            at=cut.at,
            signature=bytes.fromhex(cut.signature),
            public=public,
        )
        for cut in journal.cuts
    )
    for row in rows:
        if not verify(public, row.signature, cut_message(row)):
            raise Rejected("cut", position=row.last)
    return rows


def _stamps(members: Mapping[str, bytes]) -> tuple[Stamp, ...]:
    found = []
    for name in sorted(name for name in members if name.endswith(".tsr")):
        text = f"{name.removesuffix('.tsr')}.txt"
        if text not in members:
            raise Rejected("member-missing", name=text)
        receipt = _receipt(members[text])
        if container.stamp_names(receipt.head.position) != (text, name):
            raise Rejected("receipt")
        found.append(Stamp(receipt=receipt, response=members[name]))
    if 2 * len(found) != sum(1 for name in members if container.STAMP.fullmatch(name)):
        raise Rejected("member-unknown")
    return tuple(found)


def _agrees(found: Opened) -> None:
    """Check that the members speak of the same house, journal and charter."""
    manifest, receipt = found.manifest, found.receipt
    head = Head(position=manifest.head.position, link=bytes.fromhex(manifest.head.link))
    ours = (found.organisation, found.public)
    if (receipt.organisation, receipt.public, receipt.head) != (*ours, head):
        raise Rejected("receipt")
    if any((stamp.receipt.organisation, stamp.receipt.public) != ours for stamp in found.stamps):
        raise Rejected("receipt")
    if found.keys.signing != manifest.key or found.journal.stamps != len(found.stamps):
        raise Rejected("contradiction")
    last = found.checkpoints[-1].row if found.checkpoints else None
    if last is not None and (
        last.position > head.position or (last.position == head.position) != (last.link == head.link)
    ):
        raise Rejected("checkpoint", position=last.position)
    names = [one.promise for one in found.verdicts.verdicts]
    green = any(one.finding == LATER and one.state != "unproven" for one in found.verdicts.verdicts)
    if len(set(names)) != len(names) or green or not _rests(found):
        raise Rejected("contradiction")


def _rests(found: Opened) -> bool:
    """Tell whether each promise that people attest rests on evidence that counted when the checks looked; version 1 does not say."""
    if found.manifest.version == 1:
        return True
    # A day begins up to a day sooner than in UTC, or later: zones of files that nobody believes are not looked up.
    earliest = moment_of(found.verdicts.at) - timedelta(days=1)
    there = {one.promise for one in found.attestations if one.stands and one.until >= earliest.date().isoformat()}
    return all(one.promise in there for one in found.verdicts.verdicts if one.state == "attested")
