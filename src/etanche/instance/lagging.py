"""
Whether data, shelf and tombstones are of one moment: none of the three an older copy than the others show.

One notion, wherever a copy could come from: a replica that was promoted too early, a file put back by hand, a backup. A key dies
on the shelf before its tombstone is written, so a shelf on which one with a tombstone lives is old. The head of the journal
reaches the shelf after its lines are in the data, so data that end before it are old.
What a server acknowledged last is watched more closely, by number: see `store.witness`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from etanche.backup import Manifest
from etanche.errors import Refused
from etanche.instance.stamps import unstamp
from etanche.store import Connection, Shelf, Store, Tombstones, Witness, sequences
from etanche.terms import OrganisationId
from etanche.vault import unended

_NEWEST: Final = 8_192
"""So many tombstones are looked at when an instance is opened: what lags, lacks the last ones."""


class LaggingShelf(Refused):
    """The shelf of keys that is here is an older one than it should be."""


class LaggingTombstones(Refused):
    """The tombstones that are here are older than those in the backup."""


class LaggingData(Refused):
    """The data that are here end before what the shelf of keys knows of them."""


class OtherShelf(Refused):
    """The shelf that is here has never held a key of this instance."""


def require_abreast(store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId) -> None:
    """
    Let an instance open only if none of its stores is an old copy, as far as a quick look shows.

    Raises:
        OtherShelf, LaggingShelf, LaggingData: as their names say.
    """
    require_head(shelf, organisation)
    if shelf.living(organisation, tombstones.newest(_NEWEST)):
        raise _old_shelf()
    if ahead(store, shelf, organisation):
        raise _old_data("their journal ends before what the shelf has kept of it")
    with store.reading() as connection:
        if unended(connection, organisation, tombstones.newest(_NEWEST)):
            raise _old_data("somebody lives in them who was erased")


def require_head(shelf: Shelf, organisation: OrganisationId) -> None:
    """
    Let no key be made on a shelf that never had one of this instance.

    Raises:
        OtherShelf: as its name says.
    """
    if shelf.head(organisation) is None:
        raise OtherShelf("the shelf of keys that is here is not this instance's", hint="check `shelf` under `[stores]`")


def ahead(store: Store, shelf: Shelf, organisation: OrganisationId) -> int:
    """Return how many lines of the journal the shelf knows of that never were in these data."""
    head = shelf.head(organisation)
    with store.reading() as connection:
        given = sequences.last(connection, organisation, "entries")
    return 0 if head is None else max(0, head.position - given)


def outrun(connection: Connection, organisation: OrganisationId, file: Path) -> None:
    """
    Let a store that was put back on a server count on from what was acknowledged there last; the caller signs what is lost.

    Its stamp names the server it came from: it is given another one when the instance is opened.
    """
    unstamp(connection, organisation)
    seen = Witness(file).seen()
    given = sequences.last(connection, organisation, sequences.COMMITS)
    sequences.take(connection, organisation, sequences.COMMITS, 0 if seen is None else max(0, seen.number + 1 - given))


def undead(shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId) -> list[bytes]:
    """Return every key that lives on a shelf though it has a tombstone."""
    return [key for key, _, _ in shelf.living_keys(organisation) if key in tombstones]


def clean(shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId) -> int:
    """
    Destroy what has a tombstone, on a shelf that is to be used though it is an old copy; return how many there were.

    Raises:
        LaggingShelf: somebody stood in the way.
    """
    dead = undead(shelf, tombstones, organisation)
    if dead and not shelf.destroy(organisation, dead).final:
        raise LaggingShelf("the shelf could not be cleaned of dead keys", hint="try again")
    return len(dead)


def require_current(
    shelf: Shelf, tombstones: Tombstones, manifest: Manifest, organisation: OrganisationId, *, from_backup: bool
) -> None:
    """
    Let only a shelf be used that is as new as the tombstones, and not older than the backup.

    The shelf of the backup itself is cleaned instead: every key in it that has a tombstone is destroyed.

    Raises:
        LaggingShelf: as its name says.
    """
    if from_backup:
        clean(shelf, tombstones, organisation)
        return
    head = shelf.head(organisation)
    older = head is None or head.position < manifest.position
    other = head is not None and head.position == manifest.position and head.link.hex() != manifest.link
    if older or other or undead(shelf, tombstones, organisation):
        raise _old_shelf()


def _old_data(why: str) -> LaggingData:
    return LaggingData(
        f"the data that are here are an old copy: {why}",
        hint="put the newest data here; if they are lost, restore a backup, or see `etanche stores accept`",
    )


def _old_shelf() -> LaggingShelf:
    return LaggingShelf(
        "the shelf of keys that is here is an old copy: destroyed keys live in it, or keys that the data need are not",
        hint="put the newest shelf here; if every copy of it is lost, say so with --shelf-lost",
    )
