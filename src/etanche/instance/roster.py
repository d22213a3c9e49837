"""
Which organisations an instance has, and what each is called where it is asked for by name.

A name is kept in the data, under a mark of its organisation's key: who can write there cannot let one organisation answer
to the name of another. An organisation that is being made is in the roster from its first row on, as *begun*: what a killed
process left of it is known to be ours, and is taken up again by whoever makes one of that name.

Of an organisation whose stores are in a place of their own the roster of the instance has the name alone, under a mark of the first
organisation's key, so that it can be read while the place is out of reach.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from etanche.errors import Fault, NotFound, Unreadable
from etanche.keyring import Keyring, bind
from etanche.store import Connection, Store, organisations
from etanche.terms import OrganisationId

BUILT_IN: Final = "instance"
"""The name of the organisation that Étanche keeps for itself: whoever logs in is a person of it."""

_BEGUN: Final = "begun"
_PLACED: Final = "placed"
_NAME: Final = re.compile(r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_UNNAMED: Final = "organisation"


class NoSuchOrganisation(NotFound):
    """There is no organisation of that name, or it is not the caller's: the answer is the same."""


class NotAName(Unreadable):
    """An organisation cannot be called that."""


class RosterChanged(Fault):
    """The name of an organisation is not the one that it was given: somebody changed it."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """An organisation of the instance."""

    organisation: OrganisationId
    name: str
    placed: bool = False
    """Whether its stores are in a place of their own."""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The organisations of an instance, the first one first, the built-in one last."""

    store: Store
    keyring: Keyring
    first: OrganisationId

    def listed(self) -> tuple[Named, ...]:
        """Return every organisation that is whole; the marks of the names are not looked at."""
        with self.store.reading() as connection:
            return self._listed(connection)

    def find(self, name: str) -> OrganisationId:
        """
        Return the organisation of a name.

        Raises:
            NoSuchOrganisation: there is none.
            RosterChanged: the name was given to another one.
        """
        for one in self.listed():
            if one.name == name:
                self._require_its_own(one)
                return one.organisation
        raise NoSuchOrganisation(
            f"there is no organisation `{name}` here", hint="see `etanche organisation list`, or ask its office"
        )

    def name_of(self, organisation: OrganisationId) -> str | None:
        """Return what an organisation is called, if it is one of the instance."""
        return next((one.name for one in self.listed() if one.organisation == organisation), None)

    def named(self, organisation: OrganisationId) -> Named | None:
        """Return an organisation by its id, if it is one of the instance."""
        return next((one for one in self.listed() if one.organisation == organisation), None)

    def place(self, connection: Connection, organisation: OrganisationId, name: str) -> bool:
        """
        Let an organisation be known as placed, in the caller's transaction; return whether it was not before.

        Raises:
            NotAName: another organisation has the name.
        """
        written = placed_as(self.keyring, self.first, organisation, name)
        said = organisations.names(connection)
        if any(value.partition(" ")[0] == name for other, value in said.items() if other != organisation):
            raise NotAName(f"there is an organisation `{name}` already", hint="see `etanche organisation list`")
        if said.get(organisation) == written:
            return False
        organisations.put(connection, organisation, written)
        return True

    def begin(self, connection: Connection, organisation: OrganisationId, name: str) -> OrganisationId:
        """
        Take a name for an organisation that is being made, in the caller's transaction; return its id, or that of one begun before.

        Raises:
            NotAName: it is none, or another organisation has it.
        """
        require_name(name, built_in=True)
        said = organisations.names(connection)
        for other, value in said.items():
            its, _, how = value.partition(" ")
            if its == name and how == _BEGUN:
                return OrganisationId(other)
            if its == name:
                raise NotAName(f"there is an organisation `{name}` already", hint="give another name with --name")
        organisations.put(connection, organisation, f"{name} {_BEGUN}")
        return organisation

    def _listed(self, connection: Connection) -> tuple[Named, ...]:
        said = {OrganisationId(one): value.partition(" ") for one, value in organisations.names(connection).items()}
        found = [
            Named(organisation=one, name=name, placed=how.startswith(_PLACED))
            for one, (name, _, how) in said.items()
            if how != _BEGUN
        ]
        if self.first not in said:
            found.append(Named(organisation=self.first, name=_UNNAMED))
        return tuple(sorted(found, key=lambda one: (one.organisation != self.first, one.name == BUILT_IN, one.name)))

    def _require_its_own(self, one: Named) -> None:
        with self.store.reading() as connection:
            said = organisations.name(connection, one.organisation)
        if said is None:
            return
        placed = placed_as(self.keyring, self.first, one.organisation, one.name)
        if said != (placed if one.placed else _written(self.keyring, one.organisation, one.name)):
            raise RosterChanged(
                f"the name `{one.name}` was given to another organisation in the store",
                hint="put back `data.sqlite` from a copy, and find out who changed it",
            )


