"""
A certificate of erasure: what was destroyed, since when, what is kept and by which law; signed, for the person to keep.

    {"certificate": {…}, "opening": {"person": …, "salt": …}, "signature": …}

It names the person by a commitment only: SHA-256 of a label, a version byte, a salt of 32 bytes, the organisation's id and the
person's. The salt is drawn for this one file, is written into it under `opening`, and is kept nowhere else. Who takes the
opening out can show the certificate to anybody: it is then about somebody, and nobody can say whom.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta

from etanche.keyring import Signer, digest, new_salt, verify
from etanche.proof.evidence import canonical as form
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.shapes import Count, Day, Hex16, Hex32, Hex64, Moment, Place, Rule, Shape, Word

LABEL: Final = b"etanche certificate of erasure\x01"
LONGEST: Final = 4 << 20
_COMMITMENT: Final = b"etanche person commitment\x01"

Name = Annotated[str, Meta(max_length=300)]
"""A name that the charter publishes: of the organisation, or of a law."""


class Gone(Shape, frozen=True):
    """The keys destroyed: by the digest of their ids, end to end and in order, one for each time that some were."""

    count: Count
    digests: list[Hex32]
    ids: list[Hex16]
    """The ids, where the certificate was given with the erasure; they stand among the tombstones of the house."""


class Copies(Shape, frozen=True):
    """Backups: how long the charter lets one live, and those that the journal knows of from before."""

    keep: Rule | None
    dead: Day | None
    """From this day on no backup holds what was erased, if each dies on its day."""

    held: Count
    overdue: Count


class Staying(Shape, frozen=True):
    """What is kept, for which purpose, on which basis, and until when at most if that is known."""

    category: Word
    purpose: Word
    records: Count
    until: Day | None
    basis: Word
    law: list[Name]


class Issued(Shape, frozen=True):
    """When it was signed, and where the journal ended then: a receipt, in parts."""

    at: Moment
    head: Place
    receipt: Hex64
    """The signature of the receipt that has this organisation, key, head and moment."""


class Erasure(Shape, frozen=True, omit_defaults=True):
    """What is certified."""

    format: Literal["etanche-certificate"]
    version: Literal[1]
    program: Word
    organisation: Hex16
    name: Name
    charter: Hex32
    key: Hex32
    commitment: Hex32
    destroyed: dict[Word, Count]
    keys: Gone
    unreadable: Moment | None
    marks: Moment | None
    backups: Copies
    kept: list[Staying]
    issued: Issued
    hidden: Count = 0
    """Lines of erasures of which nobody can tell whose they are: what they say may be missing. Certificates of before have none."""

    @property
    def nothing(self) -> bool:
        """Tell whether nothing was destroyed: nothing was held, as of who was only told of, or the law keeps all of it."""
        return not self.destroyed and not self.keys.count


class Opening(Shape, frozen=True):
    """What opens the commitment: with the person alone."""

    person: Hex16
    salt: Hex32


class Certificate(Shape, frozen=True, omit_defaults=True):
    """The whole file."""

    certificate: Erasure
    signature: Hex64
    opening: Opening | None = None


def commitment(salt: bytes, organisation: bytes, person: bytes) -> bytes:
    """Return what names a person to who has the salt, and nobody to anybody else."""
    return digest(_COMMITMENT + salt + organisation + person)


def committed(organisation: bytes, person: bytes) -> tuple[str, Opening]:
    """Return the commitment to a person under a new salt, and what opens it."""
    salt = new_salt()
    return commitment(salt, organisation, person).hex(), Opening(person=person.hex(), salt=salt.hex())


def signed(told: Erasure, opening: Opening, signer: Signer) -> bytes:
    """Return the bytes of the file."""
    signature = signer.sign(LABEL + form.written(told)).hex()
    return form.written(Certificate(certificate=told, signature=signature, opening=opening))


def opened(data: bytes) -> Certificate:
    """
    Return the certificate in a file, once everything in it fits.

    Raises:
        Rejected: it was changed, or what opens it does not.
    """
    if len(data) > LONGEST:
        raise Rejected("too-long")
    found = form.read(data, Certificate)
    told = found.certificate
    if not verify(bytes.fromhex(told.key), bytes.fromhex(found.signature), LABEL + form.written(told)):
        raise Rejected("certificate")
    # What is repeated on a terminal is words, whoever signed it.
    if not all(text.isprintable() for text in (told.name, *(law for one in told.kept for law in one.law))):
        raise Rejected("not-canonical")
    if told.keys.ids and not _listed(told.keys):
        raise Rejected("contradiction")
    if found.opening is not None:
        salt, person = bytes.fromhex(found.opening.salt), bytes.fromhex(found.opening.person)
        if commitment(salt, bytes.fromhex(told.organisation), person).hex() != told.commitment:
            raise Rejected("commitment")
    return found


def _listed(keys: Gone) -> bool:
    """Tell whether the ids that are listed are those of one of the digests."""
    return digest(b"".join(map(bytes.fromhex, keys.ids))).hex() in keys.digests
