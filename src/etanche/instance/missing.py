"""
Organisations that the data do not have, although the shelf or the tombstones know of them: whoever looks only for those in the data misses them.

An organisation is in the data, as begun, before its first key is made. So data that lack one of which there is a key, or a tombstone,
are of before it was made. Whoever goes on with such data gives it up, and the data remember that; its keys are destroyed after the days of a late end (`end_given_up`),
in which a newer copy of the data can still be put back.

One that is placed is not missing, though shelf or tombstones remember it from when it was here: that it is placed is said by the settings. Data that know it
as placed while the settings do not name its place are of before it was moved back, or the settings have lost a line: whoever goes on with them is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from etanche.clock import Clock
from etanche.instance.lagging import old_data
from etanche.instance.roster import placed_in, whole_in
from etanche.instance.settings import Settings
from etanche.journal import Entry, Journal
from etanche.standing import LEARNED_LATE
from etanche.store import Connection, Shelf, Store, Tombstones, organisations
from etanche.terms import OrganisationId

GIVEN_UP: Final = "organisation-ended"
"""The act in the journal of the first organisation: the keys of one that was given up are destroyed."""


def remembered(shelf: Shelf, tombstones: Tombstones) -> dict[bytes, int]:
    """Return every organisation that shelf or tombstones know of, each with how many lines of its journal they have seen."""
    headed = shelf.headed()
    return {
        one: max(headed.get(one, 0), shelf.knows(one).lines, tombstones.knows(one).lines)
        for one in headed.keys() | tombstones.organisations()
    }


def missing(connection: Connection, known: Mapping[bytes, int], settings: Settings) -> list[OrganisationId]:
    """
    Return the organisations that are known of elsewhere, and are neither in the data nor in a place that the settings name.

    One that is only begun here is missing if lines of it were seen: there it was whole. Without any it was killed while it was made.

    Args:
        connection: the data, as they were after `known` was read: whoever is made meanwhile is in them first.
        known: what `remembered` gave.
        settings: those of the instance, or of a place.
    """
    there = {*whole_in(connection, settings.organisation), *settings.places, *organisations.lost(connection)}
    begun = organisations.names(connection).keys() - placed_in(connection)
    return [OrganisationId(one) for one in sorted(known.keys() - there) if one not in begun or known[one]]


def require_everybody(store: Store, shelf: Shelf, tombstones: Tombstones, settings: Settings) -> None:
    """
    Let an instance open only if its data have every organisation that there is.

    One that they know as placed is out of reach where the settings have lost its line; but if the shelf has it, it was moved back since.

    Raises:
        LaggingData: they are of before one was made.
    """
    known = remembered(shelf, tombstones)
    with store.reading() as connection:
        away = placed_in(connection) - shelf.headed().keys()
        found = [one for one in missing(connection, known, settings) if one not in away]
    if found:
        many = "an organisation" if len(found) == 1 else f"{len(found)} organisations"
        raise old_data(f"they lack {many} that the others know of")


def give_up(connection: Connection, known: Mapping[bytes, int], settings: Settings, *, at: datetime) -> int:
    """Let the data remember, in the caller's transaction, that what they lack is lost; return how many organisations that are."""
    found = missing(connection, known, settings)
    if found:
        organisations.give_up(connection, settings.organisation, found, at=at)
    return len(found)


def end_given_up(
    first: OrganisationId, store: Store, shelf: Shelf, tombstones: Tombstones, journal: Journal, clock: Clock
) -> int:
    """
    Destroy every key of the organisations that were given up long enough ago, and return how many; doing it again does no harm.

    One that is here again, or in a place of its own, is given up no longer: nothing of it is destroyed.
    Their tombstones come first: killed after them, what lives on is destroyed the next time, and no old copy of the shelf brings it back.
    """
    given = _still_given_up(store, first)
    dead = 0
    for organisation, since in sorted(given.items()):
        keys = [key for key, _, _ in shelf.living_keys(organisation)] if since + LEARNED_LATE <= clock.now() else []
        if keys:
            journal.note(
                Entry(
                    organisation=first,
                    at=clock.now(),
                    actor="sweep",
                    act=GIVEN_UP,
                    object="organisation",
                    decision="due",
                    facts={"keys": len(keys)},
                )
            )
            buried = tombstones.among(keys)
            tombstones.append(organisation, [key for key in keys if key not in buried], clock.now())
            shelf.destroy(organisation, keys)
            dead += len(keys)
    return dead


def _still_given_up(store: Store, first: OrganisationId) -> dict[bytes, datetime]:
    """Return since when each organisation is given up, and strike those from the list that are not missing any more."""
    with store.reading() as connection:
        given = organisations.given_up(connection)
        found = given.keys() & {*whole_in(connection, first), *placed_in(connection)} if given else set()
    if found:
        with store.writing() as connection:
            organisations.find_again(connection, first, found)
    return {one: since for one, since in given.items() if one not in found}
