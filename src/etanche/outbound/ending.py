"""
The end of what waits: given up after a month, and the key of a day destroyed once nothing of that day waits any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from etanche.outbound.following import Fate, ended
from etanche.outbound.outbox import ENDED, MARKED, NUMBER, Outbox, day_of_moment
from etanche.store import facts, moment_text, outbox, unreachable

KEPT: Final = timedelta(days=30)
"""So long a letter waits for a server that nobody configures; the links in it are dead long before."""


def sweep(box: Outbox) -> int:
    """Give up what has waited too long, destroy the keys of days that are over and empty; return how much was given up."""
    now = box.clock.now()
    with box.store.writing() as connection:
        unreachable.forget(connection, box.organisation, moment_text(now - MARKED))
        old = outbox.posted_before(connection, box.organisation, moment_text(now - KEPT))
        for letter, kind in old:
            outbox.remove(connection, box.organisation, letter)
            ended(box, connection, letter, kind, Fate.GIVEN_UP)
        if old:
            box.tell(connection, "mail-given-up", {"letters": len(old), "why": "waited"})
    _end_days(box, date.fromisoformat(day_of_moment(now)))
    return len(old)


def _end_days(box: Outbox, today: date) -> None:
    """Destroy the keys of the days before today of which nothing waits, in order, up to the first of which something does."""
    with box.store.reading() as connection:
        begun = facts.get(connection, box.organisation, ENDED)
        held = outbox.days(connection, box.organisation)
    if begun is None:
        return
    end = min([today, *map(date.fromisoformat, held)])
    if date.fromisoformat(begun) >= end:
        return
    over = [
        (NUMBER, day)
        for day in _days(date.fromisoformat(begun), end)
        if box.keyring.bucket_id(box.organisation, NUMBER, day) is not None
    ]
    if over and not box.keyring.destroy_days(box.organisation, over).final:
        return
    with box.store.writing() as connection:
        facts.put(connection, box.organisation, ENDED, end.isoformat())


def _days(first: date, end: date) -> Iterator[str]:
    """Yield the days from one to before another."""
    for number in range((end - first).days):
        yield (first + timedelta(days=number)).isoformat()
