"""
Letters about requests, told one by one: the law owes them, so each has a line when it is posted, and one when it leaves the outbox.

Whoever writes into the data and has no key can take a letter away, put it off for ever, or change it so that it opens no more. The first
leaves a line of posting without its end, the second a letter that is due later than any server is asked again, the third an end that says so.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from etanche.journal import Journal
from etanche.outbound.following import ALTERED, says_end
from etanche.outbound.outbox import LETTER, POSTED
from etanche.store import OutboxRow, Store, moment_text, outbox
from etanche.terms import OrganisationId

LOOKED_BACK: Final = timedelta(days=32)
"""Longer than a letter waits for a server that nobody configures."""

_LATEST: Final = timedelta(hours=6)
"""No letter is put off so long by us."""


class Lost(StrEnum):
    """What is wrong with a letter."""

    VANISHED = "vanished"
    PUT_OFF = "put-off"
    ALTERED = "altered"


def letters_lost(store: Store, journal: Journal, organisation: OrganisationId, now: datetime) -> dict[str, Lost]:
    """Return what is wrong with each letter posted of late that is neither sent, nor given up, nor waits in its turn; by its id."""
    found = _look(store, journal, organisation, now)
    # One that was posted, or left, between two looks at one time is there, or gone, at the next.
    return (
        {one: what for one, what in _look(store, journal, organisation, now).items() if one in found} if found else {}
    )


def _look(store: Store, journal: Journal, organisation: OrganisationId, now: datetime) -> dict[str, Lost]:
    with store.reading() as connection:
        waiting = outbox.every(connection, organisation)
    posted, found = set[str](), dict[str, Lost]()
    for line in journal.lines(since=now - LOOKED_BACK, object_begins=LETTER):
        entry, letter = line.entry, line.entry.object.removeprefix(LETTER)
        if line.ours and entry.act == POSTED:
            posted.add(letter)
        elif says_end(line):
            posted.discard(letter)
            if ALTERED in entry.facts:
                found[letter] = Lost.ALTERED
    return found | _astray(posted, waiting, moment_text(now + _LATEST))


def _astray(posted: Collection[str], waiting: Collection[OutboxRow], latest: str) -> dict[str, Lost]:
    # A file holds whatever somebody put there; what is no moment is later than any.
    due = {row.id.hex(): str(row.due) for row in waiting}
    gone = {letter: Lost.VANISHED for letter in posted if letter not in due}
    return gone | {letter: Lost.PUT_OFF for letter in posted if due.get(letter, "") > latest}
