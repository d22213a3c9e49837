"""
Whom lines of the journal are about, compared with what the lines say: each holds the digest of its list.

Who takes a list away, puts an older one in its place, or files it under another day, whose key does not open it, would have it
that nobody looked. The chain holds the line, and the line the digest; whoever reads lists counts those that do not open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, MutableSequence
from datetime import datetime, time
from secrets import randbelow
from typing import Final
from zoneinfo import ZoneInfo

from etanche.keyring import SealBroken, bind, digest
from etanche.store import entries, entry_persons, moment_text
from etanche.terms import ID_BYTES
from etanche.vault.means import JOURNAL, LISTED, Means

_NEWEST: Final = 500
_AT_RANDOM: Final = 125
_TIMES: Final = 4
"""How many lines a sample is of: the newest, and so many stretches of so many wherever chance leads."""


def unlisted(means: Means, *, sampled: bool) -> int:
    """
    Return how many lines that say whom they are about have no list, or another one.

    Those of days that the journal has no more are left out: their lists went with the keys of their days.

    Args:
        means: the rooms below.
        sampled: whether to look at the newest lines and some others, and not at every line.
    """
    first = means.journal.first_day()
    if first is None:
        return 0
    since = moment_text(datetime.combine(first, time.min, ZoneInfo(means.plan.zone)))
    found: set[int] = set()
    with means.store.reading() as connection:
        began, last = entries.ends(connection, means.organisation)
        for after, upto in _stretches(began - 1, last) if sampled else [(began - 1, last)]:
            lines = entry_persons.beside(
                connection, means.organisation, fact=LISTED, since=since, after=after, upto=upto
            )
            found.update(seq for seq, facts, *beside in lines if whom(means, facts, *beside) is None)
    return len(found)


def _stretches(before: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (after, up to): the newest lines, then some of those before them."""
    newest = max(before, last - _NEWEST)
    yield newest, last
    for _ in range(_TIMES if newest > before else 0):
        after = before + randbelow(newest - before)
        yield after, min(after + _AT_RANDOM, newest)


def whom(means: Means, facts: str, day: object, sealed: object) -> bytes | None:
    """Return the ids of whom a line is about, laid end to end; None if its list is gone, is another one, or does not open."""
    if not isinstance(sealed, bytes) or _told(facts) != digest(sealed).hex():
        return None
    return _opened(means, day, sealed)


def _told(facts: str) -> object:
    """Return the digest that a line tells of its list; of a line that cannot be read, or has none, nothing."""
    try:
        said = json.loads(facts)
    except ValueError:
        return None
    return said.get(LISTED) if isinstance(said, dict) else None


def has_list(facts: str) -> bool:
    """Tell whether a line says that a list lies beside it."""
    return LISTED in facts and _told(facts) is not None


def lines_about(means: Means, *persons: bytes, altered: MutableSequence[int]) -> Iterator[int]:
    """
    Yield the numbers of the lines that are about a person, or one of several.

    `altered` takes the numbers of the lines of which nobody can tell any more: their lists do not open, or the key of the day
    under which somebody filed them is not there. Lists that outlive their lines for a moment, until a cut is finished, are none of them.
    """
    with means.store.reading() as connection:
        lists = list(entry_persons.read(connection, means.organisation))
        began, _ = entries.ends(connection, means.organisation)
    for seq, day, sealed in lists:
        listed = _opened(means, day, sealed)
        if listed is not None:
            if any(_stands(person, listed) for person in persons):
                yield seq
        elif seq >= began:
            altered.append(seq)


def _opened(means: Means, day: object, sealed: object) -> bytes | None:
    if not (isinstance(day, str) and isinstance(sealed, bytes)):
        return None
    key = means.keyring.day_key(means.organisation, JOURNAL, day, create=False)
    try:
        return None if key is None else key.open(sealed, bind("entry persons", 1, means.organisation, day))
    except SealBroken:
        return None


def _stands(person: bytes, listed: bytes) -> bool:
    """Tell whether an id stands in a list of ids laid end to end, at the place of one."""
    at = listed.find(person)
    while at % ID_BYTES and at != -1:
        at = listed.find(person, at + 1)
    return at != -1
