"""
What is signed with when something is sent, and what others know us by: sealed, with words in clear that tell them apart.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from etanche.store.door_rows import SendingKeyRow
from etanche.store.door_tables import sending_keys


def add(connection: Connection, row: SendingKeyRow) -> None:
    """Keep one."""
    connection.execute(insert(sending_keys).values(asdict(row)))


def known(connection: Connection, organisation: bytes, kind: str, name: str | None = None) -> list[SendingKeyRow]:
    """Return those of a kind, or of a name, in the order in which they were made."""
    statement = select(sending_keys).where(sending_keys.c.organisation == organisation, sending_keys.c.kind == kind)
    if name is not None:
        statement = statement.where(sending_keys.c.name == name)
    found = connection.execute(statement.order_by(sending_keys.c.made, sending_keys.c.name))
    return [SendingKeyRow(**row) for row in found.mappings()]


def end(connection: Connection, row: SendingKeyRow, until: str) -> None:
    """Say until when one is good."""
    connection.execute(update(sending_keys).where(_here(row)).values(until=until))


def remove(connection: Connection, row: SendingKeyRow) -> None:
    """Delete one."""
    connection.execute(delete(sending_keys).where(_here(row)))


def _here(row: SendingKeyRow) -> ColumnElement[bool]:
    return (
        (sending_keys.c.organisation == row.organisation)
        & (sending_keys.c.kind == row.kind)
        & (sending_keys.c.name == row.name)
        & (sending_keys.c.made == row.made)
    )
