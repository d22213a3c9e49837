"""
The word that stops all access, as it stands in the data, and the copy of it on the shelf.

There is one word for an organisation and one for the instance, each under a name of its own; in every organisation both are read
by the statement that asks which charter is in force, so that nothing is decided without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, select

from etanche.store import facts
from etanche.store.tables import instance_facts
from etanche.store.wrappings import Wrappings

PREFIX: Final = "halt."
INSTANCE: Final = f"{PREFIX}instance"
ORGANISATION: Final = f"{PREFIX}organisation"
NAMES: Final = (INSTANCE, ORGANISATION)


def get(connection: Connection, organisation: bytes) -> dict[str, str]:
    """Return the words that stand, by their names; none before the first halt."""
    found = connection.execute(
        select(instance_facts.c.name, instance_facts.c.value).where(
            instance_facts.c.organisation == organisation, instance_facts.c.name.in_(NAMES)
        )
    )
    return {row.name: row.value for row in found}


def put(connection: Connection, organisation: bytes, name: str, word: str) -> None:
    """Let a word stand, in the place of the one before."""
    facts.put(connection, organisation, name, word)


class Halts(Wrappings):
    """What keeps the copies on an open shelf; `Shelf` is one."""

    def halts(self, organisation: bytes) -> Mapping[str, str]:
        """Return the words as the shelf knows them."""
        with self._reading() as connection:
            return get(connection, organisation)

    def put_halt(self, organisation: bytes, name: str, word: str) -> None:
        """Keep a word, in the place of the one before."""
        with self._writing() as connection:
            put(connection, organisation, name, word)
