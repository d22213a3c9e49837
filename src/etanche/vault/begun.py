"""
Destruction that has begun: from its decision on nothing of it can be held, and until then a hold comes first.

Decisions and holds are written one after the other, each in a transaction that looks at the other: who comes second is told so.
The destruction of a day has begun when the ledger gave it up; that of records by their own term, or with their person, when it is
noted of which persons (`under_way`). Each lasts until nothing of it is left, were whoever did it killed on the way.
"""

from __future__ import annotations

from datetime import date

from etanche.errors import Refused
from etanche.keyring import Holding
from etanche.store import Connection, RecordRow, person_records, persons
from etanche.vault.erasing import Eraser
from etanche.vault.means import Means
from etanche.vault.out_of_buckets import opens
from etanche.vault.person_sweep import PersonSweeper
from etanche.vault.refs import Ref
from etanche.vault.under_way import concerns
from etanche.vault.whole import parted


class DestructionBegun(Refused):
    """What was to be held, or restricted, is being destroyed: that was decided before."""

    def __init__(self) -> None:
        """Say when to come again."""
        super().__init__(
            "this is being destroyed: that was decided before",
            hint="do it again for what is left; where a sweep was stopped, `etanche sweep` ends it first",
        )


def unless_begun(means: Means, connection: Connection, person: bytes, about: bytes | Ref) -> None:
    """
    Let nothing be kept of which a key may be destroyed at this moment; asked in the transaction that keeps it.

    Raises:
        DestructionBegun: the record goes with a day that was given up, with its person who is being erased, or with the sweep;
            where all of a person is to be kept, something of theirs does.
    """
    if _goes_with_day(means, connection, person, about):
        raise DestructionBegun
    if not concerns(means, connection, person):
        return
    ready = PersonSweeper(means, means.standing.applied()).ready_of(connection, person)
    if _ends(means, connection, person) or any(isinstance(about, bytes) or place.id == about.id for place in ready):
        raise DestructionBegun


def _ends(means: Means, connection: Connection, person: bytes) -> bool:
    """Tell whether a person was erased, and something of theirs is still to go."""
    row = persons.known(connection, means.organisation, [person]).get(person)
    return row is not None and row.ended is not None and Eraser(means).is_unfinished(person)


def _goes_with_day(means: Means, connection: Connection, person: bytes, about: bytes | Ref) -> bool:
    """Tell whether the bucket of a day that was given up holds the record; of all that a person has, one that still opens."""
    rows, _ = parted(means, person_records.of_person(connection, means.organisation, person))
    theirs = [row for row in rows if row.holding == Holding.BUCKET]
    if isinstance(about, Ref):
        return any(row.id == about.id and _is_given_up(means, connection, row) for row in theirs)
    return any(_is_given_up(means, connection, row) and opens(means, row) for row in theirs)


def _is_given_up(means: Means, connection: Connection, row: RecordRow) -> bool:
    category = means.numbers.category_names()[row.category]
    return means.standing.ended(connection, category, date.fromisoformat(row.day))
