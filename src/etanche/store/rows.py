"""
Rows as other rooms see them: what the columns hold, frozen.

`RecordRow`, `MarkRow` and `EntryRow` are tuples in the order of their columns, because they travel by the thousand
and go to the driver as they are; the others are dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple


def moment_text(moment: datetime) -> str:
    """
    Return a moment as the store writes it: UTC, always with microseconds, so that texts sort as time does.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_of(text: str) -> datetime:
    """Return the moment a text of the store stands for, aware, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


class RecordRow(NamedTuple):
    """
    A sealed record; `canary` marks what a probe wrote.

    The last four say whose it is and which keys open it (`keyring.Holding`); for traffic that knows nobody they are empty.
    """

    organisation: bytes
    category: int
    day: str
    id: bytes
    canary: bool
    sealed: bytes
    person: bytes | None = None
    generation: int | None = None
    holding: int | None = None
    own_key: bytes | None = None


class PersonMarkRow(NamedTuple):
    """A keyed mark by which a record of a person is found again."""

    organisation: bytes
    field: int
    mark: bytes
    category: int
    day: str
    record: bytes
    person: bytes


class PlaceRow(NamedTuple):
    """Where a record of a person lies, and how it is held, without what is sealed in it."""

    person: bytes
    category: int
    day: str
    id: bytes
    holding: int


class PersonRow(NamedTuple):
    """A person: the generation of their keys, when they were first written down, and when they ended, if they did."""

    organisation: bytes
    person: bytes
    generation: int
    recorded: str
    ended: str | None = None


class MarkRow(NamedTuple):
    """A keyed mark by which a record is found again; it says nothing without the key."""

    organisation: bytes
    category: int
    day: str
    field: int
    mark: bytes
    record: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class DayRow:
    """A day of a category: its bucket, when it was opened and, once it is dead, when it was destroyed."""

    organisation: bytes
    category: int
    day: str
    bucket: bytes
    opened: str
    destroyed: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingRow:
    """
    An event of the ledger; `seq` is the order of commit, given by the store.

    `purpose` is the stable number of a purpose, or nothing if the event concerns all of them; `evidence` is sealed;
    `assumed` says by whose decision a date was taken for true; `mark` is keyed, made by standing when it was told: none before there were marks.
    """

    organisation: bytes
    seq: int | None = None
    subject: str
    event: str
    effective: str
    recorded: str
    because: str
    purpose: int | None = None
    evidence: bytes | None = None
    assumed: str | None = None
    mark: bytes | None = None


class EntryRow(NamedTuple):
    """
    A line of the journal.

    `seq` is the order of commit, given by the store; `mark` is keyed, made by the journal when it wrote the line;
    `position` and `link` are given when it is chained.
    `because` is a JSON list and `facts` canonical JSON, both as text: what is hashed is what is stored.
    """

    organisation: bytes
    seq: int | None
    at: str
    actor: str
    role: str | None
    purpose: str | None
    case_: str | None
    act: str
    object: str
    decision: str
    because: str
    facts: str
    probe: str | None
    mark: bytes = b""
    position: int | None = None
    link: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckpointRow:
    """The signed head of the chain at one position."""

    organisation: bytes
    position: int
    link: bytes
    at: str
    signature: bytes
    public: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class CutRow:
    """A signed cut: positions `first` to `last` were purged by a rule; `link` is the chain's value at `last`."""

    organisation: bytes
    first: int
    last: int
    link: bytes
    rule: str
    at: str
    signature: bytes
    public: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class VerdictRow:
    """
    What a run of checks said of a promise; `measured` is JSON text, `digest` the charter's.

    `number` counts the lines of its promise as they were written, `after` is the moment of the one before; `mark` covers all the others.
    """

    organisation: bytes
    promise: str
    at: str
    run: str
    state: str
    because: str
    measured: str
    digest: str
    number: int = 1
    after: str = ""
    mark: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class AttestationRow:
    """
    Evidence that was entered for an attestation of the charter; `digest` is that of its file, `about` an actor or nothing.

    `made` and `until` are days, `until` the last one on which it counts; `signature` covers all the others (`seq` excepted).
    """

    organisation: bytes
    seq: int | None = None
    name: str
    about: str | None
    digest: bytes
    issuer: str
    owner: str
    link: str | None = None
    made: str
    until: str
    recorded: str
    actor: str
    signature: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertRow:
    """What somebody is to be told about a promise; `told` is when it was, if it was; `mark` is keyed and covers all the others."""

    organisation: bytes
    seq: int | None = None
    at: str
    kind: str
    promise: str
    was: str
    now: str
    told: str | None = None
    mark: bytes | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CharterRow:
    """A charter as it was applied; `mark` is keyed, and says that it was we who applied it."""

    organisation: bytes
    digest: str
    text: str
    applied: str
    mark: bytes = b""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRow:
    """How far the import of one file has come; `finished` is empty until its end."""

    organisation: bytes
    fingerprint: bytes
    lines: int
    finished: str | None = None
