"""
A receipt of a consent, or of its withdrawal: what somebody was shown and what they said, signed, for them to keep (GDPR 7(1)).

It is a consent receipt of ISO/IEC TS 27560:2023 in the terms of the Data Privacy Vocabulary (DPV 2), as JSON-LD. The guide of the W3C group writes the
addresses of the profile in three ways; here they are `dpv-27560#receipt` and `dpv-27560#record-eu-gdpr`, identifiers are `dct:identifier`.

Everything is signed but two members: the signature itself, and what opens the commitment that names the person. Who takes
the opening out can show the receipt to anybody: it is then about somebody, and nobody can say whom.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from etanche.keyring import Signer, digest, verify
from etanche.proof.evidence.certificate import commitment
from etanche.proof.evidence.faults import Rejected
from etanche.proof.evidence.shapes import Count, Day, Hex16, Hex32, Hex64, Moment, Place, Word

LABEL: Final = b"etanche receipt of a consent\x01"
LONGEST: Final = 1 << 20
KIND: Final = "dpv:ConsentReceipt"
SIGNATURE: Final = "etanche:signature"
OPENING: Final = "etanche:opening"
SCHEMA: Final = "https://w3id.org/dpv/schema/dpv-27560"
OURS: Final = "urn:etanche:receipt#"
STATUS: Final = {"consent-given": "dpv:ConsentGiven", "consent-withdrawn": "dpv:ConsentWithdrawn"}


class Shown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text that was shown; none if nobody can say that it was."""

    language: str
    digest: Hex32 | None
    text: str
    charter: Hex32
    dated: Day


class Spoken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was said, of what, when, by which way, in how many acts."""

    act: Word
    purpose: Word
    at: Moment
    how: Word
    acts: Count


class Opening(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What opens the commitment: with the person alone."""

    person: Hex16
    salt: Hex32


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a receipt says in our own terms, beside the vocabulary: this is what is looked at."""

    version: int
    program: Word
    organisation: Hex16
    name: str
    title: str
    key: Hex32
    commitment: Hex32
    shown: Shown
    word: Spoken
    at: Moment
    """When it was signed."""

    head: Place
    receipt: Hex64
    """The signature of the journal's receipt that has this organisation, key, head and moment."""


class Opened(Struct, frozen=True, kw_only=True):
    """A receipt in which everything fits."""

    told: Told
    opening: Opening | None


def written(document: Mapping[str, Any]) -> bytes:
    """Return a document in its one form: JSON in ASCII, keys in order, two spaces, a line at the end."""
    return f"{json.dumps(document, ensure_ascii=True, indent=2, sort_keys=True)}\n".encode()


def signed(document: Mapping[str, Any], opening: Opening, signer: Signer) -> bytes:
    """Return the bytes of the file."""
    signature = signer.sign(LABEL + written(document)).hex()
    return written({**document, SIGNATURE: signature, OPENING: msgspec.to_builtins(opening)})


def is_receipt(data: bytes) -> bool:
    """Tell whether a file says of itself that it is one."""
    return len(data) <= LONGEST and f'"@type": "{KIND}"'.encode() in data


def within(data: bytes) -> bytes:
    """Return the receipt at the end of a letter, as it was before lines were ended as mail ends them; what holds none comes back as it is."""
    text = data.replace(b"\r\n", b"\n")
    begins, ends = text.find(b'\n{\n  "@context"'), text.rfind(b"\n}")
    return data if begins < 0 or ends < begins else text[begins + 1 : ends + 2] + b"\n"


def opened(data: bytes) -> Opened:
    """
    Return what is in a receipt, once everything in it fits.

    Raises:
        Rejected: it was changed, or what opens it does not.
    """
    if len(data) > LONGEST:
        raise Rejected("too-long")
    document, told, opening = _parsed(data)
    signature = document.get(SIGNATURE)
    rest = {name: value for name, value in document.items() if name not in {SIGNATURE, OPENING}}
    if not isinstance(signature, str) or not _hex(signature):
        raise Rejected("consent")
    if not verify(bytes.fromhex(told.key), bytes.fromhex(signature), LABEL + written(rest)):
        raise Rejected("consent")
    # What is repeated on a terminal is words, whoever signed it.
    if not told.name.isprintable() or not told.title.isprintable():
        raise Rejected("not-canonical")
    if not _agrees(document, told):
        raise Rejected("contradiction")
    if opening is not None:
        salt, person = bytes.fromhex(opening.salt), bytes.fromhex(opening.person)
        if commitment(salt, bytes.fromhex(told.organisation), person).hex() != told.commitment:
            raise Rejected("commitment")
    return Opened(told=told, opening=opening)


def _parsed(data: bytes) -> tuple[dict[str, Any], Told, Opening | None]:
    try:
        document = json.loads(data)
        same = isinstance(document, dict) and written(document) == data
        told = msgspec.convert(document["etanche:told"], Told)
        found = document.get(OPENING)
        opening = None if found is None else msgspec.convert(found, Opening)
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError, RecursionError):
        raise Rejected("not-canonical") from None
    if not same or told.version != 1:
        raise Rejected("not-canonical")
    return document, told, opening


def _agrees(document: Mapping[str, Any], told: Told) -> bool:
    """Tell whether the vocabulary says what our own terms say, and the text is the one of the digest."""
    shown = told.shown
    fits = shown.digest == (digest(shown.text.encode()).hex() if shown.text else None)
    try:
        (record,) = document["dpv:hasRecordOfActivity"]
        status, notice = record["dpv:hasConsentStatus"], record["dpv:hasNotice"]
        return bool(
            fits
            and document["@type"] == KIND
            and status["@type"] == STATUS.get(told.word.act)
            and status["dpv:isIndicatedAtTime"]["@value"] == told.word.at
            and notice["dct:description"] == {"@value": shown.text, "@language": shown.language}
            and record["dpv:hasProcess"][0]["dct:identifier"] == told.word.purpose
        )
    except (KeyError, TypeError, ValueError, IndexError):
        return False


def _hex(text: str) -> bool:
    try:
        return len(bytes.fromhex(text)) == 64  # noqa: PLR2004  # bytes of an Ed25519 signature
    except ValueError:
        return False
