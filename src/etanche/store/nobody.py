"""
What stands under the id of somebody whom the list of persons does not know: it is looked for over all of them, at night.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Integer, Select, Table, cast, func, select

from etanche.store.dialect import streamed
from etanche.store.tables import person_marks, persons, records, standing


def unknown(connection: Connection, organisation: bytes) -> Iterator[bytes]:
    """Yield everybody of whom there is a record or a mark, and no line in the list of persons; some twice."""
    for table in (records, person_marks):
        for part in streamed(connection, _unknown(organisation, table)):
            yield from (row.person for row in part)


def of_no_generation(connection: Connection, organisation: bytes) -> int:
    """Return how many persons have what is no whole number for their generation: a file takes any word there."""
    strange = cast(persons.c.generation, Integer) != persons.c.generation
    asked = select(func.count()).where(persons.c.organisation == organisation, strange)
    return int(connection.execute(asked).scalar_one())


def told_of(connection: Connection, organisation: bytes, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (subject, event) of all that standing was told of subjects that begin so, those of a subject together."""
    here = (standing.c.subject >= prefix) & (standing.c.subject < prefix + "\U0010ffff")
    asked = select(standing.c.subject, standing.c.event).where(standing.c.organisation == organisation, here)
    for part in streamed(connection, asked.order_by(standing.c.subject, standing.c.seq)):
        yield from ((row.subject, row.event) for row in part)


def _unknown(organisation: bytes, table: Table) -> Select[Any]:
    known = (persons.c.organisation == organisation) & (persons.c.person == table.c.person)
    here = (table.c.organisation == organisation) & table.c.person.is_not(None)
    return select(table.c.person).where(here, ~select(persons.c.person).where(known).exists()).distinct()