def whole(store: Store, first: OrganisationId) -> tuple[OrganisationId, ...]:
    """Return every organisation on a ground whose making was finished, the first one first."""
    with store.reading() as connection:
        return whole_in(connection, first)


def whole_in(connection: Connection, first: OrganisationId) -> tuple[OrganisationId, ...]:
    """Return the same, in data that somebody has open."""
    said = organisations.names(connection)
    others = (
        OrganisationId(one)
        for one, written in said.items()
        if one != first and not written.endswith(f" {_BEGUN}") and not _is_placed(written)
    )
    return (first, *others)


def placed_in(connection: Connection) -> frozenset[bytes]:
    """Return every organisation that is known as placed elsewhere."""
    return frozenset(one for one, written in organisations.names(connection).items() if _is_placed(written))


def give_name(connection: Connection, keyring: Keyring, organisation: OrganisationId, name: str) -> None:
    """Let an organisation that is whole be called by a name from now on, in the caller's transaction."""
    organisations.put(connection, organisation, _written(keyring, organisation, name))


def is_whole(connection: Connection, organisation: OrganisationId) -> bool:
    """Tell whether an organisation has a name for good: the first one of an instance made before there were names has none."""
    said = organisations.name(connection, organisation)
    return said is not None and not said.endswith(f" {_BEGUN}")


def name_first(store: Store, keyring: Keyring, organisation: OrganisationId, words: str) -> None:
    """Give a name, made of what people call it, to the first organisation of an instance that was made before there were names."""
    with store.reading() as connection:
        if is_whole(connection, organisation):
            return
    with store.writing() as connection:
        give_name(connection, keyring, organisation, name_from(words))


def name_from(words: str) -> str:
    """Return a name made of what an organisation is called by people."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-0123456789")[:63].strip("-")
    return found if _NAME.fullmatch(found) and found != BUILT_IN else _UNNAMED


def require_name(name: str, *, built_in: bool = False) -> None:
    """
    Ask for a name that an organisation can have.

    Raises:
        NotAName: it is none, or is the one of the organisation that is built in.
    """
    if not _NAME.fullmatch(name) or (name == BUILT_IN and not built_in):
        raise NotAName(
            f"an organisation cannot be called `{name}`",
            hint=f"a name is lower case, up to 63 letters, digits and hyphens; `{BUILT_IN}` is taken",
        )


def _is_placed(written: str) -> bool:
    return written.partition(" ")[2].startswith(f"{_PLACED} ")


def placed_as(keyring: Keyring, first: OrganisationId, organisation: OrganisationId, name: str) -> str:
    """Return what stands in the roster of an instance of an organisation that is placed, under a mark of the first one's key."""
    mark = keyring.fingerprint(first, [bind("organisation placed", 1, organisation, name)])
    return f"{name} {_PLACED} {mark.hex()}"


def _written(keyring: Keyring, organisation: OrganisationId, name: str) -> str:
    return f"{name} {keyring.fingerprint(organisation, [bind('organisation named', 1, name)]).hex()}"
