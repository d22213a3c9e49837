"""
Who is logged in, on which device: looked up by the digest of what the browser shows, in one descent.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from etanche.store.door_rows import SessionRow
from etanche.store.door_tables import sessions
from etanche.store.prepared import Prepared

_BY_DIGEST = Prepared(
    select(sessions).where(
        sessions.c.organisation == bindparam("organisation"), sessions.c.digest == bindparam("digest")
    ),
    *("organisation", "digest"),
)


def put(connection: Connection, row: SessionRow) -> None:
    """Write one; a session of another id with the same digest is refused by the database."""
    connection.execute(insert(sessions).values(asdict(row)))


def by_digest(connection: Connection, organisation: bytes, digest: bytes) -> SessionRow | None:
    """Return the one that a secret opens."""
    found = _BY_DIGEST(connection, organisation, digest)
    return SessionRow(**dict(zip(sessions.c.keys(), found[0], strict=True))) if found else None


def of_account(connection: Connection, organisation: bytes, account: bytes) -> list[SessionRow]:
    """Return those of an account, the first begun first."""
    wanted = (sessions.c.organisation == organisation) & (sessions.c.account == account)
    found = connection.execute(select(sessions).where(wanted).order_by(sessions.c.begun, sessions.c.id))
    return [SessionRow(**row) for row in found.mappings()]


def see(connection: Connection, row: SessionRow) -> None:
    """Note the last act of one, with the mark that covers it."""
    here = (sessions.c.organisation == row.organisation) & (sessions.c.id == row.id)
    connection.execute(update(sessions).where(here).values(seen=row.seen, mark=row.mark))


def ask(connection: Connection, organisation: bytes, id: bytes, challenge: bytes) -> None:  # noqa: A002  # as above
    """Keep what one was asked, in the place of what it was asked before."""
    here = (sessions.c.organisation == organisation) & (sessions.c.id == id)
    connection.execute(update(sessions).where(here).values(asked=challenge))


def answered(connection: Connection, organisation: bytes, id: bytes, challenge: bytes) -> bool:  # noqa: A002  # as above
    """Forget what one was asked; return whether it still was: of two answers at once only one finds it."""
    here = (sessions.c.organisation == organisation) & (sessions.c.id == id) & (sessions.c.asked == challenge)
    return connection.execute(update(sessions).where(here).values(asked=None)).rowcount == 1


def remove(connection: Connection, organisation: bytes, account: bytes, id: bytes) -> bool:  # noqa: A002  # as above
    """Delete one of an account; return whether it was there, and theirs."""
    here = (sessions.c.organisation == organisation) & (sessions.c.id == id) & (sessions.c.account == account)
    return connection.execute(delete(sessions).where(here)).rowcount == 1


def remove_all(connection: Connection, organisation: bytes, account: bytes, *, but: bytes = b"") -> int:
    """Delete those of an account, but one; return how many went."""
    theirs = (sessions.c.organisation == organisation) & (sessions.c.account == account) & (sessions.c.id != but)
    return connection.execute(delete(sessions).where(theirs)).rowcount


def sweep(connection: Connection, organisation: bytes, moment: str) -> int:
    """Delete those that ended before a moment; return how many went."""
    over = (sessions.c.organisation == organisation) & (sessions.c.ends < moment)
    return connection.execute(delete(sessions).where(over)).rowcount
