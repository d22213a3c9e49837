"""Where the data of a charter are: the vault, its replica, the databases that were there before."""

from __future__ import annotations

from etanche.charter import Charter
from etanche.exchange.register.both import said
from etanche.exchange.register.types import Place
from etanche.terms import Text

VAULT, REPLICA = "vault", "replica"
SEALED = frozenset({"vault", "spheres", "private"})
"""Words of `category.in` that mean our own sealed store."""


def places_of(charter: Charter) -> tuple[Place, ...]:
    """Return every place that holds data, the vault first."""
    found = [_place(charter, VAULT, said("register.place.vault"), charter.vault.region, sealed=True)]
    if charter.vault.replica:
        found.append(_place(charter, REPLICA, said("register.place.replica"), charter.vault.replica, sealed=True))
    for name, estate in charter.estates.items():
        found.append(_place(charter, name, estate.title, estate.region, sealed=False))
    return tuple(found)


def places_holding(charter: Charter, category: str) -> tuple[str, ...]:
    """Return the names of the places where a category is held."""
    inside = charter.categories[category].in_
    sealed = [VAULT, *([REPLICA] if charter.vault.replica else [])] if SEALED & set(inside) else []
    return (*sealed, *(name for name in inside if name not in SEALED))


def region_of(charter: Charter, place: str) -> str:
    """Return the region a place is in."""
    if place == VAULT:
        return charter.vault.region
    if place == REPLICA and charter.vault.replica:
        return charter.vault.replica
    return charter.estates[place].region


def _place(charter: Charter, name: str, title: Text, region: str, *, sealed: bool) -> Place:
    """Return one place with the region it is in."""
    found = charter.regions[region]
    return Place(name=name, title=title, region=found.title, country=found.country, sealed=sealed)
