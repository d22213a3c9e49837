"""
Records of persons go: their own keys first, then rows and marks, in small bites; what may never come back is put among the tombstones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from etanche.store import Connection, PlaceRow, person_places
from etanche.vault.bites import Bites
from etanche.vault.means import Means

Tell = Callable[[Connection, Counter[str]], None]
"""Is told, in the transaction of a bite, how many records of each category went with it."""


def bury(means: Means, ids: Sequence[bytes]) -> None:
    """Put the ids of records, or of persons, among the tombstones, so that no old copy of the data brings them back."""
    if ids:
        dead = means.tombstones.among(ids)
        means.tombstones.append(means.organisation, [one for one in ids if one not in dead], means.clock.now())


def remove(
    means: Means,
    places: Sequence[PlaceRow],
    *,
    dead: list[bytes] | None = None,
    tell: Tell | None = None,
) -> int:
    """
    Destroy the own keys of records, then delete rows and marks in small bites; return how many records went.

    Args:
        means: the rooms below.
        places: where the records lie.
        dead: takes the ids of the keys of records that went here, and not by somebody who deleted beside us.
        tell: is told, in the transaction of each bite, how many records of each category went with it.
    """
    bites = Bites(means.store)
    gone = begin = 0
    while begin < len(places):
        bite = places[begin : begin + bites.size]
        with means.store.reading() as connection:
            secrets = person_places.secrets(connection, means.organisation, bite)
        if secrets:
            means.keyring.persons.destroy_secrets(means.organisation, secrets)
        went = bites.take(partial(_remove, means, bite, tell))
        if dead is not None and went:
            dead += secrets
        gone += went
        begin += len(bite)
    return gone


def _remove(
    means: Means,
    bite: Sequence[PlaceRow],
    tell: Tell | None,
    connection: Connection,
    _size: int,
) -> int:
    names, gone = means.numbers.category_names(), Counter[str]()
    for category, some in groupby(sorted(bite, key=attrgetter("category")), key=attrgetter("category")):
        gone[names.get(category, "unknown")] += person_places.remove(connection, means.organisation, list(some))
    if tell is not None:
        tell(connection, +gone)
    return gone.total()
