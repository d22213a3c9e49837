"""
The charter in force, and how it is known to be the one we applied.

Beside a charter the store keeps a mark: the keyring's fingerprint over its digest, the moment it was applied and its text.
Who can write to the data file and has no key cannot change one of the three and make a mark that fits,
so a rule made longer, or a moment of application moved, is seen before anything obeys it.
What this does *not* see: a store put back whole to an older charter; the journal's head on the shelf shows that.
"""

from __future__ import annotations

from datetime import datetime

from etanche.errors import Fault
from etanche.keyring import Keyring, bind
from etanche.store import CharterRow, Connection, charters, moment_text
from etanche.terms import OrganisationId


class CharterChanged(Fault):
    """The charter in the store, or the moment it was applied, is not what was applied: somebody changed it."""


def apply_charter(
    connection: Connection, keyring: Keyring, organisation: OrganisationId, *, text: str, digest: str, at: datetime
) -> None:
    """Put a charter in force from a moment on, under a mark, in the caller's transaction."""
    applied = moment_text(at)
    mark = _mark(keyring, organisation, text=text, digest=digest, applied=applied)
    charters.append(
        connection, CharterRow(organisation=organisation, digest=digest, text=text, applied=applied, mark=mark)
    )


def charter_in_force(
    connection: Connection, keyring: Keyring, organisation: OrganisationId, now: datetime
) -> CharterRow | None:
    """
    Return the charter that is in force at a moment, or nothing if none was ever applied.

    Raises:
        CharterChanged: its mark does not fit, or that of another one: what was put there to come into force some day.
    """
    applied_charters(connection, keyring, organisation)
    return charters.current(connection, organisation, moment_text(now))


def applied_charters(connection: Connection, keyring: Keyring, organisation: OrganisationId) -> tuple[CharterRow, ...]:
    """
    Return every charter ever applied and the one that waits for its day, the last one first.

    Raises:
        CharterChanged: the mark of one does not fit.
    """
    return tuple(_believed(row, keyring) for row in charters.history(connection, organisation))


def _believed(row: CharterRow, keyring: Keyring) -> CharterRow:
    mark = _mark(keyring, OrganisationId(row.organisation), text=row.text, digest=row.digest, applied=row.applied)
    if mark != row.mark:
        raise CharterChanged(
            "the charter in the store is not the one that was applied",
            hint="put back `data.sqlite` and `shelf.sqlite` from a copy, and find out who changed them",
        )
    return row


def _mark(keyring: Keyring, organisation: OrganisationId, *, text: str, digest: str, applied: str) -> bytes:
    # No file of an import begins like this: each begins with the fingerprint of what came before it.
    return keyring.fingerprint(organisation, [bind("charter applied", 1, digest, applied, text)])
