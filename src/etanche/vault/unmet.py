"""
Persons of whom something was told, and of whom no record was ever kept: they came as far as a door, and no further.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from etanche.standing import person_subject
from etanche.store import Connection, moment_text, person_records, persons, standing
from etanche.vault.asking import obeyed
from etanche.vault.means import Means

_PERSONS = person_subject(b"")


def unmet(means: Means, event: str, *, since: datetime, before: datetime) -> tuple[bytes, ...]:
    """Return the persons of whom an event was told between two moments and no record is kept; who was erased is none of them."""
    with means.store.reading() as connection:
        obeyed(means, connection)
        told = sorted(set(_told(means, connection, event, moment_text(since), moment_text(before))))
        known = persons.known(connection, means.organisation, told)
        return tuple(
            one
            for one in told
            if one in known
            and known[one].ended is None
            and not person_records.of_person(connection, means.organisation, one)
        )


def _told(means: Means, connection: Connection, event: str, since: str, before: str) -> Iterator[bytes]:
    for row in standing.of_events(connection, means.organisation, [event]):
        if since <= row.recorded < before and row.subject.startswith(_PERSONS) and "/" not in row.subject:
            yield bytes.fromhex(row.subject.removeprefix(_PERSONS))
