"""
The keys of persons on the shelf: found and made by the thousand, and destroyed one person at a time.

A person who ended has a line that says so: no key is ever made for them again, whoever asks, whenever they were asked.
Wrapped keys lie in `keys`, as all do, and are overwritten where they lie.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, tuple_

from etanche.store.dialect import bulk_insert, insert_new
from etanche.store.prepared import ASKED_AT_ONCE, Listed, Prepared
from etanche.store.shelf_tables import ended_persons, keys, person_keys

PERSON = "person"
RECORD = "record"


_LIVING = (
    select(
        person_keys.c.person,
        person_keys.c.category,
        person_keys.c.generation,
        person_keys.c.key_id,
        keys.c.wrapped,
    )
    .join(keys, (keys.c.organisation == person_keys.c.organisation) & (keys.c.key_id == person_keys.c.key_id))
    .where(keys.c.destroyed.is_(False), person_keys.c.organisation == bindparam("organisation"))
)
_NEWEST = Listed(
    lambda wanted: _LIVING.where(person_keys.c.person.in_(wanted), person_keys.c.category == bindparam("in_category")),
    *("organisation", "in_category"),
)
_OF_PERSONS = Listed(lambda wanted: _LIVING.where(person_keys.c.person.in_(wanted)), "organisation")
_ENDED = Listed(
    lambda wanted: select(ended_persons.c.person).where(
        ended_persons.c.organisation == bindparam("organisation"), ended_persons.c.person.in_(wanted)
    ),
    "organisation",
)
_MADE = Listed(
    lambda wanted: select(person_keys.c.person, person_keys.c.generation).where(
        person_keys.c.organisation == bindparam("organisation"),
        person_keys.c.person.in_(wanted),
        person_keys.c.category == bindparam("in_category"),
    ),
    *("organisation", "in_category"),
)
_WRAPPED = Listed(
    lambda ids: select(keys.c.key_id, keys.c.wrapped).where(
        keys.c.organisation == bindparam("organisation"), keys.c.key_id.in_(ids), keys.c.destroyed.is_(False)
    ),
    "organisation",
)
_KEYS_OF = Prepared(
    select(person_keys.c.key_id, person_keys.c.category, person_keys.c.generation).where(
        person_keys.c.organisation == bindparam("organisation"), person_keys.c.person == bindparam("this")
    ),
    *("organisation", "this"),
)


class PersonKeyRow(NamedTuple):
    """A key of a person for a category, wrapped."""

    person: bytes
    category: int
    generation: int
    key_id: bytes
    wrapped: bytes


class KeyAt(NamedTuple):
    """A key of a person for a category, without its bytes."""

    person: bytes
    category: int
    generation: int
    key_id: bytes


def newest(
    connection: Connection, organisation: bytes, category: int, wanted: Sequence[bytes]
) -> dict[bytes, PersonKeyRow]:
    """Return the newest living key of each person for a category."""
    found: dict[bytes, PersonKeyRow] = {}
    for row in map(PersonKeyRow._make, _NEWEST(connection, organisation, category, listed=wanted)):
        other = found.get(row.person)
        if other is None or other.generation < row.generation:
            found[row.person] = row
    return found


def of_persons(connection: Connection, organisation: bytes, wanted: Sequence[bytes]) -> Iterator[PersonKeyRow]:
    """Yield every living key of some persons."""
    return map(PersonKeyRow._make, _OF_PERSONS(connection, organisation, listed=wanted))


def ended(connection: Connection, organisation: bytes, wanted: Sequence[bytes]) -> set[bytes]:
    """Return those of some persons who ended."""
    return {person for (person,) in _ENDED(connection, organisation, listed=wanted)}


def all_ended(connection: Connection, organisation: bytes) -> list[bytes]:
    """Return everybody who ended."""
    found = select(ended_persons.c.person).where(ended_persons.c.organisation == organisation)
    return list(connection.execute(found.order_by(ended_persons.c.person)).scalars())


def made(connection: Connection, organisation: bytes, category: int, wanted: Sequence[bytes]) -> set[tuple[bytes, int]]:
    """Return the (person, generation) that ever had a key for a category, living or dead."""
    return {(person, generation) for person, generation in _MADE(connection, organisation, category, listed=wanted)}


def add(connection: Connection, organisation: bytes, new: Iterable[PersonKeyRow]) -> None:
    """Keep new keys; the caller holds the write lock, and has seen that nobody made them meanwhile."""
    rows = sorted(new)
    bulk_insert(connection, keys, [(organisation, row.key_id, PERSON, row.wrapped, False) for row in rows])
    bulk_insert(connection, person_keys, [(organisation, *row[:4]) for row in rows])


def add_secrets(connection: Connection, organisation: bytes, wrapped: Mapping[bytes, bytes]) -> None:
    """Keep the secrets that records have of their own."""
    bulk_insert(connection, keys, [(organisation, key_id, RECORD, it, False) for key_id, it in wrapped.items()])


def wrapped(connection: Connection, organisation: bytes, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the living wrapped keys under some ids."""
    return dict(_WRAPPED(connection, organisation, listed=ids))


