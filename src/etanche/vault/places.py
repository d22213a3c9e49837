"""
Places in a file that is being imported, kept in the transaction of the batch they belong to.
"""

from __future__ import annotations

from etanche.store import Connection, ImportRow, imports
from etanche.vault.arrivals import Place
from etanche.vault.means import Means


def overtaken(means: Means, connection: Connection, place: Place) -> bool:
    """Say whether another import came to this place, or took more of its lines in, since the batch was put together."""
    tail = imports.get(connection, means.organisation, place.tail)
    seen = None if tail is None else tail.lines
    return imports.get(connection, means.organisation, place.here) is not None or seen != place.tail_seen


def keep_place(means: Means, connection: Connection, place: Place) -> None:
    """Write down that everything up to a place is in."""
    for fingerprint, lines in ((place.here, place.lines), (place.tail, place.tail_lines)):
        if lines is not None:
            imports.put(connection, ImportRow(organisation=means.organisation, fingerprint=fingerprint, lines=lines))
