"""
Small facts an instance must remember about an organisation, by name: the last tick of a clock, a last run.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, select

from etanche.store.dialect import upsert
from etanche.store.prepared import Prepared
from etanche.store.tables import instance_facts

_GET = Prepared(
    select(instance_facts.c.value).where(
        instance_facts.c.organisation == bindparam("organisation"), instance_facts.c.name == bindparam("fact")
    ),
    *("organisation", "fact"),
)


def put(connection: Connection, organisation: bytes, name: str, value: str) -> None:
    """Remember a fact, in the place of what the name said before."""
    upsert(connection, instance_facts, {"organisation": organisation, "name": name, "value": value})


def get(connection: Connection, organisation: bytes, name: str) -> str | None:
    """Return a fact, or None when nothing is remembered under that name."""
    found: str | None = _GET.scalar(connection, organisation, name)
    return found


def everywhere(connection: Connection, name: str) -> dict[bytes, str]:
    """Return what every organisation of the store remembers under a name, by organisation."""
    found = connection.execute(
        select(instance_facts.c.organisation, instance_facts.c.value)
        .where(instance_facts.c.name == name)
        .order_by(instance_facts.c.organisation)
    )
    return {row.organisation: row.value for row in found}


def under(connection: Connection, organisation: bytes, prefix: str) -> dict[str, str]:
    """Return every fact whose name begins with a prefix, by the rest of its name."""
    begins = instance_facts.c.name.startswith(prefix, autoescape=True)
    found = connection.execute(
        select(instance_facts.c.name, instance_facts.c.value)
        .where(instance_facts.c.organisation == organisation, begins)
        .order_by(instance_facts.c.name)
    )
    return {row.name.removeprefix(prefix): row.value for row in found}


def forget(connection: Connection, organisation: bytes, name: str) -> None:
    """Remember a fact no longer."""
    connection.execute(
        delete(instance_facts).where(instance_facts.c.organisation == organisation, instance_facts.c.name == name)
    )
