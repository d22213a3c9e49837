"""
What an old copy still has of organisations that were given a place of their own since: it goes before the copy is opened.
"""

from __future__ import annotations

from pathlib import Path

from etanche.instance.roster import placed_as
from etanche.instance.settings import Settings
from etanche.keyring import Keyring
from etanche.store import Address, Connection, Shelf, Tree, moving, organisations
from etanche.terms import OrganisationId


def keep_apart(connection: Connection, keyring: Keyring, settings: Settings) -> None:
    """Take what old data still have of organisations that are placed by now out of them, but for their names, in the caller's transaction."""
    names = organisations.names(connection)
    for organisation in settings.places:
        if organisation in names:
            name = names[organisation].partition(" ")[0]
            moving.empty(connection, organisation)
            organisations.put(connection, organisation, placed_as(keyring, settings.organisation, organisation, name))


def keep_off_shelf(shelf: Shelf, where: Path | Address, settings: Settings) -> None:
    """
    Take what an old shelf still has of organisations that are placed by now off it: keys that died in their place would live on it.

    Args:
        shelf: the shelf, open, and used by nobody meanwhile.
        where: the same.
        settings: those of the instance.

    Raises:
        StoreBusy: somebody stood in the way; it is to be done again.
    """
    for organisation in settings.places.keys() & {OrganisationId(one) for one in shelf.organisations()}:
        moving.take_out(where, Tree.SHELF, organisation, finish=lambda _: None)
