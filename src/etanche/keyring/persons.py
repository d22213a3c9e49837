"""
The keys of persons: found, made and lent by the thousand, destroyed one person at a time.

    organisation's key ▷ key of a person for a category ┐
                       ▷ bucket secret of a day, or     ┴▷ key of a record (derived)
                         a secret of the record's own, or nothing

A key has a generation, the one its person was in when it was made. Once destroyed it is not made again in that generation,
and for a person who ended never: the shelf holds both, whichever process asks.
What it does *not* do: know a record, or decide who ends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from etanche.clock import Clock
from etanche.keyring.ending import Ending
from etanche.keyring.holding import Holding
from etanche.keyring.ports import Graves, KeyShelf
from etanche.keyring.sealing import SealingKey
from etanche.keyring.secret import Secret
from etanche.keyring.slots import PersonKey, Slot, beside_of, derived
from etanche.terms import new_id

PERSON = "person"
RECORD = "record"


@dataclass(frozen=True, kw_only=True)
class Ring:
    """What the keys of persons need of the ring they hang on."""

    wrapped: Callable[[bytes, str, bytes, Secret], bytes]
    """(organisation, kind, key id, secret) → wrapped."""

    opened: Callable[[bytes, str, tuple[bytes, bytes]], Secret]
    """(organisation, kind, (key id, wrapped)) → secret."""

    making: Callable[[bytes], AbstractContextManager[None]]
    """organisation → a turn in which its keys may be wrapped and put on the shelf."""

    heard: Callable[[bytes], None]
    """organisation → let go of what was destroyed elsewhere, before anything is lent."""

    bucket: Callable[[bytes, int, str], Secret | None]
    """(organisation, category, day) → the living secret of a day."""


class PersonKeys(Ending):
    """The keys of persons, for one process; safe to share between threads."""

    def __init__(self, ring: Ring, shelf: KeyShelf, tombstones: Graves, clock: Clock) -> None:
        """Hold what opens and keeps keys; nothing is opened yet."""
        super().__init__(shelf, tombstones, clock)
        self._ring = ring

    def ensure(self, organisation: bytes, category: int, persons: Mapping[bytes, int]) -> dict[bytes, int]:
        """
        Make sure that persons have a key of their present generation for a category; new ones are durable on return.

        A key of a generation before opens what it sealed, and seals nothing any more: it may be about to die.

        Args:
            organisation: whose persons.
            category: the stable number of the category.
            persons: each person with the generation they are in.

        Returns:
            The generation of each one's key; a person who ended, or whose key was destroyed in this generation, is left out.
        """
        self._ring.heard(organisation)
        ticket = self._newest.begin()
        held = self._newest.among((organisation, person, category) for person in persons)
        found = {person: key.generation for (_, person, _), key in held.items() if key.generation == persons[person]}
        asked = [person for person in persons if person not in found]
        if not asked:
            return found
        newest = self._shelf.person_keys(organisation, category, asked)
        rows = {person: row for person, row in newest.items() if row[2] == persons[person]}
        missing = [person for person in asked if person not in rows]
        made: dict[bytes, tuple[bytes, Secret]] = {}
        if missing:
            made = {person: (new_id(), Secret.random()) for person in missing}
            with self._ring.making(organisation):
                offered = [
                    (person, category, persons[person], key_id, self._ring.wrapped(organisation, PERSON, key_id, key))
                    for person, (key_id, key) in made.items()
                ]
                rows |= self._shelf.open_person_keys(organisation, category, offered)
        dead = self._tombstones.among(row[3] for row in rows.values())
        for person, row in rows.items():
            if row[3] in dead:
                continue
            own = made.get(person)
            secret = own[1] if own and own[0] == row[3] else self._ring.opened(organisation, PERSON, (row[3], row[4]))
            self._newest.put((organisation, person, category), PersonKey(row[3], row[2], secret), ticket)
            found[person] = row[2]
        return found

    def lend(self, organisation: bytes, slots: Iterable[Slot]) -> dict[Slot, SealingKey]:
        """Lend the keys that are alive, of those asked for, in a constant number of questions to the shelf."""
        self._ring.heard(organisation)
        ticket = self._lent.begin()
        wanted = set(slots)
        held = self._lent.among((organisation, slot) for slot in wanted)
        lent = {slot: key for (_, slot), key in held.items()}
        asked = wanted - lent.keys()
        if not asked:
            return lent
        keys = self._keys(organisation, asked)
        secrets = self.secrets(organisation, [slot.secret for slot in asked if slot.secret is not None])
        buckets = {
            place: self._ring.bucket(organisation, *place)
            for place in {(slot.category, slot.day) for slot in asked if slot.holding == Holding.BUCKET}
        }
        for slot in asked:
            key = keys.get(slot[:3])
            beside = beside_of(slot, buckets, secrets)
            if key is None or beside is None:
                continue
            made = SealingKey(id=key.id, secret=derived(key.secret, beside, organisation, slot))
            lent[slot] = made if slot.holding == Holding.RECORD else self._lent.put((organisation, slot), made, ticket)
        return lent

    def lend_all(self, organisation: bytes, person: bytes, category: int) -> dict[Slot, SealingKey]:
        """Lend the key of every living generation of a person for a category, needing nothing besides."""
        rows = self._shelf.keys_of_persons(organisation, [person])
        return self.lend(
            organisation, [Slot(row[0], row[1], row[2], Holding.PERSON) for row in rows if row[1] == category]
        )

    def new_secrets(self, organisation: bytes, count: int) -> list[bytes]:
        """Make secrets for records, and return their ids; they are durable on return."""
        ids = [new_id() for _ in range(count)]
        if ids:
            wrapped = self._ring.wrapped
            with self._ring.making(organisation):
                self._shelf.put_secrets(
                    organisation, {key_id: wrapped(organisation, RECORD, key_id, Secret.random()) for key_id in ids}
                )
        return ids

    def secrets(self, organisation: bytes, ids: Sequence[bytes]) -> dict[bytes, Secret]:
        """Open the living secrets of records under some ids."""
        if not ids:
            return {}
        wrapped = self._shelf.secrets(organisation, ids)
        dead = self._tombstones.among(wrapped)
        opened = self._ring.opened
        return {
            key_id: opened(organisation, RECORD, (key_id, found))
            for key_id, found in wrapped.items()
            if key_id not in dead
        }

    def drop_days(self, organisation: bytes, dead: set[tuple[int, str]]) -> None:
        """Let go of what needs the secret of a day that is destroyed."""
        self._lent.drop(lambda held: held[0] == organisation and (held[1].category, held[1].day) in dead)

    def bury(self, _dead: Callable[[PersonKey], bool]) -> None:
        """Let go of everything when anything was destroyed elsewhere: a key of a record hangs on two."""
        self.forget()

    def forget(self) -> None:
        """Drop every lease."""
        self._newest.drop()
        self._lent.drop()

    def _keys(self, organisation: bytes, slots: Collection[Slot]) -> dict[tuple[bytes, int, int], PersonKey]:
        """Open the keys that some slots need: what is held already, then one question for the rest."""
        found: dict[tuple[bytes, int, int], PersonKey] = {}
        wanted = {slot[:3] for slot in slots}
        for one in wanted:
            held = self._newest.get((organisation, one[0], one[1]))
            if held is not None and held.generation == one[2]:
                found[one] = held
        left = wanted - found.keys()
        if not left:
            return found
        ticket = self._newest.begin()
        rows = [
            row
            for row in self._shelf.keys_of_persons(organisation, sorted({one[0] for one in left}))
            if (row[0], row[1], row[2]) in left
        ]
        dead = self._tombstones.among(row[3] for row in rows)
        newest: dict[tuple[bytes, int], PersonKey] = {}
        for person, category, generation, key_id, wrapped in rows:
            if key_id in dead:
                continue
            key = PersonKey(key_id, generation, self._ring.opened(organisation, PERSON, (key_id, wrapped)))
            found[person, category, generation] = key
            other = newest.get((person, category))
            if other is None or other.generation < generation:
                newest[person, category] = key
        for (person, category), key in newest.items():
            self._newest.put((organisation, person, category), key, ticket)
        return found
