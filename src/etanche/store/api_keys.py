"""
Keys of programs: looked up by their id, in one descent.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, insert, select, update

from etanche.store.door_rows import ApiKeyRow
from etanche.store.door_tables import api_keys
from etanche.store.prepared import Prepared

_BY_ID = Prepared(
    select(api_keys).where(api_keys.c.organisation == bindparam("organisation"), api_keys.c.id == bindparam("of_id")),
    *("organisation", "of_id"),
)


def put(connection: Connection, row: ApiKeyRow) -> None:
    """Write one; another of the same id is refused by the database."""
    connection.execute(insert(api_keys).values(asdict(row)))


def get(connection: Connection, organisation: bytes, id: bytes) -> ApiKeyRow | None:  # noqa: A002  # the column's name
    """Return the one of an id."""
    found = _BY_ID(connection, organisation, id)
    return ApiKeyRow(**dict(zip(api_keys.c.keys(), found[0], strict=True))) if found else None


def listed(connection: Connection, organisation: bytes) -> list[ApiKeyRow]:
    """Return those of an organisation, the first made first."""
    found = connection.execute(
        select(api_keys).where(api_keys.c.organisation == organisation).order_by(api_keys.c.made, api_keys.c.id)
    )
    return [ApiKeyRow(**row) for row in found.mappings()]


def use(connection: Connection, organisation: bytes, id: bytes, moment: str) -> None:  # noqa: A002  # as above
    """Note when one was last used."""
    here = (api_keys.c.organisation == organisation) & (api_keys.c.id == id)
    connection.execute(update(api_keys).where(here).values(used=moment))


def revoke(connection: Connection, row: ApiKeyRow, *, before: bytes) -> bool:
    """End one, with its mark, if it still has the one of before; return whether it had."""
    here = (api_keys.c.organisation == row.organisation) & (api_keys.c.id == row.id) & (api_keys.c.mark == before)
    return connection.execute(update(api_keys).where(here).values(revoked=row.revoked, mark=row.mark)).rowcount == 1
