"""
Organisations that the data do not have, although the shelf or the tombstones know of them: whoever looks only for those in the data misses them.

An organisation is in the data, as begun, before its first key is made. So data that lack one of which there is a key, or a tombstone,
are of before it was made. Whoever goes on with such data gives it up, and the data remember that.
"""

from __future__ import annotations

from collections.abc import Mapping

from etanche.instance.lagging import old_data
from etanche.instance.roster import whole_in
from etanche.store import Connection, Shelf, Store, Tombstones, organisations
from etanche.terms import OrganisationId


def remembered(shelf: Shelf, tombstones: Tombstones) -> dict[bytes, int]:
    """Return every organisation that shelf or tombstones know of, each with how many lines of its journal they have seen."""
    headed = shelf.headed()
    return {
        one: max(headed.get(one, 0), shelf.knows(one).lines, tombstones.knows(one).lines)
        for one in headed.keys() | tombstones.organisations()
    }


def missing(connection: Connection, known: Mapping[bytes, int], first: OrganisationId) -> list[OrganisationId]:
    """
    Return the organisations that are known of elsewhere and are not in the data.

    One that is only begun here is missing if lines of it were seen: there it was whole. Without any it was killed while it was made.

    Args:
        connection: the data, as they were after `known` was read: whoever is made meanwhile is in them first.
        known: what `remembered` gave.
        first: the organisation that the instance was made for.
    """
    there = {*whole_in(connection, first), *organisations.lost(connection)}
    begun = organisations.names(connection).keys()
    return [OrganisationId(one) for one in sorted(known.keys() - there) if one not in begun or known[one]]


def require_everybody(store: Store, shelf: Shelf, tombstones: Tombstones, first: OrganisationId) -> None:
    """
    Let an instance open only if its data have every organisation that there is.

    Raises:
        LaggingData: they are of before one was made.
    """
    known = remembered(shelf, tombstones)
    with store.reading() as connection:
        found = missing(connection, known, first)
    if found:
        many = "an organisation" if len(found) == 1 else f"{len(found)} organisations"
        raise old_data(f"they lack {many} that the others know of")


def give_up(connection: Connection, known: Mapping[bytes, int], first: OrganisationId) -> int:
    """Let the data remember, in the caller's transaction, that what they lack is lost; return how many organisations that are."""
    found = missing(connection, known, first)
    if found:
        organisations.give_up(connection, first, found)
    return len(found)
