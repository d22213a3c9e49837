"""
Which organisations a store has been told of, each with what its name is written as; what that means is for the hall.
"""

from __future__ import annotations

from sqlalchemy import Connection

from etanche.store import facts

_NAME = "organisation.name"


def names(connection: Connection) -> dict[bytes, str]:
    """Return the organisations that have a name, or are about to have one."""
    return facts.everywhere(connection, _NAME)


def name(connection: Connection, organisation: bytes) -> str | None:
    """Return how the name of an organisation is written, or None when it has none."""
    return facts.get(connection, organisation, _NAME)


def put(connection: Connection, organisation: bytes, written: str) -> None:
    """Write the name of an organisation."""
    facts.put(connection, organisation, _NAME, written)


def known(connection: Connection, organisation: bytes) -> frozenset[bytes]:
    """Return every organisation whose rows belong into this store: this one, and those that have or are about to have a name."""
    return frozenset({organisation, *names(connection)})
