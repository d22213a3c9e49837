"""
Data put back from a backup, or of a replica that lagged: what was deleted since, one record at a time, goes again before anybody can
read it, and who was erased since ends again, so that what the law keeps of them serves the law only.

What was destroyed with its key needs nothing here: the key is dead, and the sweep takes the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from etanche.standing import ERASED, PersonLedger, person_subject
from etanche.store import Connection, Shelf, Tombstones, moment_text, persons, records
from etanche.terms import OrganisationId


def delete_again(connection: Connection, organisation: OrganisationId, tombstones: Tombstones) -> int:
    """Delete, with their marks, the records whose ids have tombstones, in the caller's transaction; return how many went."""
    gone = 0
    for (category, day), ids in records.of_ids(connection, organisation, tombstones.ids()).items():
        gone += records.delete(connection, organisation, category, day, ids)
    return gone


def end_again(
    connection: Connection,
    organisation: OrganisationId,
    *,
    shelf: Shelf,
    tombstones: Tombstones,
    ledger: PersonLedger,
    at: datetime,
) -> int:
    """End, in the caller's transaction in the data, whom the shelf or the tombstones know to have ended; return how many there were."""
    back = unended(connection, organisation, [*shelf.ended_persons(organisation), *tombstones.ids()])
    for person in back:
        persons.advance(connection, organisation, person, ended=moment_text(at))
        ledger.tell(connection, person_subject(person), ERASED, because="rights:erasure")
    return len(back)


def unended(connection: Connection, organisation: OrganisationId, ids: Iterable[bytes]) -> list[bytes]:
    """Return those of some ids that are persons who have not ended, in these data."""
    rows = persons.known(connection, organisation, sorted(set(ids)))
    return [person for person, row in rows.items() if row.ended is None]
