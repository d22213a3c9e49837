"""
Where the data and the shelf of an instance are: in its folder, or each on a server named by the settings.

The shelf is never on the data's server: one write-ahead log would hold both, and whoever copies a server copies what
opens its data. Servers are told apart by the identifier their files were given when they were made, which a standby and
a copy share with their original.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from etanche.errors import Refused, Unreadable
from etanche.store import Address, Shelf, Store, Tree, cluster_of
from etanche.terms import OrganisationId

DATA: Final = "data.sqlite"
SHELF: Final = "shelf.sqlite"
DATA_LAST: Final = "data.last"
SHELF_LAST: Final = "shelf.last"
"""What each store on a server acknowledged last; see `store.witness`."""


_COUNTRY: Final = re.compile("[A-Z]{2}")


class SameServer(Refused):
    """The data and the shelf are on one server."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where an open store is."""

    tree: Tree
    name: str
    server: str | None
    """What tells the server's files from another's; None for a file."""

    region: str
    commits: int
    """Writing transactions counted; a store in a file counts none."""

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {
            "store": self.tree.value,
            "place": self.name,
            "server": self.server,
            "region": self.region,
            "commits": self.commits,
        }


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The addresses of stores that are on servers; what has none is a file of the folder."""

    data: Address | None = None
    shelf: Address | None = None
    country: str | None = None
    """The country they stand in, as whoever operates them says; without it, the one of the charter they were made for."""

    def __post_init__(self) -> None:
        """
        Ask for a country by its two letters.

        Raises:
            Unreadable: it is none.
        """
        if self.country is not None and not _COUNTRY.fullmatch(self.country):
            raise Unreadable(f"`{self.country}` is no country", hint="write two capital letters, such as `DE`")

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """
        Read them from the table `stores` of the settings.

        Raises:
            AddressUnreadable: an address is none, or holds a password.
            TypeError, ValueError: the table says something else.
        """
        if said.keys() - {"data", "data-password-file", "shelf", "shelf-password-file", "country"}:
            raise ValueError("unknown key")
        country = said.get("country")
        if not isinstance(country, str | None):
            raise TypeError("country")
        return cls(data=_address(said, "data"), shelf=_address(said, "shelf"), country=country)

    @property
    def on_a_server(self) -> bool:
        """Whether either of them is."""
        return self.data is not None or self.shelf is not None

    def lines(self) -> tuple[str, ...]:
        """Return the table `stores` of the settings, or nothing if both stores are files of the folder."""
        said = [line for name, one in (("data", self.data), ("shelf", self.shelf)) if one for line in _lines(name, one)]
        if self.country is not None:
            said.append(f"country = {quoted(self.country)}")
        return ("", "[stores]", *said) if said else ()

    def at(self, tree: Tree) -> Address | None:
        """Return the address of one of them; None if it is a file of the folder."""
        return self.data if tree is Tree.DATA else self.shelf

    def differ(self, other: Self) -> tuple[Tree, ...]:
        """Return which of the stores are elsewhere, as the addresses have it."""
        pairs = ((Tree.DATA, self.data, other.data), (Tree.SHELF, self.shelf, other.shelf))
        return tuple(tree for tree, ours, theirs in pairs if (ours and ours.url) != (theirs and theirs.url))

    def create(self, folder: Path) -> tuple[Store, Shelf]:
        """
        Make both stores, new and empty; the shelf first, so that data never stand without it.

        Raises:
            SameServer: they would be on one server; nothing was made.
            StoreExists: one of them is there already.
        """
        self.require_apart()
        shelf = Shelf.create(self.shelf or folder / SHELF)
        try:
            return Store.create(self.data or folder / DATA), shelf
        except BaseException:
            shelf.close()
            raise

    def open(self, folder: Path) -> tuple[Store, Shelf]:
        """
        Open both stores, and bring an older one up to date.

        Raises:
            SameServer: they are on one server.
            ReplicaBehind: one is on a server that lacks what was acknowledged.
        """
        self.require_apart()
        store = Store.open(self.data or folder / DATA, upgrade=True, witness=folder / DATA_LAST)
        try:
            return store, Shelf.open(self.shelf or folder / SHELF, upgrade=True, witness=folder / SHELF_LAST)
        except BaseException:
            store.close()
            raise

    def require_apart(self) -> None:
        """
        Let data and shelf be on servers only if these are two.

        Raises:
            SameServer: it is one, or one is the other's standby or copy.
        """
        if self.data is not None and self.shelf is not None and cluster_of(self.data) == cluster_of(self.shelf):
            raise SameServer(
                "the data and the shelf are on one server",
                hint="leave the shelf in its file, or put it on a server of its own: another cluster, not another database",
            )


def placed(store: Store, shelf: Shelf, organisation: OrganisationId, region: str) -> tuple[Placed, ...]:
    """Return where two open stores are; the region is the one their stamps were held to when they were opened."""
    both: tuple[tuple[Tree, Store | Shelf], ...] = ((Tree.DATA, store), (Tree.SHELF, shelf))
    return tuple(
        Placed(tree=tree, name=one.place.name, server=one.cluster(), region=region, commits=one.commits(organisation))
        for tree, one in both
    )


def _address(said: Mapping[str, Any], name: str) -> Address | None:
    url, file = said.get(name), said.get(f"{name}-password-file")
    if url is None and file is None:
        return None
    if not isinstance(url, str) or not isinstance(file, str | None):
        raise TypeError(name)
    return Address(url=url, password_file=None if file is None else Path(file))


def _lines(name: str, address: Address) -> list[str]:
    file = address.password_file
    lines = [f"{name} = {quoted(address.url)}"]
    return lines if file is None else [*lines, f"{name}-password-file = {quoted(str(file.absolute()))}"]


def quoted(text: str) -> str:
    """Write a basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in escaped) + '"'