def ids_of(
    connection: Connection, organisation: bytes, person: bytes, sparing: Collection[tuple[int, int]]
) -> list[bytes]:
    """Return the ids of the keys of a person, living or dead, but those of some (category, generation)."""
    rows = _KEYS_OF(connection, organisation, person)
    return [key_id for key_id, category, generation in rows if (category, generation) not in sparing]


def end(connection: Connection, organisation: bytes, person: bytes) -> None:
    """Write down that a person ended: no key is made for them from here on."""
    insert_new(connection, ended_persons, {"organisation": organisation, "person": person})


def states(connection: Connection, organisation: bytes, wanted: Sequence[bytes]) -> Iterator[tuple[KeyAt, bool]]:
    """Yield every key that some persons ever had, and whether its bytes are still there."""
    here = (keys.c.organisation == person_keys.c.organisation) & (keys.c.key_id == person_keys.c.key_id)
    for some in _chunks(wanted):
        rows = connection.execute(
            select(*_AT, keys.c.destroyed)
            .join(keys, here, isouter=True)
            .where(person_keys.c.organisation == organisation, person_keys.c.person.in_(some))
        )
        yield from ((KeyAt(*row[:4]), row.destroyed is not None and not row.destroyed) for row in rows)


def after(connection: Connection, organisation: bytes, place: KeyAt | None, most: int) -> list[KeyAt]:
    """Return living keys of persons that come after one."""
    statement = (
        select(*_AT)
        .join(keys, (keys.c.organisation == person_keys.c.organisation) & (keys.c.key_id == person_keys.c.key_id))
        .where(person_keys.c.organisation == organisation, keys.c.destroyed.is_(False))
    )
    if place is not None:
        statement = statement.where(tuple_(*_AT[:3]) > tuple_(*place[:3]))
    return [KeyAt._make(row) for row in connection.execute(statement.order_by(*_AT[:3]).limit(most))]


def living(connection: Connection, organisation: bytes, ids: Sequence[bytes]) -> set[bytes]:
    """Return those of some keys whose bytes are still there."""
    found: set[bytes] = set()
    for some in _chunks(ids):
        rows = connection.execute(
            select(keys.c.key_id).where(
                keys.c.organisation == organisation, keys.c.key_id.in_(some), keys.c.destroyed.is_(False)
            )
        )
        found.update(rows.scalars())
    return found


def secrets_after(connection: Connection, organisation: bytes, key_id: bytes, most: int) -> list[bytes]:
    """Return the ids of living secrets of records that come after one."""
    rows = connection.execute(
        select(keys.c.key_id)
        .where(
            keys.c.organisation == organisation,
            keys.c.key_id > key_id,
            keys.c.kind == RECORD,
            keys.c.destroyed.is_(False),
        )
        .order_by(keys.c.key_id)
        .limit(most)
    )
    return list(rows.scalars())


_AT = (person_keys.c.person, person_keys.c.category, person_keys.c.generation, person_keys.c.key_id)


def _chunks(wanted: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for begin in range(0, len(wanted), ASKED_AT_ONCE):
        yield wanted[begin : begin + ASKED_AT_ONCE]
