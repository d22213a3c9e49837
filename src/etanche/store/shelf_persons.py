"""
The shelf as it keeps the keys of persons, and the secrets that records have of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from etanche.store import person_shelf
from etanche.store.destroying import Destroyed, Destroying, overwrite
from etanche.store.person_shelf import KeyAt, PersonKeyRow


class PersonsShelf(Destroying):
    """What keeps the keys of persons on an open shelf; `Shelf` is one."""

    def person_keys(self, organisation: bytes, category: int, wanted: Sequence[bytes]) -> dict[bytes, PersonKeyRow]:
        """Return the newest living key of each person for a category."""
        with self._reading() as connection:
            found = person_shelf.newest(connection, organisation, category, wanted)
            if found:
                self._met(connection, organisation)
            return found

    def keys_of_persons(self, organisation: bytes, wanted: Sequence[bytes]) -> list[PersonKeyRow]:
        """Return every living key of some persons, of every category and generation."""
        with self._reading() as connection:
            return list(person_shelf.of_persons(connection, organisation, wanted))

    def open_person_keys(
        self, organisation: bytes, category: int, offered: Sequence[tuple[bytes, int, int, bytes, bytes]]
    ) -> dict[bytes, PersonKeyRow]:
        """
        Return the living key of each person of the generation offered, keeping the one offered where there is none; durable on return.

        Whoever comes second, from any process, gets the first one's key.
        A person who ended is not in the answer: nothing is made for them again.
        A key destroyed in a generation is not made again in it either.
        """
        rows = [PersonKeyRow._make(row) for row in offered]
        persons = [row.person for row in rows]
        with self._changing(organisation) as change:
            connection = change.connection
            newest = person_shelf.newest(connection, organisation, category, persons)
            found = {row.person: newest[row.person] for row in rows if _same(newest.get(row.person), row)}
            behind = {row.person for row in rows if _newer(newest.get(row.person), row)}
            ended = person_shelf.ended(connection, organisation, persons)
            dead = person_shelf.made(connection, organisation, category, persons)
            new = [
                row
                for row in rows
                if row.person not in found.keys() | ended | behind and (row.person, row.generation) not in dead
            ]
            person_shelf.add(connection, organisation, new)
            change.made = bool(new)
        living = found | {row.person: row for row in new}
        return {person: row for person, row in living.items() if person not in ended}

    def ended_persons(self, organisation: bytes) -> list[bytes]:
        """Return the persons who ended."""
        with self._reading() as connection:
            return person_shelf.all_ended(connection, organisation)

    def put_secrets(self, organisation: bytes, wrapped: Mapping[bytes, bytes]) -> None:
        """Keep the secrets that records have of their own, by id; durable on return."""
        with self._changing(organisation) as change:
            person_shelf.add_secrets(change.connection, organisation, wrapped)

    def secrets(self, organisation: bytes, ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the living wrapped secrets under some ids."""
        with self._reading() as connection:
            return person_shelf.wrapped(connection, organisation, ids)

    def destroy_person(
        self, organisation: bytes, person: bytes, *, sparing: Collection[tuple[int, int]], ended: bool
    ) -> tuple[Destroyed, tuple[bytes, ...]]:
        """Overwrite the keys of a person but those of some (category, generation); return what was achieved, and the ids of the dead."""
        with self._changing(organisation, destroying=True) as change:
            connection = change.connection
            if ended:
                person_shelf.end(connection, organisation, person)
            ids = tuple(person_shelf.ids_of(connection, organisation, person, sparing))
            for key_id in ids:
                overwrite(connection, organisation, key_id)
        return Destroyed(final=self.flush()), ids

    # — looked at without being opened

    def states_of_persons(self, organisation: bytes, wanted: Sequence[bytes]) -> list[tuple[KeyAt, bool]]:
        """Return every key that some persons ever had, and of each whether its bytes are still there."""
        with self._reading() as connection:
            return list(person_shelf.states(connection, organisation, wanted))

    def person_keys_after(self, organisation: bytes, place: KeyAt | None, most: int) -> list[KeyAt]:
        """Return living keys of persons that come after one, in the order of persons; from the first one without it."""
        with self._reading() as connection:
            return person_shelf.after(connection, organisation, place, most)

    def living_secrets(self, organisation: bytes, ids: Sequence[bytes]) -> set[bytes]:
        """Return those of some secrets of records whose bytes are still there."""
        with self._reading() as connection:
            return person_shelf.living(connection, organisation, ids)

    def secrets_after(self, organisation: bytes, key_id: bytes, most: int) -> list[bytes]:
        """Return the ids of living secrets of records that come after one, in their order."""
        with self._reading() as connection:
            return person_shelf.secrets_after(connection, organisation, key_id, most)


def _same(found: PersonKeyRow | None, offered: PersonKeyRow) -> bool:
    """Return whether a key is of the generation offered."""
    return found is not None and found.generation == offered.generation


def _newer(found: PersonKeyRow | None, offered: PersonKeyRow) -> bool:
    """Return whether a key is of a later generation than the one offered: whoever offers it comes too late."""
    return found is not None and found.generation > offered.generation
