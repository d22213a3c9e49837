"""
Which organisations a store has been told of, each with what its name is written as; what that means is for the hall.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from etanche.store import facts
from etanche.store.rows import moment_of, moment_text

_NAME = "organisation.name"
_LOST = "organisations.lost"
_EVER = "1970-01-01T00:00:00+00:00"


def names(connection: Connection) -> dict[bytes, str]:
    """Return the organisations that have a name, or are about to have one."""
    return facts.everywhere(connection, _NAME)


def name(connection: Connection, organisation: bytes) -> str | None:
    """Return how the name of an organisation is written, or None when it has none."""
    return facts.get(connection, organisation, _NAME)


def put(connection: Connection, organisation: bytes, written: str) -> None:
    """Write the name of an organisation."""
    facts.put(connection, organisation, _NAME, written)


def lost(connection: Connection) -> frozenset[bytes]:
    """Return the organisations that were given up with data that are lost: keys of theirs may still be on the shelf."""
    return frozenset(given_up(connection))


def given_up(connection: Connection) -> dict[bytes, datetime]:
    """Return since when each organisation is given up; of before that was written down, since ever."""
    said = (one.partition("@") for written in facts.everywhere(connection, _LOST).values() for one in written.split())
    return {bytes.fromhex(one): moment_of(since or _EVER) for one, _, since in said}


def give_up(connection: Connection, organisation: bytes, gone: Collection[bytes], *, at: datetime) -> None:
    """Write down, with one organisation, that the data of some others are lost; a name that was about to be theirs is free again."""
    said = facts.get(connection, organisation, _LOST) or ""
    every = sorted({*said.split(), *(f"{one.hex()}@{moment_text(at)}" for one in gone)})
    facts.put(connection, organisation, _LOST, " ".join(every))
    for one in gone:
        facts.forget(connection, one, _NAME)


def find_again(connection: Connection, organisation: bytes, found: Collection[bytes]) -> None:
    """Strike some organisations from those that were given up, in the caller's transaction: they are here, or in a place of theirs."""
    said = (facts.get(connection, organisation, _LOST) or "").split()
    left = [one for one in said if bytes.fromhex(one.partition("@")[0]) not in found]
    facts.put(connection, organisation, _LOST, " ".join(left))


def known(connection: Connection, organisation: bytes) -> frozenset[bytes]:
    """Return every organisation whose rows belong into this store: this one, those that have or are about to have a name, and the lost."""
    return frozenset({organisation, *names(connection), *lost(connection)})
