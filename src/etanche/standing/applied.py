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
    """Put a charter in force, under a mark, in the caller's transaction."""
    applied = moment_text(at)
    mark = _mark(keyring, organisation, text=text, digest=digest, applied=applied)
    charters.append(
        connection, CharterRow(organisation=organisation, digest=digest, text=text, applied=applied, mark=mark)
    )


def charter_in_force(connection: Connection, keyring: Keyring, organisation: OrganisationId) -> CharterRow | None:
    """
    Return the charter applied last, or nothing if none ever was.

    Raises:
        CharterChanged: its mark does not fit.
    """
    row = charters.current(connection, organisation)
    if row is None:
        return None
    mark = _mark(keyring, organisation, text=row.text, digest=row.digest, applied=row.applied)
    if mark != row.mark:
        raise CharterChanged(
            "the charter in the store is not the one that was applied",
            hint="put back `data.sqlite` and `shelf.sqlite` from a copy, and find out who changed them",
        )
    return row


def _mark(keyring: Keyring, organisation: OrganisationId, *, text: str, digest: str, applied: str) -> bytes:
    # No file of an import begins like this: each begins with the fingerprint of what came before it.
    return keyring.fingerprint(organisation, [bind("charter applied", 1, digest, applied, text)])
