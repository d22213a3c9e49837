"""
Who there is: persons by random id, and the generation of their keys.

A generation only grows. Whoever makes keys for a person, or writes a record of theirs, does it for a generation,
and finds out in its own transaction whether it is still the one of now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, select, update

from etanche.store import sequences
from etanche.store.dialect import bulk_insert
from etanche.store.prepared import ASKED_AT_ONCE, Listed, Prepared
from etanche.store.rows import PersonRow
from etanche.store.tables import persons

_KNOWN = Listed(
    lambda wanted: select(*persons.c).where(
        persons.c.organisation == bindparam("organisation"), persons.c.person.in_(wanted)
    ),
    "organisation",
)
_ADVANCE = Prepared(
    update(persons)
    .where(persons.c.organisation == bindparam("of_organisation"), persons.c.person == bindparam("this"))
    .values(generation=bindparam("next"), ended=bindparam("since")),
    *("of_organisation", "this", "next", "since"),
)
_CHANGES = "persons/changes"


def known(connection: Connection, organisation: bytes, wanted: Sequence[bytes]) -> dict[bytes, PersonRow]:
    """Return those of the persons asked for that were ever written down."""
    rows = map(PersonRow._make, _KNOWN(connection, organisation, listed=wanted))
    return {row.person: row for row in rows}


def add(connection: Connection, organisation: bytes, new: Iterable[bytes], recorded: str) -> None:
    """Write down persons that were never written down, in generation 0."""
    bulk_insert(connection, persons, [(organisation, person, 0, recorded, None) for person in sorted(new)])


def advance(connection: Connection, organisation: bytes, person: bytes, *, ended: str | None = None) -> int | None:
    """
    Begin the next generation of a person, and write down that they ended, if they did; return it, or nothing if there is no such person.

    A person who ended keeps the first moment of it.
    """
    row = known(connection, organisation, [person]).get(person)
    if row is None:
        return None
    generation = row.generation + 1
    _ADVANCE.do(connection, organisation, person, generation, row.ended or ended)
    sequences.take(connection, organisation, _CHANGES)
    return generation


def changes(connection: Connection, organisation: bytes) -> int:
    """Return how often the generation of anybody changed: while it is the same, nobody's did."""
    return sequences.last(connection, organisation, _CHANGES)


def after(
    connection: Connection, organisation: bytes, person: bytes, limit: int, *, since: str = "", before: str = ""
) -> list[PersonRow]:
    """Return the persons that come after one in the order of their ids; those written down since a moment, or before one, if one is given."""
    wanted = [persons.c.organisation == organisation, persons.c.person > person]
    wanted += [persons.c.recorded >= since] if since else []
    wanted += [persons.c.recorded < before] if before else []
    rows = connection.execute(select(*persons.c).where(*wanted).order_by(persons.c.person).limit(limit))
    return [PersonRow._make(row) for row in rows]


def ended(connection: Connection, organisation: bytes) -> Iterator[PersonRow]:
    """Yield the persons who ended."""
    rows = connection.execute(
        select(*persons.c)
        .where(persons.c.organisation == organisation, persons.c.ended.is_not(None))
        .order_by(persons.c.person)
    )
    yield from map(PersonRow._make, rows)


def strike_out(connection: Connection, organisation: bytes, made_up: Sequence[bytes]) -> None:
    """Delete the lines of persons that never were: those that a check made up, and of whom nothing is left."""
    for begin in range(0, len(made_up), ASKED_AT_ONCE):
        connection.execute(
            delete(persons).where(
                persons.c.organisation == organisation, persons.c.person.in_(made_up[begin : begin + ASKED_AT_ONCE])
            )
        )


def generations(found: Mapping[bytes, PersonRow], person: bytes) -> int | None:
    """Return the generation of a person as it was found: 0 if they are new, nothing if they ended."""
    row = found.get(person)
    return 0 if row is None else None if row.ended is not None else row.generation
