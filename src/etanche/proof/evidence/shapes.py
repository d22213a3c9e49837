"""
What a bundle says, member by member: typed numbers, ids, digests, moments and names of the charter; no text that somebody wrote,
but for the nonce of whoever asked for it.

Each shape is written and read by `canonical`. A shape never changes: another one is another version of the format.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from etanche.keyring import digest

FORMAT: Final = "etanche-evidence"
NONCE_LONGEST: Final = 200

Hex16 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Hex64 = Annotated[str, Meta(pattern=r"^[0-9a-f]{128}\Z")]
Moment = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00\Z")]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d\Z")]
Count = Annotated[int, Meta(ge=0, le=1 << 60)]
Nonce = Annotated[str, Meta(max_length=NONCE_LONGEST)]
Word = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/+~-]{0,249}\Z")]
"""A name of the charter or of ours, an id, a digest, a version: never a sentence, never an address of mail."""

Rule = Annotated[str, Meta(pattern=r"^[a-z0-9 (),-]{1,300}\Z")]
"""A `keep` rule, as the language prints it."""

Measure = bool | int | float | Word
State = Literal["broken", "unproven", "attested", "kept"]

_WORD: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+~-]{0,249}")


def typed(value: bool | float | str) -> Measure:  # noqa: FBT001  # a measurement may be a yes or a no
    """Return a measurement as evidence may say it: a text that is no name is told by its digest."""
    if isinstance(value, str) and not _WORD.fullmatch(value):
        return f"sha256:{digest(value.encode('utf-8', 'surrogatepass')).hex()}"
    return value


class Shape(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Part of a bundle."""


class Place(Shape, frozen=True):
    """A place in the chain of the journal."""

    position: Count
    link: Hex32


class CharterIs(Shape, frozen=True):
    """Which charter was in force."""

    applied: Hex32
    """The digest it was applied under."""

    digest: Hex32
    """SHA-256 of the member `charter.canonical`."""


class Manifest(Shape, frozen=True):
    """What is signed: everything else hangs on it by its digest."""

    format: Literal["etanche-evidence"]
    version: Literal[1, 2]
    program: Word
    made: Moment
    nonce: Nonce
    organisation: Hex16
    run: Hex16
    charter: CharterIs
    head: Place
    key: Hex32
    files: dict[str, Hex32]


class VerdictIs(Shape, frozen=True):
    """One promise: what was found, measured, and when."""

    promise: Word
    state: State
    finding: Word
    measured: dict[Word, Measure]
    at: Moment


class Verdicts(Shape, frozen=True):
    """One run of checks."""

    at: Moment
    seconds: Annotated[float, Meta(ge=0)]
    verdicts: list[VerdictIs]


class DrillIs(Shape, frozen=True):
    """One sabotage, and whether its check noticed."""

    promise: Word
    sabotage: Word
    noticed: bool
    before: State
    under: State
    at: Moment
    charter: Hex32


class Drills(Shape, frozen=True):
    """The last result of each drill; empty if none was ever run."""

    drills: list[DrillIs]


class AttestationIs(Shape, frozen=True):
    """The last evidence that people entered for one attestation: which file, and from when until when it counts."""

    promise: Word
    about: Literal["organisation", "actor"]
    """Of everybody's, or of one actor's undertaking: who that is, is not told."""

    evidence: Hex32
    """SHA-256 of the file; whoever is shown the file can tell that it is the one."""

    issuer: Hex32 | None
    """SHA-256 of the name of who issued it, in UTF-8; of an undertaking it is not told, because it could be a person's."""

    made: Day
    until: Day
    """The last day on which it counts, by the charter in force."""

    entered: Moment
    stands: bool
    """Whether it stands as it was entered and signed."""


class Attestations(Shape, frozen=True):
    """What people attest: of each attestation and actor the last, the nearest end first."""

    attestations: list[AttestationIs]


class Counts(Shape, frozen=True):
    """What is there, counted, probes' own records left out."""

    days: dict[Word, dict[Day, Count]]
    """Categories that know nobody: records of each day."""

    persons: dict[Word, Count]
    """Categories of persons: records, all days together."""

    acts: dict[Word, Count]
    """Lines of the journal, by what was done; those of probes are left out."""


class CutIs(Shape, frozen=True):
    """Lines taken out past their term, or lost in a restore, under a signature."""

    first: Count
    last: Count
    link: Hex32
    rule: Rule
    at: Moment
    signature: Hex64


class FaultIs(Shape, frozen=True):
    """The first thing wrong with the chain."""

    kind: Word
    position: Count


class JournalIs(Shape, frozen=True):
    """What a walk over the whole journal saw, and how to check its signatures."""

    intact: bool
    fault: FaultIs | None
    entries: Count
    cut: Count
    lost: Count
    zone: Word
    cuts: list[CutIs]
    checkpoints: Count
    """So many there are; the newest, the last of each day, and those asked for are in `checkpoints.txt`."""

    stamps: Count
    """So many heads were stamped by an authority; the answers are under `stamps/`."""


class Turn(Shape, frozen=True):
    """Keys that were turned over."""

    at: Moment
    what: Word
    epoch: Count


class Living(Shape, frozen=True):
    """Keys of one kind."""

    living: Count
    destroyed: Count


class Keys(Shape, frozen=True):
    """The keys, by number and kind; of each there is never more than this."""

    signing: Hex32
    fingerprint: Hex32
    provider: Word
    epoch: Count
    began: Day
    kinds: dict[Word, Living]
    turns: list[Turn]
