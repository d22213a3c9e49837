"""
Addresses that a mail server said nobody is at: keyed marks with a moment and a word, for a time.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select

from etanche.store.door_tables import unreachable


def mark(connection: Connection, organisation: bytes, address: bytes, *, since: str, why: str) -> None:
    """Write it down, or write it anew."""
    forgive(connection, organisation, address)
    connection.execute(insert(unreachable).values(organisation=organisation, mark=address, since=since, why=why))


def since(connection: Connection, organisation: bytes, address: bytes) -> str | None:
    """Return since when an address is marked, or nothing if it is not."""
    found: str | None = connection.execute(
        select(unreachable.c.since).where(unreachable.c.organisation == organisation, unreachable.c.mark == address)
    ).scalar()
    return found


def count(connection: Connection, organisation: bytes) -> int:
    """Return how many addresses are marked."""
    found: int = connection.execute(
        select(func.count()).select_from(unreachable).where(unreachable.c.organisation == organisation)
    ).scalar_one()
    return found


def forgive(connection: Connection, organisation: bytes, address: bytes) -> bool:
    """Take a mark back; return whether there was one."""
    here = (unreachable.c.organisation == organisation) & (unreachable.c.mark == address)
    return connection.execute(delete(unreachable).where(here)).rowcount > 0


def forget(connection: Connection, organisation: bytes, before: str) -> None:
    """Delete the marks made before a moment."""
    connection.execute(
        delete(unreachable).where(unreachable.c.organisation == organisation, unreachable.c.since < before)
    )
