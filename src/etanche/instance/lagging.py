"""
Whether data, shelf and tombstones are of one moment: none of the three an older copy than the others remember.

One notion, wherever a copy could come from: a replica that was promoted too early, a file put back by hand, a backup. Each of the three
remembers how far it has seen the two others come (`store.progress`), always after what it remembers was durable there. So a file that
has less than another one remembers of it is old, and by how much is known; it takes a few look-ups, however many keys were ever destroyed.
Of a shelf of before this was counted every tombstone is looked at once: a key dies on the shelf before its tombstone is written, so a
shelf on which one with a tombstone lives is old. What a server acknowledged last is watched by number too: see `store.witness`.

What it does *not* see: that all three were put back to one moment. A head held outside shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from etanche.backup import Manifest
from etanche.errors import Refused
from etanche.instance.stamps import unstamp
from etanche.store import Connection, Head, Known, Progress, Shelf, Store, Tombstones, Witness, sequences
from etanche.terms import OrganisationId
from etanche.vault import unended


class LaggingShelf(Refused):
    """The shelf of keys that is here is an older one than it should be."""


class LaggingTombstones(Refused):
    """The tombstones that are here are older than the data, the shelf or the backup show."""


class LaggingData(Refused):
    """The data that are here end before what the shelf of keys knows of them."""


class OtherShelf(Refused):
    """The shelf that is here has never held a key of this instance."""


class Lag(NamedTuple):
    """By how much each of the three is behind what the others remember of it; 0 where it is not."""

    shelf: int = 0
    """Changes of keys that are not there."""

    data: int = 0
    """Lines of the journal that are not there."""

    tombstones: int = 0
    """Tombstones that are not there."""


def lag_of(here: Known, remembered: Sequence[Known], head: Head | None) -> Lag:
    """
    Compare what is here with what is remembered of it: a pure decision.

    Args:
        here: how far the three have come.
        remembered: what each of them says of the others, read before `here` was.
        head: the end of the journal, as the shelf has it.
    """
    lines = max(*(one.lines for one in remembered), 0 if head is None else head.position)
    return Lag(
        shelf=max(0, *(one.changes - here.changes for one in remembered)),
        data=max(0, lines - here.lines),
        tombstones=max(0, *(one.tombstones - here.tombstones for one in remembered)),
    )


def lag(store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId) -> Lag:
    """Return by how much each of three open stores is behind what the others remember, whoever writes meanwhile."""
    # What is remembered is read first: each of the three only ever gains.
    head = shelf.head(organisation)
    said = tombstones.knows(organisation)._replace(tombstones=0)
    remembered = (store.knows(organisation), shelf.knows(organisation), said)
    buried = tombstones.knows(organisation).tombstones
    here = Known(shelf.changes(organisation), store.lines(organisation), buried)
    return lag_of(here, remembered, head)


def require_abreast(store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId) -> None:
    """
    Let an instance open only if none of its stores is an old copy, of a shelf that has the head of its first organisation.

    Raises:
        OtherShelf, LaggingShelf, LaggingData, LaggingTombstones: as their names say.
    """
    refuse(lag(store, shelf, tombstones, organisation))
    require_head(shelf, organisation)
    if shelf.changes(organisation) == 0:
        _require_uncounted(store, shelf, tombstones, organisation)
        shelf.reckon(organisation, changes=1, tombstones=0)


def follow(store: Store, shelf: Shelf, tombstones: Tombstones) -> None:
    """Let three stores that are abreast remember each other from here on, whichever organisation is written of."""
    progress = Progress(store.lines)
    for one in (store, shelf, tombstones):
        one.follow(progress)


def refuse(found: Lag) -> None:
    """
    Refuse stores of which one is behind, and say which, and by how much.

    Raises:
        LaggingShelf, LaggingData, LaggingTombstones: as their names say; of several old ones the first.
    """
    if found.shelf:
        raise _old_shelf(f"{_many(found.shelf, 'change')} of keys that the others know of", found)
    if found.data:
        raise old_data(f"they lack {_many(found.data, 'line')} of the journal that the others know of", found)
    if found.tombstones:
        raise LaggingTombstones(
            f"the tombstones that are here are an old copy: they lack {found.tombstones} that the others know of",
            hint="put the newest `tombstones.log` here; if every copy of it is lost, see `etanche stores accept`",
        )


def _require_uncounted(store: Store, shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId) -> None:
    """Look at every tombstone, once: on this shelf nobody counted until now."""
    dead = tombstones.ids()
    if shelf.living(organisation, list(dead)):
        raise _old_shelf("the word that keys were destroyed which live in it")
    with store.reading() as connection:
        if unended(connection, organisation, dead):
            raise old_data("somebody lives in them who was erased")


def require_head(shelf: Shelf, organisation: OrganisationId) -> None:
    """
    Let no key be made on a shelf that never had one of this instance.

    Raises:
        OtherShelf: as its name says.
    """
    if shelf.head(organisation) is None:
        raise OtherShelf("the shelf of keys that is here is not this instance's", hint="check `shelf` under `[stores]`")


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
    shelf: Shelf, tombstones: Tombstones, manifest: Manifest, organisation: OrganisationId, *, named: bool
) -> None:
    """
    Let only a shelf be used that is as new as the tombstones, and not older than the backup; and these only if the shelf knows of no more.

    Args:
        shelf: the shelf that is here.
        tombstones: those that are used.
        manifest: what the backup says of itself.
        organisation: whose.
        named: whether somebody named tombstones as the newest there are: then nobody else knows better.

    Raises:
        LaggingShelf, LaggingTombstones: as their names say.
    """
    require_newest(shelf, tombstones, organisation, named=named)
    head = shelf.head(organisation)
    older = head is None or head.position < manifest.position
    other = head is not None and head.position == manifest.position and head.link.hex() != manifest.link
    if older or other:
        raise _old_shelf("keys that the data need")


def require_newest(shelf: Shelf, tombstones: Tombstones, organisation: OrganisationId, *, named: bool) -> None:
    """
    Let only a shelf be used that is as new as the tombstones; and these only if the shelf knows of no more. Of one organisation.

    Raises:
        LaggingShelf, LaggingTombstones: as their names say.
    """
    known, said = shelf.knows(organisation), tombstones.knows(organisation)
    short = 0 if named else known.tombstones - said.tombstones
    refuse(Lag(shelf=max(0, said.changes - shelf.changes(organisation)), tombstones=max(0, short)))
    if undead(shelf, tombstones, organisation):
        raise _old_shelf("the word that keys were destroyed which live in it")


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _too(others: Iterable[tuple[str, int]]) -> str:
    """Name the other old ones, for the end of a sentence."""
    old = [name for name, missing in others if missing]
    return f"; so are the {' and the '.join(old)}" if old else ""


def old_data(why: str, found: Lag = Lag()) -> LaggingData:  # noqa: B008 - it is frozen
    """Return the refusal of data that are an old copy."""
    return LaggingData(
        f"the data that are here are an old copy: {why}{_too([('tombstones', found.tombstones)])}",
        hint="put the newest data here; if they are lost, restore a backup, or see `etanche stores accept`",
    )


def _old_shelf(lacks: str, found: Lag = Lag()) -> LaggingShelf:  # noqa: B008 - it is frozen
    others = _too([("data", found.data), ("tombstones", found.tombstones)])
    return LaggingShelf(
        f"the shelf of keys that is here is an old copy: it lacks {lacks}{others}",
        hint="put the newest shelf here; if every copy of it is lost, see `etanche stores accept` and `restore --shelf-lost`",
    )
