"""
How keys of persons end: leases dropped, shelf, then tombstones, one person at a time or many at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from etanche.clock import Clock
from etanche.keyring.lease import Leases
from etanche.keyring.ports import Graves, KeyId, KeyShelf
from etanche.keyring.sealing import SealingKey
from etanche.keyring.slots import PersonKey, Slot

MOST_PERSONS = 16_384
"""An opened key of a person takes about half a kB, and no prepared cipher."""


class Ending:
    """What destroys keys of persons, and lets go of what was lent of them; `PersonKeys` is one."""

    def __init__(self, shelf: KeyShelf, tombstones: Graves, clock: Clock) -> None:
        """Hold where keys lie and where they are buried; nothing is lent yet."""
        self._shelf = shelf
        self._tombstones = tombstones
        self._clock = clock
        self._newest: Leases[tuple[bytes, bytes, int], PersonKey] = Leases(clock, most=MOST_PERSONS)
        self._lent: Leases[tuple[bytes, Slot], SealingKey] = Leases(clock)

    def destroy(
        self, organisation: bytes, person: bytes, *, sparing: Collection[tuple[int, int]] = (), ended: bool = False
    ) -> tuple[bool, tuple[bytes, ...]]:
        """
        Destroy the keys of a person: leases dropped, shelf, then tombstones. Doing it twice does no harm.

        Args:
            organisation: whose person.
            person: who.
            sparing: (category, generation) of keys that live on, because the law or a hold keeps what they open.
            ended: whether no key is ever to be made for them again.

        Returns:
            Whether no byte is left in the shelf's files, and the ids of the dead.
        """
        self._drop(organisation, person)
        outcome, ids = self._shelf.destroy_person(organisation, person, sparing=sparing, ended=ended)
        # A thread that opened a key just before the shelf forgot it may hold it again by now.
        self._drop(organisation, person)
        self._bury(organisation, ids)
        return outcome.final, tuple(ids)

    def destroy_keys(
        self, organisation: bytes, dying: Sequence[tuple[bytes, int]], *, before: Mapping[bytes, int]
    ) -> bool:
        """
        Destroy the keys of persons for categories, many at once.

        Args:
            organisation: whose persons.
            dying: (person, category) of each key.
            before: the generation that each person has begun; a key of it, made meanwhile, lives on.

        Returns:
            Whether no byte is left in the shelf's files.
        """
        if not dying:
            return True
        wanted = set(dying)
        # Those already overwritten too: a process killed between the shelf and the tombstones left them without one.
        states = self._shelf.states_of_persons(organisation, sorted({person for person, _ in wanted}))
        ids = [at[3] for at, _ in states if (at[0], at[1]) in wanted and at[2] < before[at[0]]]
        return self._destroy(organisation, ids, wanted)

    def destroy_unneeded(self, organisation: bytes, keys: Sequence[KeyId], secrets: Sequence[bytes]) -> bool:
        """
        Destroy keys of persons, and secrets of records, that nothing was ever sealed with, or nothing any more.

        Args:
            organisation: whose.
            keys: the keys; nobody may seal with one of them any more (its generation is over).
            secrets: ids of secrets of records.

        Returns:
            Whether no byte is left in the shelf's files.
        """
        return self._destroy(organisation, [*(key[3] for key in keys), *secrets], {key[:2] for key in keys})

    def destroy_secrets(self, organisation: bytes, ids: Sequence[bytes]) -> bool:
        """Destroy the secrets of records: shelf, then tombstones; return whether no byte is left in the shelf's files."""
        return self._destroy(organisation, ids, set())

    def _destroy(self, organisation: bytes, ids: Sequence[bytes], of: set[tuple[bytes, int]]) -> bool:
        """Destroy keys by their ids, and let go of all that was lent for some (person, category)."""
        if not ids:
            return True
        self._drop_categories(organisation, of)
        outcome = self._shelf.destroy(organisation, ids)
        # A thread that opened a key just before the shelf forgot it may hold it again by now.
        self._drop_categories(organisation, of)
        self._bury(organisation, ids)
        return outcome.final

    def _drop_categories(self, organisation: bytes, of: set[tuple[bytes, int]]) -> None:
        if of:
            self._newest.drop(lambda held: held[0] == organisation and held[1:] in of)
            self._lent.drop(lambda held: held[0] == organisation and held[1][:2] in of)

    def _drop(self, organisation: bytes, person: bytes) -> None:
        self._newest.drop(lambda held: held[:2] == (organisation, person))
        self._lent.drop(lambda held: held[0] == organisation and held[1].person == person)

    def _bury(self, organisation: bytes, ids: Sequence[bytes]) -> None:
        buried = self._tombstones.among(ids)
        new = [key_id for key_id in ids if key_id not in buried]
        if new:
            self._tombstones.append(organisation, new, self._clock.now())
