"""
The charter in force, and how it is known to be the one we applied.

Beside a charter the store keeps a mark: the keyring's fingerprint over its digest, the moment it was applied and its text.
Who can write to the data file and has no key cannot change one of the three and make a mark that fits,
so a rule made longer, or a moment of application moved, is seen before anything obeys it.
That a charter came into force is kept under a mark too, so that none comes into force before its day.
What this does *not* see: a store put back whole to an older charter; the journal's head on the shelf shows that.
Nor a charter that was taken back and is put there again, with its mark, by somebody who kept a copy: the journal has both lines.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

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
    adopted_charter(connection, keyring, organisation)
    return charters.current(connection, organisation, moment_text(now))


def adopt_charter(connection: Connection, keyring: Keyring, row: CharterRow) -> None:
    """Remember, under a mark, that a charter came into force, in the caller's transaction."""
    charters.adopt(connection, row, _adoption(keyring, OrganisationId(row.organisation), row.applied, row.digest))


def adopted_charter(connection: Connection, keyring: Keyring, organisation: OrganisationId) -> tuple[str, str] | None:
    """
    Return the moment and the digest of the charter that came into force last, or nothing before the first one did.

    Raises:
        CharterChanged: its mark does not fit.
    """
    known = charters.adopted(connection, organisation)
    if known is None:
        return None
    applied, digest, mark = known
    if mark != _adoption(keyring, organisation, applied, digest):
        raise _changed()
    return applied, digest


def to_adopt(connection: Connection, keyring: Keyring, row: CharterRow) -> tuple[tuple[CharterRow, CharterRow], ...]:
    """
    Return the charters that come into force up to one, each after the one before it; none when that one did already, or is the first.

    Those between are among them, though nobody was awake on their day: a name may come from a name of theirs.

    Raises:
        CharterChanged: a mark does not fit, or it is not known which one came into force last.
    """
    organisation = OrganisationId(row.organisation)
    oldest_first = applied_charters(connection, keyring, organisation)[::-1]
    there = [(each.applied, each.digest) for each in oldest_first]
    before, last = adopted_charter(connection, keyring, organisation), there.index((row.applied, row.digest))
    if before is None and last == 0:
        return ()
    if before is None or before not in there:
        raise _changed()
    return tuple(pairwise(oldest_first[there.index(before) : last + 1]))


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
        raise _changed()
    return row


def _changed() -> CharterChanged:
    return CharterChanged(
        "the charter in the store is not the one that was applied",
        hint="put back `data.sqlite` and `shelf.sqlite` from a copy, and find out who changed them",
    )


def _adoption(keyring: Keyring, organisation: OrganisationId, applied: str, digest: str) -> str:
    return keyring.fingerprint(organisation, [bind("charter adopted", 1, digest, applied)]).hex()


def _mark(keyring: Keyring, organisation: OrganisationId, *, text: str, digest: str, applied: str) -> bytes:
    # No file of an import begins like this: each begins with the fingerprint of what came before it.
    return keyring.fingerprint(organisation, [bind("charter applied", 1, digest, applied, text)])
