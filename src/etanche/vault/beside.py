"""
What somebody above writes in the very transaction that decides what becomes of data: neither is there without the other, wherever a process is killed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from etanche.store import Connection, PlaceRow, person_places
from etanche.vault.means import Means


class Affected(NamedTuple):
    """What is decided on, of persons who are one, by category, as the transaction sees it."""

    whole: frozenset[str]
    """Categories of which it is all that is held."""

    part: frozenset[str]
    """Categories of which there is more."""


Beside = Callable[[Connection, Affected], None]
"""Writes what belongs to a decision, in its transaction."""

Prepare = Callable[[bytes], Beside | None]
"""Asked, once it is sure that it may be done, with the data of whom: what will be written beside it, if anything."""


def affected(means: Means, connection: Connection, group: Collection[bytes], places: Sequence[PlaceRow]) -> Affected:
    """Return what some records are of all that is held of persons who are one; what was forgotten is held no more."""
    ids = {place.id for place in places}
    rest = [place for one in sorted(group) for place in _places(means, connection, one) if place.id not in ids]
    forgotten = means.tombstones.among(place.id for place in rest)
    left = {place.category for place in rest if place.id not in forgotten}
    names = means.numbers.category_names()
    found = {place.category for place in places}
    return Affected(
        whole=frozenset(names.get(one, "") for one in found - left),
        part=frozenset(names.get(one, "") for one in found & left),
    )


def _places(means: Means, connection: Connection, person: bytes) -> Sequence[PlaceRow]:
    return list(person_places.places(connection, means.organisation, person, person))
