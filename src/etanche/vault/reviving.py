"""
Data put back from a backup: what was deleted since, one record at a time, goes again before anybody can read it.

What was destroyed with its key needs nothing here: the key is dead, and the sweep takes the rows.
"""

from __future__ import annotations

from etanche.store import Connection, Tombstones, records
from etanche.terms import OrganisationId


def delete_again(connection: Connection, organisation: OrganisationId, tombstones: Tombstones) -> int:
    """Delete, with their marks, the records whose ids have tombstones, in the caller's transaction; return how many went."""
    gone = 0
    for (category, day), ids in records.of_ids(connection, organisation, tombstones.ids()).items():
        gone += records.delete(connection, organisation, category, day, ids)
    return gone
