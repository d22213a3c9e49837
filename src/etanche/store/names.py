"""
Stable numbers for the names of a charter: what is sealed binds the number, so a name may change and data stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, bindparam, insert, select, update

from etanche.store import sequences
from etanche.store.prepared import Prepared
from etanche.store.tables import names

_KNOWN = Prepared(
    select(names.c.id).where(
        names.c.organisation == bindparam("organisation"),
        names.c.section == bindparam("of_section"),
        names.c.name == bindparam("called"),
    ),
    *("organisation", "of_section", "called"),
)


def number(connection: Connection, organisation: bytes, section: str, name: str) -> int:
    """
    Return the number of a name, giving it one if it has none; the caller is writing.

    `section` is the kind of name, such as `category` or `field`.
    """
    found = known(connection, organisation, section, name)
    if found is not None:
        return found
    (given,) = sequences.take(connection, organisation, f"names/{section}")
    connection.execute(insert(names).values(organisation=organisation, section=section, name=name, id=given))
    return given


def known(connection: Connection, organisation: bytes, section: str, name: str) -> int | None:
    """Return the number of a name, or None when it never had one."""
    found: int | None = _KNOWN.scalar(connection, organisation, section, name)
    return found


def all_of(connection: Connection, organisation: bytes, section: str) -> dict[str, int]:
    """Return every name of a section with its number."""
    found = connection.execute(
        select(names.c.name, names.c.id)
        .where(names.c.organisation == organisation, names.c.section == section)
        .order_by(names.c.id)
    )
    return {row.name: row.id for row in found}


def walk(connection: Connection, organisation: bytes) -> Iterator[tuple[str, str, int]]:
    """Yield every name there is as (section, name, number), in no order; a file holds whatever somebody put there."""
    for row in connection.execute(
        select(names.c.section, names.c.name, names.c.id).where(names.c.organisation == organisation)
    ):
        yield row.section, row.name, row.id


def rename(connection: Connection, organisation: bytes, section: str, old: str, new: str) -> bool:
    """Let a number go by a name that is free; return False, and change nothing, when no number had the old one."""
    if known(connection, organisation, section, old) is None:
        return False
    here = (names.c.organisation == organisation) & (names.c.section == section) & (names.c.name == old)
    connection.execute(update(names).where(here).values(name=new))
    return True
