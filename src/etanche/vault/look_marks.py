"""
Which lines show somebody's data or tell how much of it went, and the keyed marks by which they are found again: of whom, and of the month in which a line was written.

The marks of a month are made under the key of its last day: they die with it, and nobody who has an old copy finds a line by them any
longer than a month after the list beside it is dead.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Final

from etanche.keyring import Keyring
from etanche.terms import OrganisationId

JOURNAL: Final = 0
"""The number under which the keys of the journal's days lie: categories are numbered from 1."""

LOOKS: Final = frozenset({"read", "find", "stream", "copy", "update", "forget", "move", "disclose"})
"""The acts by which somebody gets to see a record, or changes it."""

ROWS: Final = "erased-rows"
"""The act of the line that tells, when somebody's data are gone, how much went."""

TELLS: Final = frozenset({ROWS})
"""The acts of the lines that an erasure asks for before it tells: what was told before is told once."""


def marks_on(
    keyring: Keyring, organisation: OrganisationId, day: date, persons: Collection[bytes], *, create: bool = False
) -> tuple[bytes, ...]:
    """Return the marks of persons in the month of a day, in their order; none once the month is dead, or if it never was."""
    last = day.replace(day=monthrange(day.year, day.month)[1]).isoformat()
    key = keyring.day_key(organisation, JOURNAL, last, create=create)
    return () if key is None else tuple(key.marker.mark(person.hex()) for person in persons)
