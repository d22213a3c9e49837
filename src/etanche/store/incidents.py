"""
What happened in each incident, in order: the id, the moment and a word for what it was are in clear, all else is sealed.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from sqlalchemy import Connection, delete, select

from etanche.store.dialect import bulk_insert
from etanche.store.door_tables import incidents


@dataclass(frozen=True, kw_only=True)
class IncidentRow:
    """One thing that happened in an incident."""

    organisation: bytes
    incident: bytes
    seq: int
    at: str
    kind: str
    sealed: bytes


def append(connection: Connection, row: IncidentRow) -> None:
    """Keep what happened; its number in the incident is taken once."""
    bulk_insert(connection, incidents, [astuple(row)])


def of(connection: Connection, organisation: bytes, incident: bytes) -> list[IncidentRow]:
    """Return what happened in one incident, in order."""
    found = connection.execute(
        select(incidents)
        .where(incidents.c.organisation == organisation, incidents.c.incident == incident)
        .order_by(incidents.c.seq)
    )
    return [IncidentRow(**row) for row in found.mappings()]


def all_of(connection: Connection, organisation: bytes) -> list[IncidentRow]:
    """Return what happened in every incident, each in order."""
    found = connection.execute(
        select(incidents)
        .where(incidents.c.organisation == organisation)
        .order_by(incidents.c.incident, incidents.c.seq)
    )
    return [IncidentRow(**row) for row in found.mappings()]


def forget(connection: Connection, organisation: bytes, incident: bytes) -> int:
    """Delete an incident whose term is over; return how many rows went."""
    return connection.execute(
        delete(incidents).where(incidents.c.organisation == organisation, incidents.c.incident == incident)
    ).rowcount
