"""
Of which persons records are being destroyed, and which single ones: noted with the decision, struck when nothing of what was decided is left.

Of an erasure or a sweep that was killed the note stays until a later sweep has looked at everybody.
"""

from __future__ import annotations

from collections.abc import Iterable

from etanche.store import Connection, facts
from etanche.terms import new_id
from etanche.vault.means import Means

_PREFIX = "destroying/"
_RECORD = "forgetting/"


def begin(means: Means, connection: Connection, first: bytes, last: bytes) -> str:
    """Note, in the transaction that decides, that records of some neighbours are being destroyed; return the name of the note."""
    name = new_id().hex()
    facts.put(connection, means.organisation, _PREFIX + name, f"{first.hex()}-{last.hex()}")
    return name


def end(means: Means, connection: Connection, names: Iterable[str]) -> None:
    """Strike notes of which nothing is left."""
    for name in names:
        facts.forget(connection, means.organisation, _PREFIX + name)


def begin_record(means: Means, connection: Connection, id_: bytes) -> None:
    """Note, in the transaction that decides, that one record is being forgotten: it goes, though whoever does it is killed before its tombstone is there."""
    facts.put(connection, means.organisation, _RECORD + id_.hex(), "")


def end_records(means: Means, connection: Connection, ids: Iterable[bytes]) -> None:
    """Strike the notes of records whose tombstones are there."""
    for id_ in ids:
        facts.forget(connection, means.organisation, _RECORD + id_.hex())


def forgetting(means: Means, connection: Connection) -> frozenset[bytes]:
    """Return the ids of records that are being forgotten."""
    return frozenset(
        map(
            bytes.fromhex, (name.removeprefix(_RECORD) for name in facts.under(connection, means.organisation, _RECORD))
        )
    )


def noted(means: Means) -> tuple[str, ...]:
    """Return the names of the notes there are."""
    with means.store.reading() as connection:
        return tuple(facts.under(connection, means.organisation, _PREFIX))


def concerns(means: Means, connection: Connection, person: bytes) -> bool:
    """Tell whether records of a person, or of a neighbour of theirs, are being destroyed."""
    ranges = (note.split("-") for note in facts.under(connection, means.organisation, _PREFIX).values())
    return any(bytes.fromhex(first) <= person <= bytes.fromhex(last) for first, last in ranges)


def single(means: Means, connection: Connection) -> frozenset[bytes]:
    """Return the persons of whom alone it is noted: those who are being erased, or were when whoever did it was killed."""
    ranges = (note.split("-") for note in facts.under(connection, means.organisation, _PREFIX).values())
    return frozenset(bytes.fromhex(first) for first, last in ranges if first == last)
